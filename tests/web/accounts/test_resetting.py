"""Choosing a new password by a mailed link."""

import pytest

from tests.accounts.letters import clear, deliver, link_in
from tests.factories.accounts import make_person, sign_in
from tests.web.pages import send

NEW = "совсем новый пароль"


@pytest.fixture(autouse=True)
def no_letters(app):
    clear(app)


def ask(client, email):
    return send(client, client.get("/reset"), "/reset", email=email)


def test_a_forgotten_password_is_replaced_and_every_browser_is_out(app, client):
    person = make_person(email="aigul@example.org")
    elsewhere = app.test_client()
    sign_in(elsewhere, person)
    assert ask(client, "aigul@example.org").location == "/reset/sent"
    path = link_in(deliver(app)[0], "/reset/")
    answer = send(client, client.get(path), path, password=NEW)
    assert (answer.status_code, answer.location) == (303, "/login")
    assert elsewhere.get("/my/settings").status_code == 302
    answer = send(client, client.get("/login"), "/login", email="aigul@example.org", password=NEW)
    assert answer.status_code == 303
    assert client.get(path).status_code == 404


def test_the_answer_is_the_same_for_every_address(app, client):
    make_person(email="known@example.org")
    pages = []
    for email in ("known@example.org", "nobody@example.org"):
        browser = app.test_client()
        answer = ask(browser, email)
        pages.append((answer.status_code, answer.location, browser.get("/reset/sent").text.replace(email, "…")))
    assert pages[0] == pages[1]
    assert len(deliver(app)) == 1


def test_a_weak_password_is_refused_and_the_link_still_works(app, client):
    make_person(email="aigul@example.org")
    ask(client, "aigul@example.org")
    path = link_in(deliver(app)[0], "/reset/")
    refused = send(client, client.get(path), path, password="1234567890")
    assert refused.status_code == 422
    assert "угадают сразу" in refused.text
    assert send(client, refused, path, password=NEW).status_code == 303


@pytest.mark.parametrize("email", ["", "x", "a" * 5000, "<img src=x onerror=alert(1)>"])
def test_what_is_no_address_sends_nothing(app, client, email):
    answer = ask(client, email)
    assert answer.status_code in {303, 422}
    assert "<img src=x" not in answer.text
    assert deliver(app) == []


def test_an_unknown_link_offers_a_new_one(client):
    page = client.get("/reset/unknown")
    assert page.status_code == 404
    assert send(client, page, "/reset", email="a@example.org").location == "/reset/sent"
    assert client.get("/reset/sent").status_code == 200
