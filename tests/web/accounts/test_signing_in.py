"""Signing in and out through the pages; what was being sent when the session ended comes back."""

import pytest

from forum.db import transaction
from tests.factories.accounts import PASSWORD, actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.web.pages import form, forms, press, send

LONG = "Первый абзац о дробях.\r\n\r\n  Второй — с отступом, «кавычками» & <b>тегом</b>. Ә ғ қ ң ө ұ ү һ і."


@pytest.fixture
def aigul(app):
    return make_person(email="aigul@example.org")


def log_in(client, page=None, **changes):
    return send(
        client,
        page or client.get("/login"),
        "/login",
        **{"email": "aigul@example.org", "password": PASSWORD, **changes},
    )


def test_signing_in_and_out(client, aigul):
    assert log_in(client).location == "/latest"
    page = client.get("/my/settings")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    answer = press(client, page, "/logout")
    assert answer.status_code == 303
    assert client.get("/my/settings").status_code == 302


def test_a_link_signs_nobody_out(client, aigul):
    log_in(client)
    assert client.get("/logout").status_code == 405
    assert client.get("/my/settings").status_code == 200


def test_the_session_is_new_after_signing_in(client, aigul):
    before = client.get("/login")
    old_token = form(before, "/login").fields["csrf_token"][0]
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        planted = session["csrf_token"]
    log_in(client, before)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != planted
    answer = client.post("/my/language", data={"csrf_token": old_token, "locale": "kk"})
    assert answer.status_code == 400


def test_signing_in_again_ends_the_sign_in_before(client, aigul):
    log_in(client)
    with client.session_transaction() as session:
        first = session["_user_id"]
    page = client.get("/my/settings")
    token = form(page, "/my/settings").fields["csrf_token"]
    client.post("/login", data={"csrf_token": token, "email": "aigul@example.org", "password": PASSWORD})
    with client.session_transaction() as session:
        assert session["_user_id"] != first
        session["_user_id"] = first
    assert client.get("/my/settings").status_code == 302


def test_on_a_shared_computer_the_session_ends_with_the_browser(app, aigul):
    for shared, kept in ((None, True), ("y", False)):
        client = app.test_client()
        answer = log_in(client, shared=shared)
        cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("forum_session"))
        assert ("Expires" in cookie) is kept
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_a_refusal_keeps_the_address_and_forgets_the_password(client, aigul):
    answer = log_in(client, password="не тот пароль")
    assert answer.status_code == 422
    assert 'value="aigul@example.org"' in answer.text
    assert "не тот пароль" not in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("email", ["", "x", "<img src=x onerror=alert(1)>", "a" * 5000, "\x00", "a@b.kz\r\nX: y"])
def test_whatever_is_typed_is_answered(client, aigul, email):
    answer = log_in(client, email=email)
    assert answer.status_code == 422
    assert "<img src=x" not in answer.text


def test_the_page_that_was_asked_for_follows(client, aigul):
    asked = client.get("/my/settings")
    assert asked.location == "/login?next=/my/settings"
    assert log_in(client, client.get(asked.location)).location == "/my/settings"
    assert client.get("/login?next=/tags").location == "/tags"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "\\/evil",
        "javascript:alert(1)",
        "/\tx",
        "evil",
    ],
)
def test_no_link_leads_outside_after_signing_in(app, aigul, target):
    client = app.test_client()
    page = client.get("/login", query_string={"next": target})
    assert form(page, "/login").fields["next"] == [""]
    assert log_in(client, page, next=target).location == "/latest"


def test_a_text_sent_after_the_session_ended_comes_back_and_is_sent(app, client):
    place = make_association("Закрытый круг", joining="request")
    person = make_person(email="aigul@example.org")
    sign_in(client, person)
    page = client.get(f"/c/{place}/ask")
    with client.session_transaction() as session:
        session.clear()
    answer = send(client, page, f"/c/{place}/ask", reason=LONG)
    assert answer.status_code == 401
    assert "текст сохранён" in answer.text
    answer = log_in(client, answer)
    assert answer.status_code == 200
    back = form(answer, f"/c/{place}/ask")
    assert back.fields["reason"][0].replace("\r\n", "\n") == LONG.replace("\r\n", "\n")
    answer = send(client, answer, f"/c/{place}/ask")
    assert answer.status_code == 303
    assert "просьба отправлена" in client.get(answer.location).text or answer.location.endswith(str(place))


def test_a_mistyped_password_does_not_lose_the_text(app, client):
    place = make_association(joining="request")
    sign_in(client, make_person(email="aigul@example.org"))
    page = client.get(f"/c/{place}/ask")
    with client.session_transaction() as session:
        session.clear()
    answer = send(client, page, f"/c/{place}/ask", reason=LONG)
    refused = log_in(client, answer, password="не тот пароль")
    assert refused.status_code == 422
    assert "текст сохранён" in refused.text
    assert form(log_in(client, refused), f"/c/{place}/ask").fields["reason"]


def test_a_stale_token_with_a_living_session_gives_the_text_back_at_once(client):
    place = make_association(joining="request")
    sign_in(client, make_person())
    page = client.get(f"/c/{place}/ask")
    answer = send(client, page, f"/c/{place}/ask", csrf_token="stale", reason=LONG)
    assert answer.status_code == 400
    assert form(answer, f"/c/{place}/ask").fields["reason"][0].startswith("Первый абзац")


@pytest.mark.parametrize(
    "carry",
    [
        "",
        "{",
        "[]",
        "null",
        '{"path": "//evil.example", "fields": {}}',
        '{"path": "/x", "fields": []}',
        "[" * 100_000,
        '{"path": 1}',
    ],
)
def test_a_forged_carry_does_no_harm(client, aigul, carry):
    answer = log_in(client, carry=carry)
    assert answer.status_code == 303
    assert answer.location == "/latest"


def test_a_carry_shows_its_fields_as_text_and_goes_nowhere_else(client, aigul):
    carry = (
        '{"path": "/latest", "fields": {"body": ["</textarea><script>alert(1)</script>"], "x\\" onfocus=\\"a": ["y"]}}'
    )
    answer = log_in(client, carry=carry)
    assert "<script>alert" not in answer.text
    assert 'onfocus="a"' not in answer.text
    assert {one.action for one in forms(answer)} <= {"/latest", "/search", "", "/logout"}


def test_files_that_were_with_the_text_are_spoken_of(app, aigul):
    carry = '{"path": "/latest", "fields": {"title": ["Урок"]}, "files": true}'
    assert "файл придётся выбрать ещё раз" in log_in(app.test_client(), carry=carry).text
    assert "файл придётся" not in log_in(app.test_client(), carry=carry.replace("true", "false")).text


def test_the_way_out_is_on_every_page_of_a_member(client, aigul):
    join(aigul, make_association())
    log_in(client)
    for path in ("/categories", "/my/settings", "/login"):
        page = client.get(path, follow_redirects=True)
        assert 'formaction="/logout"' in page.text
    with transaction(write=False):
        assert actor_of(aigul).signed_in
