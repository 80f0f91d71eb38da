"""Views of the lists: what each holds, filters that combine and live in the address, news without a reload."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from forum import clock
from forum.associations.policy import Audience
from forum.db import transaction
from forum.topics.models import Topic
from forum.topics.operations import open_topic
from forum.topics.queries import Cursor, Wanted, count_newer
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.feedback import leave
from tests.factories.lessons import publish
from tests.factories.topics import make_post, make_topic
from tests.safety.naughty import NUMBERS, WORDS
from tests.web.topics.browser import text_of

NOON = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)


def titles(response):
    return re.findall(r'class="row-title"><a href="[^"]+">([^<]+)</a>', text_of(response))


def tabs(page):
    part = re.search(r'<div class="list-tabs">.*?</nav>', page, re.DOTALL)[0]
    return re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+?) ?<', part)


def marked(topic_id, **values):
    with transaction() as session:
        topic = session.get_one(Topic, topic_id)
        for name, value in values.items():
            setattr(topic, name, value)


def test_new_shows_what_was_not_opened_and_top_what_was_answered_most(aigul, circle):
    now = clock.now() + timedelta(seconds=1)
    make_topic(circle, title="Тихая", created_at=now)
    make_topic(circle, title="Громкая", replies=5, created_at=now - timedelta(hours=5))
    old = make_topic(circle, title="Давняя", replies=9, created_at=NOON - timedelta(days=200))
    assert titles(aigul.get("/new")) == ["Тихая"]
    assert titles(aigul.get("/top")) == ["Давняя", "Громкая", "Тихая"]
    assert titles(aigul.get("/top?period=week")) == ["Громкая", "Тихая"]
    make_post(old.id)
    assert titles(aigul.get("/top?period=day"))[0] == "Давняя", "what is talked about now, however old"


def test_pages_of_the_top_meet_without_a_gap_or_a_double(client, circle):
    for number in range(65):
        make_topic(circle, title=f"Тема {number:02}", replies=number % 4, created_at=NOON)
    for period in ("", "&period=year"):
        seen, path = [], f"/top?{period}"
        while path:
            page = client.get(path)
            seen += titles(page)
            older = re.search(r'rel="next" href="([^"]+)"', text_of(page))
            path = older[1].replace("&amp;", "&") if older else None
        assert len(seen) == len(set(seen)) == 65
        assert [int(one[5:]) % 4 for one in seen] == sorted((int(one[5:]) % 4 for one in seen), reverse=True)


def test_unanswered_is_what_nobody_answered(client, circle):
    make_topic(circle, title="Вопрос", kind="question")
    make_topic(circle, title="Отвечено", kind="question", replies=1)
    make_topic(circle, title="Закрыто", closed=True)
    make_topic(circle, title="Урок", kind="lesson")
    assert titles(client.get("/unanswered")) == ["Вопрос"]


def test_lessons_wait_until_the_first_comment(client, circle, member):
    colleague = make_person()
    join(colleague, circle)
    waiting = publish(actor_of(member), circle, title="Ждёт")
    commented = publish(actor_of(member), circle, title="С замечанием")
    publish(actor_of(member), circle, title="Сегодняшний")
    for lesson in (waiting, commented):
        marked(lesson.topic_id, created_at=clock.now() - timedelta(days=8))
    leave(actor_of(colleague), commented.id, "b1")
    make_post(waiting.topic_id, colleague)
    assert titles(client.get("/waiting")) == ["Ждёт"], "an answer in the talk is no comment on the plan"


def test_a_topic_knows_its_subject_and_a_lesson_its_grade(app, member):
    place = make_association("Физики", subject="physics")
    join(member, place)
    with transaction():
        topic = open_topic(
            actor=actor_of(member), association_id=place, kind="question", title="Сила тока", body="Как?",
            audience=Audience("public"),
        )  # fmt: skip
        assert (topic.subject, topic.grade) == ("physics", None)
    lesson = publish(actor_of(member), place)
    with transaction(write=False) as session:
        topic = session.get_one(Topic, lesson.topic_id)
        assert (topic.subject, topic.grade) == ("math", 5)


def test_filters_combine_live_in_the_address_and_are_taken_off(aigul, circle):
    make_topic(circle, title="Нужная", kind="question", tags=["Дроби"], language="kk")
    make_topic(circle, title="Без метки", kind="question", language="kk")
    make_topic(circle, title="Русская", kind="question", tags=["Дроби"])
    make_topic(make_association("Другие"), title="Чужая", kind="question", tags=["Дроби"], language="kk")
    address = f"/latest?category={circle}&tag=Дроби&kind=question&language=kk&period=month"
    page = aigul.get(address)
    assert titles(page) == ["Нужная"]
    chips = re.findall(r'<a class="chip" href="([^"]+)" aria-current="true">([^<]+)<', text_of(page))
    assert [words for _, words in chips] == ["Математики города", "дроби", "Вопросы", "Қазақша", "за месяц"]
    for href, words in chips:
        fewer = titles(aigul.get(href.replace("&amp;", "&")))
        assert {"Математики города": "Чужая", "дроби": "Без метки", "Қазақша": "Русская"}.get(words, "Нужная") in fewer
    assert titles(aigul.get(f"/c/x/{circle}?tag=дроби&language=kk", follow_redirects=True)) != ["Чужая"]
    assert titles(aigul.get("/tag/дроби?language=ru")) == ["Русская"]
    for href, _, _ in tabs(text_of(page)):
        assert aigul.get(href.replace("&amp;", "&")).status_code == 200
        assert href == "/latest" or "language=kk" in href


def test_pages_of_a_narrowed_list_stay_narrowed(client, circle):
    for number in range(70):
        make_topic(circle, title=f"Тема {number:02}", kind=("question", "discussion")[number % 2])
    page = text_of(client.get("/latest?kind=question"))
    older = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert "kind=question" in older
    assert len(titles(client.get(older))) == 5
    assert "Таких тем пока нет" in text_of(client.get("/latest?kind=lesson"))


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "subject=x",
        "grade=x",
        "grade=99",
        "language=de",
        "period=age",
        "category=x",
        "tag=%23",
        "category=99999",
    ],
)
def test_a_filter_that_is_none_is_no_page(client, app, query):
    assert client.get(f"/latest?{query}").status_code == 404


def test_no_filter_breaks_a_list(aigul, circle):
    for value in (*WORDS.values(), *NUMBERS):
        for name in ("category", "tag", "kind", "subject", "grade", "language", "period", "since", "view"):
            for path in ("/latest", "/news"):
                answer = aigul.get(path, query_string={"since": "0-0", name: value[:500]})
                assert answer.status_code in {200, 400, 404}, (path, name, value)


def test_tabs_are_for_those_who_can_use_them(client, aigul, app, circle):
    words = [text for _, _, text in tabs(text_of(app.test_client().get("/latest")))]
    assert words == ["Свежее", "Лучшее", "Без ответа", "Ждут отклика"]
    assert "Непрочитанное" in [text for _, _, text in tabs(text_of(aigul.get("/latest")))]
    for path in ("/new", "/unread", "/my/topics", "/my/following"):
        assert "/login" in app.test_client().get(path).location


def test_news_are_counted_from_where_the_page_begins(aigul, app, circle, member):
    make_topic(circle, title="Первая", created_at=NOON)
    page = text_of(aigul.get("/latest"))
    door = re.search(r'data-news="([^"]+)"', page)[1].replace("&amp;", "&")
    assert aigul.get(door).json == {"count": 0, "words": ""}
    make_topic(circle, title="Вторая", kind="question", audience=circle)
    make_topic(circle, title="Удалённая", deleted=True)
    found = aigul.get(door)
    assert found.json["count"] == 1
    assert found.json["words"].startswith("1 ")
    assert found.headers["Cache-Control"] == "private, no-store"
    assert app.test_client().get(door).json["count"] == 0, "a visitor hears nothing of what she may not read"
    assert aigul.get(door + "&kind=discussion").json["count"] == 0
    empty = re.search(r'data-news="([^"]+)"', text_of(app.test_client().get("/latest?kind=lesson")))[1]
    assert "since=0-0" in empty
    assert "data-news" not in text_of(aigul.get("/latest?before=1-1"))
    assert json.loads(aigul.get("/news?view=unread&since=0-0").data)["count"] == 0


def test_news_stop_counting_at_a_hundred(app, circle):
    for number in range(103):
        make_topic(circle, title=f"Тема {number}")
    actor = actor_of(make_person())
    with transaction(write=False):
        for wanted in (Wanted(), Wanted(association_id=circle)):
            assert count_newer(actor=actor, wanted=wanted, than=Cursor(NOON - timedelta(days=1), 0)) == 100
