"""Writing without JavaScript: topics, answers, edits, deletions; whatever is refused, the text comes back."""

import re
from urllib.parse import urlsplit

import pytest

from forum.db import transaction
from forum.topics.models import Topic
from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import give_office, join, make_association
from tests.factories.topics import make_post, make_topic
from tests.web.topics.browser import body, fields, first, send, text_of

LONG_WORDS = "Очень важный текст, который жалко потерять.\n\n> цитата\n\n<b>&amp; «кавычки» \"'"
HOSTILE = [
    "İ ΐ ﬀ",
    "<textarea></textarea>",
    "{{ 7*7 }} %s %(x)s",
    "\u202eабв",
    "🤦🏽‍♀️ ҚазАҚ",
    "\n\nстрока",
    "a\x00b",
    "&lt;&amp;",
]


def test_a_topic_is_opened_from_its_association(aigul, circle):
    page = text_of(aigul.get(f"/t/new?association={circle}&kind=discussion&title=Дроби"))
    filled = fields(page)
    assert filled["association"] == str(circle)
    assert filled["audience"] == str(circle)
    assert filled["kind"] == "discussion"
    assert filled["title"] == "Дроби"
    assert re.search(r"Увид[^<]*1 человек", page)
    sent = aigul.post("/t/new", data={**filled, "body": "С чего **начать**?", "tags": "дроби, 5 класс; дроби"})
    assert sent.status_code == 303
    shown = text_of(aigul.get(sent.location))
    assert "<strong>начать</strong>" in shown
    assert "5 класс" in shown
    topic = first(Topic)
    assert (topic.kind, topic.audience, topic.audience_id, topic.tags) == (
        "discussion",
        "circle",
        circle,
        ["дроби", "5 класс"],
    )


def test_a_double_click_leads_to_the_same_topic(aigul, circle):
    data = {**fields(text_of(aigul.get(f"/t/new?association={circle}"))), "title": "Дроби", "body": "Текст"}
    first_time, second_time = aigul.post("/t/new", data=data), aigul.post("/t/new", data=data)
    assert first_time.location == second_time.location


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Напишите заголовок"),
        ({"title": "я" * 256}, "Заголовок длиннее 255 знаков"),
        ({"body": ""}, "Напишите текст"),
        ({"body": "я" * 32_001}, "Слишком длинный текст"),
        ({"tags": "а,б,в,г,д,е"}, "не больше 5 меток"),
        ({"audience": ""}, "Выберите, кто это увидит"),
        ({"audience": "424242"}, "круг"),
        ({"association": ""}, "Выберите объединение"),
        ({"association": "424242"}, "Здесь пишут только участники"),
        ({"kind": "poll"}, "вопрос это или обсуждение"),
    ],
)
def test_a_refused_topic_comes_back_filled(aigul, circle, typed, sentence):
    typed = {"title": "Мой заголовок", "body": LONG_WORDS, "tags": "дроби", **typed}
    answer = send(aigul, "/t/new", f"/t/new?association={circle}", **typed)
    page = text_of(answer)
    assert answer.status_code == 422
    assert sentence in page
    back = fields(page)
    for name in ("title", "body", "tags"):
        assert back[name].replace("\r\n", "\n") == typed[name], name
    assert first(Topic) is None


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_come_back_as_they_were(aigul, circle, words):
    answer = send(aigul, "/t/new", f"/t/new?association={circle}", title="", body=words)
    assert answer.status_code == 422
    assert fields(text_of(answer))["body"] == words
    sent = send(
        aigul,
        "/t/new",
        f"/t/new?association={circle}",
        title=f"Тема {words}",
        body=words,
        tags=words.replace(",", " ")[:9],
    )
    assert sent.status_code in {303, 422}
    if sent.status_code == 303:
        assert aigul.get(sent.location).status_code == 200
        assert aigul.get("/latest").status_code == 200


