"""Reading is noted by a small door or a signed picture; levels are chosen by plain forms; pins stand on top."""

import json
import re

import pytest
from sqlalchemy import select

from forum.db import current_version, transaction
from forum.topics.levels import Level
from forum.topics.models import TopicReading, Watch
from forum.topics.operations import follow_topic
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import give_office, join, make_association
from tests.factories.topics import make_post, make_topic
from tests.web.topics.browser import text_of, token


@pytest.fixture
def colleague(circle):
    person = make_person("Сейтқали Нұрлан Ерболұлы")
    join(person, circle)
    return person


def last_read(person, topic_id):
    with transaction(write=False) as session:
        query = select(TopicReading.last_read).where(
            TopicReading.person_id == person, TopicReading.topic_id == topic_id
        )
        return session.scalar(query)


def reports(client, topic, posts):
    page = text_of(client.get(topic.url))
    door = re.search(r'data-reading="([^"]+)"', page)[1]
    said = posts if isinstance(posts, str) else json.dumps(posts)
    return client.post(door, data={"csrf_token": token(page), "posts": said})


def titles(response):
    return re.findall(r'class="row-title"><a href="[^"]+">([^<]+)</a>', text_of(response))


def test_what_was_seen_is_noted_and_nothing_else_changes(aigul, circle, member, colleague):
    topic = make_topic(circle, colleague, replies=4)
    version = current_version()
    answer = reports(aigul, topic, {"1": 3, "2": 60, "3": 61, "x": 5, "4": "много", "-5": 1})
    assert (answer.status_code, answer.data) == (204, b"")
    assert last_read(member, topic.id) == 2
    assert current_version() == version, "the pages kept for visitors stay"
    assert f'data-last="{2}"' in text_of(aigul.get(topic.url))


@pytest.mark.parametrize(
    "said", ["", "[]", "{", "1", '{"1": null}', "[" * 5000, json.dumps({str(n): 1 for n in range(300)})]
)
def test_what_is_no_report_says_nothing(aigul, circle, member, colleague, said):
    topic = make_topic(circle, colleague)
    assert reports(aigul, topic, said).status_code == 204
    assert last_read(member, topic.id) is None


def test_without_javascript_a_signed_picture_notes_the_page(aigul, app, circle, member, colleague):
    topic = make_topic(circle, colleague, replies=29)
    page = text_of(aigul.get(f"{topic.url}"))
    picture = re.search(r'<noscript><img class="seen" src="([^"]+)"', page)[1]
    assert "/seen/25/" in picture
    assert last_read(member, topic.id) is None, "looking at the page itself writes nothing"
    answer = aigul.get(picture)
    assert (answer.status_code, answer.mimetype) == (200, "image/gif")
    assert last_read(member, topic.id) == 25
    other = app.test_client()
    assert other.get(picture).status_code == 404
    sign_in(other, colleague)
    assert other.get(picture).status_code == 404
    assert aigul.get(picture.replace("/seen/25/", "/seen/30/")).status_code == 404
    assert aigul.get(picture[:-1] + "é").status_code == 404


def test_a_visitors_page_says_nothing_of_reading(client, circle, colleague):
    page = text_of(client.get(make_topic(circle, colleague).url))
    assert not [word for word in ("data-reading", "/seen/", "/watch", "js/reading") if word in page]


def test_who_reads_what_one_follows_sees_where_to_go_on(aigul, circle, member, colleague):
    topic = make_topic(circle, colleague, "Дроби", replies=25)
    reports(aigul, topic, {"25": 2})
    with transaction():
        follow_topic(actor=actor_of(member), topic_id=topic.id, level=Level.TRACKING)
    make_post(topic.id, colleague)
    page = text_of(aigul.get("/latest"))
    assert "2 нов" in page
    assert re.search(rf'class="unread" href="/t/[^"]+/{topic.id}/26"', page)
    assert titles(aigul.get("/unread")) == ["Дроби"]
    assert re.search(r"Непрочитанное <span class=\"count\">1<", text_of(aigul.get("/latest")))
    there = text_of(aigul.get(topic.url))
    assert re.search(rf'href="/t/[^"]+/{topic.id}\?page=2#p-26"', there)
    reports(aigul, topic, {"27": 1})
    assert "Всё прочитано" in text_of(aigul.get("/unread"))


def test_the_level_of_a_topic_is_chosen_and_explained(aigul, circle, member, colleague):
    topic = make_topic(circle, colleague, tags=["дроби"])
    page = text_of(aigul.get(topic.url))
    assert "Уведомление придёт, когда обратятся к вам" in page
    for path, level, words in (
        (f"/c/{circle}/watch", "watching", "так вы следите за разделом «Математики города»"),
        ("/tag/дроби/watch", "tracking", "так вы следите за меткой «дроби»"),
        (f"/t/{topic.id}/watch", "muted", "Темы нет в списках, уведомлений о ней не будет: вы так выбрали"),
        (f"/t/{topic.id}/watch", "default", "так вы следите за меткой «дроби»"),
    ):
        answer = aigul.post(path, data={"csrf_token": token(page), "level": level})
        assert answer.status_code == 303
        assert "запомнили" in text_of(aigul.get(answer.location))
        assert words in text_of(aigul.get(topic.url)), path
    assert aigul.post(f"/t/{topic.id}/watch", data={"csrf_token": token(page), "level": "loud"}).status_code == 422
    assert aigul.post("/t/99999/watch", data={"csrf_token": token(page), "level": "muted"}).status_code == 404
    assert aigul.post("/tag/нет/watch", data={"csrf_token": token(page), "level": "muted"}).status_code == 404


