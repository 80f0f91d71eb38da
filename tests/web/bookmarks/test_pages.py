"""Bookmarks through their pages: the form with its moments, the list, what is hidden."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from forum import clock, jobs
from forum.bookmarks.handlers import ring
from forum.bookmarks.models import Bookmark
from forum.db import transaction
from forum.topics.models import Topic
from forum.web.bookmarks.moments import offered, parse, written
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join
from tests.factories.lessons import publish
from tests.factories.topics import make_post, make_topic
from tests.web.pages import press, send
from tests.web.topics.browser import count_queries, text_of
from tests.web.topics.conftest import aigul, circle, member  # noqa: F401 - fixtures

NOON = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)  # a Wednesday, noon in Almaty


@pytest.fixture
def topic(circle):  # noqa: F811
    author = make_person("Жук Олег Петрович")
    join(author, circle)
    return make_topic(circle, author, "Дроби и весы", "С чего начать", audience=circle)


@pytest.mark.anywhere
def test_moments_are_those_of_the_readers_zone():
    with clock.freeze(NOON):
        moments = {one.value: written(one.at, "Asia/Almaty") for one in offered("Asia/Almaty")}
    assert moments == {"evening": "2026-11-18T18:00", "tomorrow": "2026-11-19T08:00", "week": "2026-11-23T08:00"}
    with clock.freeze(NOON + timedelta(hours=6)):
        assert [one.value for one in offered("Asia/Almaty")] == ["tomorrow", "week"]
        assert next(one.value for one in offered("Europe/Moscow")) == "evening"
    with clock.freeze(NOON + timedelta(days=4)):
        assert [one.value for one in offered("Asia/Almaty")] == ["evening", "tomorrow"]
    assert parse("2026-12-01T09:30", "Asia/Almaty") == datetime(2026, 12, 1, 4, 30, tzinfo=UTC)
    assert parse("завтра", "Asia/Almaty") is None


def test_a_post_is_bookmarked_from_its_place_found_and_let_go(client, aigul, topic):  # noqa: F811
    address = f"/p/{topic.first_post_id}/bookmark"
    assert address in text_of(client.get(topic.url))
    with clock.freeze(NOON):
        page = client.get(address)
        assert "сегодня, 18:00" in page.text
        answer = send(client, page, address, note="К уроку 12", remind="tomorrow")
        assert answer.status_code == 303
        assert quote(topic.url) in answer.location
        assert "Напомним" in text_of(client.get("/my/bookmarks"))
        page = client.get(address)
        assert "Изменить закладку" in page.text
        assert "Как решили" in page.text
        send(client, page, address, note="К уроку 13")
    listed = client.get("/my/bookmarks?q=урок 13")
    assert "Дроби и весы" in listed.text
    with clock.freeze(NOON + timedelta(days=1)):
        assert ring() == 1
        jobs.run_pending()
    assert "Вы просили напомнить о теме «Дроби и весы»" in text_of(client.get("/my/notifications"))
    place = re.search(r"/my/bookmarks/\d+/remove", listed.text)[0]
    assert press(client, listed, place).status_code == 303
    assert "Закладок пока нет" in text_of(client.get("/my/bookmarks"))


def test_a_time_of_ones_own(client, aigul, topic):  # noqa: F811
    address = f"/p/{topic.first_post_id}/bookmark"
    with clock.freeze(NOON):
        page = client.get(address)
        for wrong in ("", "скоро", "2020-01-01T10:00"):
            answer = send(client, page, address, note="моя заметка", remind="own", own=wrong)
            assert answer.status_code == 422
            assert "моя заметка" in answer.text
        assert send(client, page, address, own="2026-12-01T09:30").status_code == 303
    with transaction(write=False) as session:
        assert session.query(Bookmark).one().remind_at == datetime(2026, 12, 1, 4, 30, tzinfo=UTC)


def test_a_lesson_has_its_bookmark(client, aigul, member, circle):  # noqa: F811
    lesson = publish(actor_of(member), circle)
    page = text_of(client.get(f"/lessons/x/{lesson.id}", follow_redirects=True))
    assert f"/lessons/{lesson.id}/bookmark" in page
    form = client.get(client.get(f"/lessons/{lesson.id}/bookmark").location)
    post = re.search(r"/p/(\d+)/bookmark", form.text)[0]
    assert "/lessons/" in send(client, form, post).location
    assert f"/{lesson.id}" in text_of(client.get("/my/bookmarks"))


def test_what_is_hidden_tells_nothing(client, aigul, topic):  # noqa: F811
    address = f"/p/{topic.first_post_id}/bookmark"
    send(client, client.get(address), address, note="Лично мне")
    with transaction() as session:
        row = session.get_one(Topic, topic.id)
        row.audience, row.audience_id = "private", None
    page = text_of(client.get("/my/bookmarks"))
    assert "Лично мне" in page
    for words in ("Дроби", "С чего начать", "Жук"):
        assert words not in page
    assert client.get(address).status_code == 404
    assert client.post(address).status_code in {400, 404}


def test_bookmarks_are_ones_own(client, aigul, topic, circle):  # noqa: F811
    address = f"/p/{topic.first_post_id}/bookmark"
    send(client, client.get(address), address, note="Лично мне")
    place = re.search(r"/my/bookmarks/\d+/remove", text_of(client.get("/my/bookmarks")))[0]
    other = make_person()
    sign_in(client, other)
    assert "Лично мне" not in text_of(client.get("/my/bookmarks"))
    page = client.get("/my/bookmarks")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    assert client.post(place, data={"csrf_token": token}).status_code == 404
    assert client.get(address).status_code == 404


def test_a_list_costs_the_same_however_long(client, aigul, topic, member):  # noqa: F811
    client.get("/my/bookmarks")
    few = count_queries(client, "/my/bookmarks")
    for _number in range(12):
        post = make_post(topic.id, member)
        with transaction() as session:
            session.add(Bookmark(person_id=member, post_id=post.id, note="", created_at=clock.now()))
    assert count_queries(client, "/my/bookmarks") == few
