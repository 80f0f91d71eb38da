"""Nobody becomes somebody else, learns who is here, or is led away: sign-ins, tokens, links and letters."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from forum import clock, jobs
from forum.accounts.models import Person
from forum.accounts.operations import links
from forum.db import transaction
from tests.factories.accounts import PASSWORD, make_person, sign_in
from tests.web.pages import form, forms

EMAIL = "aigul@example.org"
NEW_PASSWORD = "три новых тихих слова"
EVIL = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "Forwarded": "host=evil",
}
AWAY = (
    "//evil.example",
    "/\\evil.example",
    "\\/evil",
    "https:evil.example",
    "https://evil.example",
    "///evil.example",
    "/%09//evil.example"[1:],
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:hit",
    "data:text/html,hit",
    "//evil.example/%2e%2e",
    "http:/\\evil.example",
    "/%5cevil.example"[1:],
    "@evil.example",
    ".evil.example",
)


@pytest.fixture
def aigul(app) -> int:
    return make_person(email=EMAIL)


def token_of(client, page: str) -> str:
    return next(one.fields["csrf_token"][0] for one in reversed(forms(client.get(page))) if "csrf_token" in one.fields)


def letters(config) -> list[str]:
    """Return the letters that were written, decoded."""
    jobs.run_pending()
    from email import message_from_bytes, policy  # noqa: PLC0415

    found = []
    for path in sorted(Path(config.data / "outbox").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        found.append("\n".join([str(message.items()), *(part.get_content() for part in message.iter_parts())]))
        path.unlink()
    return found


@pytest.mark.parametrize("target", AWAY)
def test_no_target_leads_away(app, aigul, target):
    client = app.test_client()
    page = client.get("/login", query_string={"next": target})
    sent = {"csrf_token": token_of(client, "/login"), "email": EMAIL, "password": PASSWORD, "next": target}
    assert "evil" not in str(form(page, "/login").fields.get("next"))
    answer = client.post("/login", data=sent)
    assert answer.status_code == 303
    assert answer.location == "/latest"
    assert client.get("/login", query_string={"next": target}).location == "/latest"
    language = client.post(
        "/my/language", data={"csrf_token": token_of(client, "/my/settings"), "locale": "kk", "next": target}
    )
    assert language.location == "/my/settings"


def test_letters_and_redirects_know_only_the_configured_host(app, config, aigul):
    letters(config)
    for page, data in (
        ("/reset", {"email": EMAIL}),
        ("/register", {"email": "new@example.org", "full_name": "Ким Ольга Павловна", "password": PASSWORD}),
        ("/register", {"email": EMAIL, "full_name": "Ким Ольга Павловна", "password": PASSWORD}),
        ("/register/resend", {"email": "new@example.org"}),
    ):
        client = app.test_client()
        start = page.replace("/resend", "/sent")
        token = next(one.fields["csrf_token"][0] for one in reversed(forms(client.get(start, headers=EVIL))))
        answer = client.post(page, data={**data, "csrf_token": token}, headers=EVIL)
        assert answer.status_code == 303
        assert "evil" not in answer.location
    written = letters(config)
    assert len(written) == 4
    assert all("evil" not in one and "http://localhost" in one for one in written)
    page = app.test_client().get("/latest", headers=EVIL)
    assert "evil" not in page.text


def test_answers_do_not_say_who_is_here(app, aigul):
    unconfirmed = "waits@example.org"
    make_person(email=unconfirmed, confirmed=False)
    said: dict[str, set[tuple[int, str, str]]] = {}
    for email in (EMAIL, unconfirmed, "nobody@example.org"):
        for page, others in (
            ("/login", {"password": "не тот пароль"}),
            ("/register", {"full_name": "Ким Ольга Павловна", "password": PASSWORD}),
            ("/reset", {}),
            ("/register/resend", {}),
        ):
            client = app.test_client()
            token = token_of(client, page.replace("/resend", "/sent") if "resend" in page else page)
            answer = client.post(page, data={"csrf_token": token, "email": email, **others})
            follow = client.get(answer.location).text if answer.location else ""
            plain = re.sub(r'(csrf_token" value|nonce)="[^"]*"', "", answer.text + follow).replace(email, "EMAIL")
            said.setdefault(page, set()).add((answer.status_code, answer.location or "", plain))
    # The right password of an address that is not confirmed is answered as a wrong one is.
    client = app.test_client()
    right = client.post(
        "/login", data={"csrf_token": token_of(client, "/login"), "email": unconfirmed, "password": PASSWORD}
    )
    assert right.status_code == 422
    assert {page: len(answers) for page, answers in said.items()} == dict.fromkeys(said, 1)


def test_every_attempt_costs_one_hash(app, aigul, monkeypatch):
    make_person(email="waits@example.org", confirmed=False)
    done: list[str] = []
    for name in ("verify", "hash"):
        real = getattr(PasswordHasher, name)
        monkeypatch.setattr(
            PasswordHasher, name, lambda *a, _real=real, _name=name, **k: (done.append(_name), _real(*a, **k))[1]
        )
    client = app.test_client()
    token = token_of(client, "/login")
    client.post("/login", data={"csrf_token": token, "email": "first@example.org", "password": "x"})
    for email in (EMAIL, "waits@example.org", "nobody@example.org", "не адрес", "a" * 254):
        done.clear()
        client.post("/login", data={"csrf_token": token, "email": email, "password": "не тот пароль"})
        assert done == ["verify"], email
    for email in (EMAIL, "waits@example.org", "new2@example.org"):
        done.clear()
        data = {"csrf_token": token, "email": email, "password": NEW_PASSWORD, "full_name": "Ким Ольга Павловна"}
        client.post("/register", data=data)
        assert done == ["hash"], email


def test_a_session_given_by_another_is_not_kept_when_signing_in(app, aigul):
    client = app.test_client()
    token = token_of(client, "/login")
    before = client.get_cookie("forum_session").value
    client.post("/login", data={"csrf_token": token, "email": EMAIL, "password": PASSWORD})
    given = app.test_client()
    given.set_cookie("forum_session", before)
    assert given.get("/my/settings").status_code == 302
    # The token of the session before is worth nothing in the new one.
    assert client.post("/logout", data={"csrf_token": token}).status_code == 400


def test_a_copied_cookie_ends_with_its_sign_in(app, aigul):
    owner, thief = app.test_client(), app.test_client()
    sign_in(owner, aigul)
    thief.set_cookie("forum_session", owner.get_cookie("forum_session").value)
    assert thief.get("/my/settings").status_code == 200
    owner.post("/logout", data={"csrf_token": token_of(owner, "/my/settings")})
    assert thief.get("/my/settings").status_code == 302
    owner.set_cookie("forum_session", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb")
    assert owner.get("/my/settings").status_code == 302


def test_a_token_of_another_session_is_foreign(app, aigul):
    mine, other = app.test_client(), app.test_client()
    sign_in(mine, aigul)
    sign_in(other, make_person())
    foreign = token_of(other, "/my/settings")
    token_of(mine, "/my/settings")
    for address in ("/logout", "/my/settings", "/my/language"):
        answer = mine.post(address, data={"csrf_token": foreign, "full_name": "Чужое Имя Отчество", "locale": "en"})
        assert answer.status_code == 400
    assert "Чужое" not in mine.get("/my/settings").text


@pytest.mark.parametrize("how", ["changed", "reset"])
def test_a_new_password_ends_every_other_sign_in(app, config, aigul, how):
    other, mine = app.test_client(), app.test_client()
    sign_in(other, aigul)
    sign_in(mine, aigul)
    if how == "changed":
        sent = {"csrf_token": token_of(mine, "/my/settings"), "old_password": PASSWORD, "new_password": NEW_PASSWORD}
        assert mine.post("/my/password", data=sent).status_code == 303
        assert mine.get("/my/settings").status_code == 200
    else:
        path = _reset_path(app, config)
        visitor = app.test_client()
        page = visitor.get(path)
        assert visitor.post(path, data={**form(page, path).fields, "password": NEW_PASSWORD}).status_code == 303
        assert mine.get("/my/settings").status_code == 302
    assert other.get("/my/settings").status_code == 302


def _reset_path(app, config) -> str:
    letters(config)
    client = app.test_client()
    client.post("/reset", data={"csrf_token": token_of(client, "/reset"), "email": EMAIL})
    return re.search(r"http://localhost(/reset/\S+)", letters(config)[0])[1]


def test_a_link_is_for_one_purpose_one_address_one_time(app, config, aigul):
    path = _reset_path(app, config)
    token = path.rpartition("/")[2]
    client = app.test_client()
    assert client.get(f"/confirm/{token}").status_code == 404
    assert client.get(path).status_code == 200
    with transaction() as session:
        session.execute(update(Person).where(Person.id == aigul).values(email="moved@example.org"))
    assert client.get(path).status_code == 404
    with transaction() as session:
        session.execute(update(Person).where(Person.id == aigul).values(email=EMAIL))
    second = _reset_path(app, config)
    with clock.freeze(clock.now() + links.LIFETIMES[links.RESET] + timedelta(seconds=1)):
        assert client.get(path).status_code == 404
    sent = {**form(client.get(path), path).fields, "password": NEW_PASSWORD}
    assert client.post(path, data=sent).status_code == 303
    # Used up, with every other one of the same purpose.
    for used in (path, second):
        answer = app.test_client().get(used)
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_page_of_another_site_gets_no_form_of_ours_filled(app, aigul):
    """A foreign page may send a text here; it must not come back with a fresh token and one button to publish it."""
    client = app.test_client()
    sign_in(client, aigul)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        for somebody in (client, app.test_client()):
            answer = somebody.post("/t/new", data={"title": "Чужие слова", "body": "Чужой текст"}, headers=headers)
            assert answer.status_code == 400
            assert "Чужой текст" not in answer.text
    # Her own page that stood open too long gives everything back as before.
    for headers in ({"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {}):
        answer = client.post("/t/new", data={"title": "Свои слова", "body": "Свой текст"}, headers=headers)
        assert "Свой текст" in answer.text
