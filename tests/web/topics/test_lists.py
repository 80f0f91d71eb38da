"""Lists of topics: what is on them, where their links lead, what they never show."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic
from tests.web.topics.browser import body, count_queries, text_of

NOON = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)


def titles(response):
    return re.findall(r'class="row-title"><a href="[^"]+">([^<]+)</a>', text_of(response))


def test_an_empty_list_says_what_belongs_there(client, member):
    assert "Пока тихо" in text_of(client.get("/latest"))
    sign_in(client, member)
    assert "/t/new" in text_of(client.get("/latest"))
    assert "Вы ещё ничего не открывали" in text_of(client.get("/my/topics"))
    assert "Меток пока нет" in text_of(client.get("/tags"))


def test_a_row_shows_title_circle_place_tags_and_replies(client, circle, member):
    make_topic(circle, member, "Как объяснить дроби", kind="question", tags=["5 класс"], replies=2, audience=circle)
    make_topic(circle, member, "Открытая & <b>тема</b>", closed=True)
    sign_in(client, member)
    page = text_of(client.get("/latest"))
    assert "Как объяснить дроби" in page
    assert "Открытая &amp; &lt;b&gt;тема&lt;/b&gt;" in page
    assert "Математики города" in page
    assert "5 класс" in page
    assert "2 ответа" in page or "2 ответов" in page
    assert "Вопрос" in page
    assert "закрыта" in page


def test_what_one_may_not_see_is_on_no_list(client, circle, member):
    make_topic(circle, member, "Секретная тема", audience=circle, tags=["секрет"])
    make_topic(circle, member, "Личная тема", audience="private", tags=["личное"])
    make_topic(circle, member, "Удалённая тема", deleted=True, tags=["прошлое"])
    for path in ("/latest", f"/c/математики-города/{circle}", "/tags"):
        page = text_of(client.get(path))
        for word in ("Секретная", "Личная", "Удалённая", "секрет", "личное", "прошлое"):
            assert word not in page, path
    absent = client.get("/tag/нет-такой")
    for name in ("секрет", "личное", "прошлое"):
        hidden = client.get(f"/tag/{name}")
        assert (hidden.status_code, body(hidden)) == (404, body(absent))
    sign_in(client, member)
    assert {"Секретная тема", "Личная тема"} == set(titles(client.get("/latest")))
    assert titles(client.get("/tag/секрет")) == ["Секретная тема"]
    assert set(titles(client.get("/my/topics"))) == {"Секретная тема", "Личная тема"}


def test_pages_of_a_list_are_linked_both_ways(client, circle):
    for number in range(65):
        make_topic(circle, title=f"Тема {number:02}", created_at=NOON + timedelta(minutes=number))
    seen, path, steps = [], "/latest", []
    while path:
        page = client.get(path)
        seen += titles(page)
        steps.append(path)
        older = re.search(r'rel="next" href="([^"]+)"', text_of(page))
        path = older[1].replace("&amp;", "&") if older else None
    assert seen == [f"Тема {number:02}" for number in range(64, -1, -1)]
    assert len(steps) == 3
    newer = re.search(r'rel="prev" href="([^"]+)"', text_of(client.get(steps[2])))[1]
    assert titles(client.get(newer)) == seen[30:60]


@pytest.mark.parametrize(
    "query", ["before=x", "before=1-2-3", "after=%00", "before=1-1&after=1-1", "before=9999999999999999999-1"]
)
def test_a_place_that_is_none_is_no_page(client, app, query):
    assert client.get(f"/latest?{query}").status_code == 404


def test_after_the_last_page_there_is_a_way_back(client, circle):
    make_topic(circle)
    page = text_of(client.get("/latest?before=1-1"))
    assert 'href="/latest"' in page
    assert "Больше тем нет" in page


def test_an_association_has_one_address(client, circle):
    moved = client.get(f"/c/wrong/{circle}")
    assert moved.status_code == 301
    assert client.get(moved.location).status_code == 200
    assert client.get("/c/x/999999").status_code == 404
    assert client.get("/c/x/99999999999999999999").status_code == 404


def test_topics_published_to_a_circle_from_below_are_marked(client, circle):
    school = make_association("Школа № 5", [circle])
    person = make_person()
    join(person, school)
    make_topic(school, person, "Из школы городу", audience=circle)
    make_topic(circle, person, "Городская")
    sign_in(client, person)
    page = text_of(client.get(f"/c/x/{circle}", follow_redirects=True))
    assert page.count("Из другого объединения, открыто для этого круга") == 1
    assert "Школа № 5" in page


def test_names_speak_the_readers_language(client, circle):
    make_topic(circle, audience="public")
    person = make_person(locale="kk")
    sign_in(client, person)
    assert "Қала математиктері" in text_of(client.get("/latest"))


def test_tags_count_and_lead_to_their_topics(client, circle):
    for number in range(3):
        make_topic(circle, title=f"Тема {number}", tags=["Дроби", "5 класс"][: 1 + number % 2])
    page = text_of(client.get("/tags"))
    assert re.search(r"Дроби <span[^>]*>3", page)
    assert re.search(r"5 класс <span[^>]*>1", page)
    assert len(titles(client.get("/tag/дроби"))) == 3


@pytest.mark.parametrize("path", ["/latest", "/tag/дроби", "/my/topics"])
def test_a_list_asks_the_same_few_questions_whatever_its_length(client, circle, member, path):
    make_topic(circle, member, tags=["дроби"])
    sign_in(client, member)
    client.get(path)  # the tree beside the page is read once and kept
    few = count_queries(client, path)
    for number in range(80):
        make_topic(circle, member, f"Тема {number}", tags=["дроби"])
    assert count_queries(client, path) == few <= 8