def test_what_is_followed_is_listed_and_changed_there(aigul, circle, member):
    assert "Вы ещё ничего не выбирали" in text_of(aigul.get("/my/following"))
    page = text_of(aigul.get("/latest"))
    aigul.post(f"/c/{circle}/watch", data={"csrf_token": token(page), "level": "first"})
    listed = text_of(aigul.get("/my/following"))
    assert titles(aigul.get("/my/following")) == ["Математики города"]
    assert "Слежу за новыми темами" in listed
    answer = aigul.post(f"/c/{circle}/watch", data={"csrf_token": token(page), "level": "default", "from": "followed"})
    assert answer.location == "/my/following"
    with transaction(write=False) as session:
        assert session.scalars(select(Watch.id)).all() == []


def test_what_is_muted_is_in_no_list_but_its_own(aigul, circle, member, colleague):
    loud = make_topic(circle, colleague, "Громкая", tags=["флуд"])
    make_topic(circle, colleague, "Тихая")
    page = text_of(aigul.get("/latest"))
    aigul.post("/tag/флуд/watch", data={"csrf_token": token(page), "level": "muted"})
    for path in ("/latest", "/new", "/unanswered", "/top"):
        assert titles(aigul.get(path)) == ["Тихая"], path
    assert titles(aigul.get("/tag/флуд")) == ["Громкая"], "who goes there wants to see it"
    aigul.post(f"/t/{loud.id}/watch", data={"csrf_token": token(page), "level": "muted"})
    assert titles(aigul.get("/tag/флуд")) == []


def test_a_curator_pins_and_each_reader_unpins_by_reading(app, circle, member, colleague):
    pinned = make_topic(circle, colleague, "Важное")
    for number in range(3):
        make_topic(circle, colleague, f"Тема {number}")
    client = app.test_client()
    curator = make_person()
    give_office(curator, circle, "curator")
    sign_in(client, curator)
    page = text_of(client.get(pinned.url))
    assert "Закрепить в разделе" in page
    assert "Закрепить на всём сайте" not in page
    data = {"csrf_token": token(page), "where": "here"}
    assert client.post(f"/t/{pinned.id}/pin", data=data).status_code == 303
    assert client.post(f"/t/{pinned.id}/pin", data={**data, "where": "everywhere"}).status_code == 403
    place = f"/c/математики-города/{circle}"
    visitor, reader = app.test_client(), app.test_client()
    sign_in(reader, member)
    for one in (visitor, reader):
        assert titles(one.get(place)) == ["Важное", "Тема 2", "Тема 1", "Тема 0"]
        assert titles(one.get("/latest")) == ["Тема 2", "Тема 1", "Тема 0", "Важное"]
    assert "Закреплена наверху" in text_of(visitor.get(place))
    reports(reader, pinned, {"1": 2})
    assert titles(reader.get(place)) == ["Тема 2", "Тема 1", "Тема 0", "Важное"]
    assert titles(visitor.get(place))[0] == "Важное"
    assert client.post(f"/t/{pinned.id}/pin", data=data).status_code == 303
    assert titles(reader.get(place))[0] == "Важное", "pinned anew, it is shown to all again"
    assert 'data-last="0"' in text_of(reader.get(pinned.url))
    assert client.post(f"/t/{pinned.id}/unpin", data=data).status_code == 303
    assert titles(visitor.get(place))[0] == "Тема 2"
    assert (
        reader.post(
            f"/t/{pinned.id}/pin", data={**data, "csrf_token": token(text_of(reader.get("/latest")))}
        ).status_code
        == 403
    )


def test_the_curator_of_the_country_pins_for_all(app, colleague):
    country = make_association("Казахстан", kind="country")
    city = make_association("Город", [country], kind="city")
    topic = make_topic(city, colleague, "Важное всем")
    make_topic(city, colleague, "Другая")
    client = app.test_client()
    curator = make_person()
    give_office(curator, country, "curator")
    sign_in(client, curator)
    data = {"csrf_token": token(text_of(client.get(topic.url))), "where": "everywhere"}
    assert client.post(f"/t/{topic.id}/pin", data=data).status_code == 303
    visitor = app.test_client()
    assert titles(visitor.get("/latest")) == ["Важное всем", "Другая"]
    assert titles(visitor.get("/latest?kind=discussion")) == ["Другая", "Важное всем"], "a narrowed list has no pins"
    assert "Открепить" in text_of(client.get(topic.url))
