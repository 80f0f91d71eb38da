"""The page of notices: her own, read one by one or all at once."""

import re

import pytest

from forum.db import transaction
from forum.notifications.models import Notice
from forum.notifications.operations import About, tell
from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic
from tests.statements import counted


@pytest.fixture
def told(client):
    circle = make_association("Математики")
    aigul, nurlan = make_person("Омарова Айгүл Сериковна"), make_person("Сейтқали Нұрлан Ерболұлы")
    join(aigul, circle)
    topic = make_topic(circle, aigul, "Дроби <b>и</b> «кавычки»", audience=circle)
    with transaction():
        tell(person_id=aigul, kind="reply", key="post:1", about=About(by_id=nurlan, topic_id=topic.id, post_number=1))
    sign_in(client, aigul)
    return client, topic


def token(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]


def test_a_visitor_is_asked_to_sign_in(client):
    answer = client.get("/my/notifications")
    assert answer.status_code == 302
    assert "/login" in answer.location


def test_an_empty_page_says_what_belongs_here(client):
    sign_in(client, make_person())
    assert "Пока тихо" in client.get("/my/notifications").text


def test_the_sentence_names_who_and_where_and_is_shown_as_text(told):
    page = told[0].get("/my/notifications").text
    assert "Сейтқали Нұрлан Ерболұлы: ответ в вашей теме «Дроби &lt;b&gt;и&lt;/b&gt; «кавычки»»" in page
    assert "1 новое уведомление" in page


def test_opening_one_marks_it_and_leads_to_the_place(told):
    client, topic = told
    page = client.get("/my/notifications").text
    action = re.search(r'formaction="/my/notifications/(\d+)"', page)[1]
    answer = client.post(f"/my/notifications/{action}", data={"csrf_token": token(page)})
    assert answer.status_code == 302
    assert answer.location.endswith(f"/{topic.id}/1")
    assert "новых нет" in client.get("/my/notifications").text


def test_all_can_be_marked_at_once_but_not_without_a_token(told):
    client, _ = told
    page = client.get("/my/notifications").text
    assert client.post("/my/notifications/read").status_code == 400
    assert "1 новое уведомление" in client.get("/my/notifications").text
    client.post("/my/notifications/read", data={"csrf_token": token(page)})
    assert "новых нет" in client.get("/my/notifications").text


def test_somebody_elses_notice_does_not_exist(told):
    client, _ = told
    page = client.get("/my/notifications").text
    sign_in(client, make_person("Чужой Человек"))
    other = client.get("/my/notifications").text
    action = re.search(r'formaction="/my/notifications/(\d+)"', page)[1]
    assert client.post(f"/my/notifications/{action}", data={"csrf_token": token(other)}).status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "1" * 40, "０"])
def test_a_strange_page_address_is_not_found(told, before):
    assert told[0].get(f"/my/notifications?before={before}").status_code == 404


def test_one_can_be_marked_read_without_leaving(told):
    client, _ = told
    page = client.get("/my/notifications?unread=1").text
    action = re.search(r'formaction="(/my/notifications/\d+/read\?unread=1)"', page)[1]
    answer = client.post(action, data={"csrf_token": token(page)})
    assert (answer.status_code, answer.location) == (303, "/my/notifications?unread=1")
    assert "Всё прочитано" in client.get(answer.location).text


def test_the_list_can_be_filtered(told):
    client, _ = told
    assert "ответ в вашей теме" in client.get("/my/notifications?kind=talk&unread=1").text
    assert "Таких уведомлений нет" in client.get("/my/notifications?kind=circles").text
    assert client.get("/my/notifications?kind=other").status_code == 404


def test_the_bell_asks_how_many_wait(told):
    client, _ = told
    answer = client.get("/my/notifications/count.json")
    assert answer.json == {"unread": 1, "words": "1 новое уведомление"}
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_what_a_page_shows_is_read(told):
    client, topic = told
    csrf = {"csrf_token": token(client.get("/my/notifications").text)}
    seen = {"topic": topic.id, "first": 2, "last": 25, **csrf}
    assert client.post("/my/notifications/seen", data=seen).json["unread"] == 1
    assert client.post("/my/notifications/seen", data={**seen, "first": 1}).json["unread"] == 0
    assert "новых нет" in client.get("/latest").text
    for wrong in ({}, {"topic": "x", "first": "1", "last": "2"}, {"topic": "1", "first": "1", "last": "9" * 40}):
        assert client.post("/my/notifications/seen", data={**wrong, **csrf}).status_code == 404


def test_pages_go_by_key(told):
    client, topic = told
    person = actor_id(client)
    with transaction():
        for number in range(40):
            about = About(topic_id=topic.id, post_number=1)
            tell(person_id=person, kind="mention", key=f"m:{number}", about=about)
    page = client.get("/my/notifications").text
    older = re.search(r'href="(/my/notifications\?before=\d+)"', page)[1]
    assert page.count('class="row notice-row') == 30
    assert client.get(older).text.count('class="row notice-row') == 11


def actor_id(_client):
    with transaction(write=False) as session:
        return session.query(Notice.person_id).limit(1).scalar()


def test_a_page_of_a_member_costs_the_same_however_many_wait(told):
    client, topic = told
    client.get("/latest")
    with counted() as few:
        client.get("/latest")
    person = actor_id(client)
    with transaction():
        for number in range(40):
            tell(person_id=person, kind="mention", key=f"m:{number}", about=About(topic_id=topic.id))
    with counted() as many:
        assert "41 нов" in client.get("/latest").text
    assert len(many) == len(few)
    assert not [one for one in many if "notice.read_at" in one], "the number beside the bell stands on a row"
