"""The page of notices: her own, read one by one or all at once."""

import pytest

from forum.db import transaction
from forum.notifications.operations import About, tell
from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic


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
    action = page.split('formaction="/my/notifications/')[2].split('"')[0]
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
    action = page.split('formaction="/my/notifications/')[2].split('"')[0]
    assert client.post(f"/my/notifications/{action}", data={"csrf_token": token(other)}).status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "1" * 40, "０"])
def test_a_strange_page_address_is_not_found(told, before):
    assert told[0].get(f"/my/notifications?before={before}").status_code == 404