def test_who_may_not_write_is_told_what_to_do(client, circle):
    sign_in(client, make_person(confirmed=False))
    assert "Сначала подтвердите почту" in text_of(client.get("/t/new"))
    sign_in(client, make_person())
    assert "Выбрать объединение" in text_of(client.get("/t/new"))


def test_a_methodologist_writes_to_her_territory(client, circle):
    person = make_person()
    give_office(person, circle)
    sign_in(client, person)
    sent = send(client, "/t/new", "/t/new", title="Приказ", body="Текст")
    assert sent.status_code == 303
    assert client.get(sent.location).status_code == 200


def test_a_visitor_is_asked_to_sign_in_and_her_text_comes_along(client, circle):
    asked = client.get("/t/new?association=1")
    assert asked.status_code == 302
    assert asked.location.startswith("/login")
    topic = make_topic(circle)
    answer = client.post(f"/t/{topic.id}/reply", data={"body": LONG_WORDS})
    assert answer.status_code in {400, 401}
    assert "жалко потерять" in text_of(answer)


def test_an_expired_token_gives_the_text_back(aigul, circle):
    topic = make_topic(circle)
    answer = aigul.post(f"/t/{topic.id}/reply", data={"body": LONG_WORDS, "csrf_token": "old"})
    assert answer.status_code == 400
    again = fields(text_of(answer))
    assert again["body"].replace("\r\n", "\n") == LONG_WORDS
    assert aigul.post(f"/t/{topic.id}/reply", data=again).status_code == 303


def test_an_answer_is_published_at_its_place(aigul, circle):
    topic = make_topic(circle, replies=24)
    sent = send(aigul, f"/t/{topic.id}/reply", topic.url, body="Начните с полосок")
    assert sent.status_code == 303
    assert urlsplit(sent.location).fragment == "p-26"
    assert "page=2" in sent.location
    assert "Начните с полосок" in text_of(aigul.get(sent.location))


def test_an_answer_to_an_answer_and_a_quotation_need_no_script(aigul, circle):
    topic = make_topic(circle, replies=1)
    quoted = make_post(topic.id, make_person("Орлов Павел [x](y)"), "Первая строка\n\n**Вторая** строка")
    page = text_of(aigul.get(f"/t/{topic.id}/reply?to={quoted.number}&quote=1"))
    filled = fields(page)
    assert filled["to"] == "3"
    assert filled["body"].startswith(
        f"> [Орлов Павел xy, № 3]({topic.url}/3)\n>\n> Первая строка\n>\n> **Вторая** строка\n"
    )
    sent = aigul.post(f"/t/{topic.id}/reply", data={**filled, "body": filled["body"] + "Согласна"})
    shown = text_of(aigul.get(sent.location))
    assert "<blockquote>" in shown
    assert "ответ на № 3" in shown
    link = re.search(r'<blockquote>\s*<p><a href="([^"]+)"', shown)[1]
    assert aigul.get(link).location.endswith("#p-3")


@pytest.mark.parametrize("to", ["", "0", "999", "x", "-1", "99999999999"])
def test_an_answer_to_nothing_is_a_form_all_the_same(aigul, circle, to):
    topic = make_topic(circle)
    assert aigul.get(f"/t/{topic.id}/reply?to={to}&quote=1").status_code == 200
    assert send(aigul, f"/t/{topic.id}/reply", topic.url, body="Ответ", to=to).status_code == 303


def test_a_topic_closed_meanwhile_gives_the_text_back(aigul, circle, member):
    topic = make_topic(circle, member)
    page = text_of(aigul.get(topic.url))
    with transaction() as session:
        session.get_one(Topic, topic.id).closed_at = session.get_one(Topic, topic.id).created_at
    answer = aigul.post(f"/t/{topic.id}/reply", data={**fields(page), "body": LONG_WORDS})
    assert answer.status_code == 409
    assert "Тема закрыта" in text_of(answer)
    assert fields(text_of(answer))["body"].replace("\r\n", "\n") == LONG_WORDS


