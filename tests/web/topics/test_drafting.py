"""Drafts at their doors: saved by a script, by a button without one, offered again, gone when sent."""

import re

import pytest

from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic
from tests.web.pages import form, press, send

SAVED = {"Content-Type": "application/json"}


@pytest.fixture
def topic(app, client):
    place, member = make_association("Физики"), make_person("Омарова Айгүл Сериковна")
    join(member, place)
    sign_in(client, member)
    return make_topic(place, member)


def save(client, key, sequence=0, **fields):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/my/drafts").text)[1]
    return client.post(
        f"/my/drafts/{key}", json={"sequence": sequence, "fields": fields}, headers={"X-CSRFToken": token}
    )


def test_a_saved_answer_waits_in_its_form_and_in_the_list(client, topic):
    key = f"reply-{topic.id}"
    assert save(client, key, body="Начну с лепёшки").json == {"sequence": 1}
    page = client.get(topic.url)
    assert form(page, f"/t/{topic.id}/reply").fields["body"] == ["Начну с лепёшки"]
    assert "Вернули текст, который вы не отправили." in page.text
    assert 'data-sequence="1"' in page.text
    assert form(client.get(f"/t/{topic.id}/reply"), f"/t/{topic.id}/reply").fields["body"] == ["Начну с лепёшки"]
    listed = client.get("/my/drafts").text
    assert "Ответ в теме «Как объяснить деление дробей»" in listed
    assert "Начну с лепёшки" in listed
    sent = send(client, page, f"/t/{topic.id}/reply")
    assert sent.status_code == 303
    page = client.get(topic.url)
    assert form(page, f"/t/{topic.id}/reply").fields["body"] == [""]
    assert "data-draft-done" in page.text
    assert "Черновиков нет" in client.get("/my/drafts").text


def test_a_second_window_gets_the_text_of_the_first(client, topic):
    save(client, "topic", body="первое", title="Тема")
    late = save(client, "topic", body="второе")
    assert late.status_code == 409
    assert late.json == {"sequence": 1, "done": False, "fields": {"body": "первое", "title": "Тема"}}
    assert save(client, "topic", 1, body="второе").json == {"sequence": 2}


def test_a_new_topic_goes_on_with_everything_chosen(client, topic):
    save(client, "topic", title="Как начать", body="Текст", tags="дроби, 5 класс", kind="discussion", audience="public")
    fields = form(client.get("/t/new"), "/t/new").fields
    assert fields["title"] == ["Как начать"]
    assert fields["tags"] == ["дроби, 5 класс"]
    assert fields["kind"] == ["discussion"]
    assert fields["audience"] == ["public"]


def test_without_a_script_a_button_keeps_the_text(client, topic):
    answer = send(client, client.get("/t/new"), "/t/new", title="", body="Недописанное", keep="1")
    assert answer.status_code == 303
    assert answer.location == "/my/drafts"
    page = client.get("/my/drafts")
    assert "Черновик сохранён. Его видите только вы." in page.text
    assert "Недописанное" in page.text
    assert form(client.get("/t/new"), "/t/new").fields["body"] == ["Недописанное"]
    press(client, page, "/my/drafts/topic/drop")
    assert form(client.get("/t/new"), "/t/new").fields["body"] == [""]


def test_a_quotation_joins_what_was_begun(client, topic):
    save(client, f"reply-{topic.id}", body="Начало ответа")
    fields = form(client.get(f"/t/{topic.id}/reply?to=1&quote=1"), f"/t/{topic.id}/reply").fields
    assert fields["body"][0].startswith("Начало ответа\n\n> [Омарова")
    assert fields["to"] == ["1"]


def test_an_edit_that_was_begun_goes_on(client, topic):
    save(client, f"edit-{topic.first_post_id}", body="Новый текст", title="Новое имя", tags="", revision="0")
    page = client.get(f"/p/{topic.first_post_id}/edit")
    fields = form(page, f"/p/{topic.first_post_id}/edit").fields
    assert (fields["title"], fields["body"]) == (["Новое имя"], ["Новый текст"])
    assert send(client, page, f"/p/{topic.first_post_id}/edit").status_code == 303
    save(client, f"edit-{topic.first_post_id}", 2, body="Ещё новее", title="Имя", revision="0")
    page = client.get(f"/p/{topic.first_post_id}/edit")
    assert "Новый текст, который появился, пока вы писали" in page.text, "begun from a text that was changed since"


@pytest.mark.parametrize(
    "sent", [b"", b"[]", b"{", b'{"sequence": "1", "fields": {}}', b'{"sequence": 0, "fields": []}', b"null", b"\xff"]
)
def test_nonsense_is_refused_in_words(client, topic, sent):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/my/drafts").text)[1]
    answer = client.post("/my/drafts/topic", data=sent, headers={"X-CSRFToken": token, **SAVED})
    assert answer.status_code == 422
    assert answer.json["error"]


def test_a_draft_of_another_is_not_found_by_any_address(client, app, topic):
    save(client, "topic", body="Моё личное")
    stranger = app.test_client()
    sign_in(stranger, make_person(is_admin=True))
    for address in ("/my/drafts", "/t/new", topic.url):
        assert "Моё личное" not in stranger.get(address).text
    visitor = app.test_client()
    assert visitor.get("/my/drafts").status_code == 302
    assert visitor.post("/my/drafts/topic", json={"sequence": 0, "fields": {}}).status_code in {400, 401}


def test_an_unknown_key_is_not_found(client, topic):
    assert save(client, "lesson-1", body="x").status_code == 404
    assert save(client, "reply-0", body="x").status_code == 404