def test_a_topic_out_of_sight_meanwhile_gives_the_text_back_like_an_absent_one(aigul, circle, member):
    topic = make_topic(circle)
    data = {**fields(text_of(aigul.get(topic.url))), "body": LONG_WORDS}
    with transaction() as session:
        row = session.get_one(Topic, topic.id)
        row.audience, row.audience_id = "private", None
    hidden = aigul.post(f"/t/{topic.id}/reply", data=data)
    absent = aigul.post("/t/999999/reply", data=data)
    assert (hidden.status_code, body(hidden)) == (404, body(absent))
    assert "жалко потерять" in text_of(hidden)
    edit = aigul.post(f"/p/{topic.first_post_id}/edit", data={**data, "revision": "0"})
    assert (edit.status_code, "жалко потерять" in text_of(edit)) == (404, True)


def test_the_preview_is_a_fragment_for_a_script_and_a_page_without(aigul, circle):
    data = {**fields(text_of(aigul.get(f"/t/new?association={circle}"))), "body": "**Так** и <b>так</b>, @aigul"}
    fragment = text_of(aigul.post("/preview", data=data, headers={"HX-Request": "true"}))
    assert "<strong>Так</strong>" in fragment
    assert "<b>" not in fragment
    assert 'href="/u/aigul"' in fragment
    assert "<html" not in fragment
    page = text_of(aigul.post("/preview", data=data))
    assert "<html" in page
    assert "<strong>Так</strong>" in page
    assert "Пока пусто" in text_of(aigul.post("/preview", data={**data, "body": ""}))
    long = {**data, "body": "я" * 32_001}
    assert aigul.post("/preview", data=long).status_code == 422
    assert "Слишком длинный" in text_of(aigul.post("/preview", data=long, headers={"HX-Request": "true"}))


def test_names_are_offered_only_from_among_the_readers(aigul, circle):
    outsider = make_person("Сейтов Арман", username="arman")
    elsewhere = make_association("Чужие")
    join(outsider, elsewhere)
    closed, public = make_topic(circle, audience=circle), make_topic(circle)
    hidden = make_topic(elsewhere, audience=elsewhere)

    def offered(query):
        answer = aigul.get(f"/mentions?{query}")
        assert answer.status_code == 200
        return [one["username"] for one in answer.json]

    assert offered(f"q=сейт&topic={closed.id}") == ["aigul"]
    assert offered(f"q=сейт&topic={public.id}") == ["arman", "aigul"]
    assert offered(f"q=сейт&association={circle}") == ["aigul"]
    for query in (
        f"q=сейт&topic={hidden.id}", f"q=сейт&association={elsewhere}", f"q=сейт&audience={elsewhere}",
        "q=сейт&topic=999999", f"q=&topic={public.id}", "q=%25&topic=x", "q=сейт&audience=nonsense",
    ):  # fmt: skip
        assert "arman" not in offered(query), query
    assert aigul.get("/mentions?q=сейт&topic=1").headers["Cache-Control"] == "private, no-store"


def test_names_are_not_offered_to_visitors(client, circle):
    assert client.get("/mentions?q=с").status_code == 302


def test_another_association_offers_its_own_circles_without_a_script(aigul, circle, member):
    city = make_association("Город")
    school = make_association("Школа № 5", [city])
    join(member, school)
    page = text_of(aigul.get(f"/t/new?association={circle}"))
    answer = aigul.post("/t/new", data={**fields(page), "association": str(school), "body": LONG_WORDS, "choose": "1"})
    filled = fields(text_of(answer))
    assert answer.status_code == 200
    assert (filled["association"], filled["audience"]) == (str(school), str(school))
    assert filled["body"].replace("\r\n", "\n") == LONG_WORDS
    assert f'value="{city}"' in text_of(answer)
    refused = aigul.post("/t/new", data={**filled, "title": "Школьное", "audience": str(circle)})
    assert refused.status_code == 422
