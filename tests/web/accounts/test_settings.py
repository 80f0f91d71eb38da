"""One's own settings: profile, language, zone, password, sign-ins; and a person's public page."""

import re

import pytest

from forum.accounts.queries import find_account
from forum.db import transaction
from tests.factories.accounts import PASSWORD, make_person, sign_in
from tests.web.pages import form, press, send


@pytest.fixture
def aigul(app, client):
    person = make_person(email="aigul@example.org", username="aigul.seytova")
    sign_in(client, person)
    return person


def account(person_id):
    with transaction(write=False):
        return find_account(person_id)


def test_the_form_shows_what_is_kept_and_keeps_what_is_sent(client, aigul):
    page = client.get("/my/settings")
    assert form(page, "/my/settings").fields["full_name"] == ["Сейтова Айгүл Маратқызы"]
    assert form(page, "/my/settings").fields["timezone"] == ["Asia/Almaty"]
    answer = send(
        client, page, "/my/settings",
        full_name="Сейтова-Ким Айгүл", school="Школа № 5", locale="kk", timezone="Asia/Tokyo", mail_notices=None,
    )  # fmt: skip
    assert answer.status_code == 303
    row = account(aigul)
    assert (row.full_name, row.school, row.locale, row.timezone, row.mail_notices) == (
        "Сейтова-Ким Айгүл", "Школа № 5", "kk", "Asia/Tokyo", False,
    )  # fmt: skip
    assert '<html lang="kk"' in client.get("/my/settings").text


def test_role_and_address_cannot_be_slipped_in(client, aigul):
    page = client.get("/my/settings")
    send(client, page, "/my/settings", is_admin="1", email="evil@example.org", id="1", username="admin")
    row = account(aigul)
    assert (row.is_admin, row.email, row.username) == (False, "aigul@example.org", "aigul.seytova")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", "\u202e"),
        ("full_name", ""),
        ("school", "ш" * 300),
        ("locale", "xx"),
        ("timezone", "../../etc"),
        ("timezone", None),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_kept(client, aigul, field, value):
    before = account(aigul)
    answer = send(client, client.get("/my/settings"), "/my/settings", **{"school": "Новая школа", field: value})
    assert answer.status_code == 422
    assert "Нужно поправить" in answer.text
    assert account(aigul) == before


def test_zones_are_cities_with_their_hours_ours_first(client, aigul):
    options = re.findall(r'<option value="([A-Z][^"]+)"[^>]*>([^<]+)</option>', client.get("/my/settings").text)
    assert options[0] == ("Asia/Almaty", "Алматы (UTC+5)")
    assert ("Europe/Moscow", "Москва (UTC+3)") in options[:19]
    assert any(label.endswith("(UTC+5:30)") for _, label in options)
    assert any(label.endswith("(UTC\N{MINUS SIGN}3)") for _, label in options)
    assert len({label for _, label in options}) == len(options)


def test_a_new_password_leaves_only_this_browser(app, client, aigul):
    other = app.test_client()
    sign_in(other, aigul)
    page = client.get("/my/settings")
    refused = send(client, page, "/my/password", old_password="не тот", new_password="совсем новый пароль")
    assert refused.status_code == 422
    assert "не ваш нынешний пароль" in refused.text
    answer = send(client, refused, "/my/password", old_password=PASSWORD, new_password="совсем новый пароль")
    assert answer.status_code == 303
    assert client.get("/my/settings").status_code == 200
    assert other.get("/my/settings").status_code == 302


def test_other_browsers_are_listed_and_ended(app, client, aigul):
    other, third = app.test_client(), app.test_client()
    page = other.get("/login")
    token = form(page, "/login").fields["csrf_token"]
    other.post(
        "/login",
        data={"csrf_token": token, "email": "aigul@example.org", "password": PASSWORD},
        headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36"},
    )
    sign_in(third, aigul)
    page = client.get("/my/settings")
    assert "Chrome, Windows" in page.text
    action = re.search(r'formaction="(/my/sign-ins/\d+/end)"', page.text)[1]
    assert press(client, page, action).status_code == 303
    assert press(client, client.get("/my/settings"), "/my/sign-ins/end-others").status_code == 303
    assert [one.get("/my/settings").status_code for one in (client, other, third)] == [200, 302, 302]


def test_nobody_ends_anothers_sign_in(app, client, aigul):
    stranger = app.test_client()
    sign_in(stranger, make_person())
    token = form(stranger.get("/my/settings"), "/my/settings").fields["csrf_token"]
    for number in range(1, 4):
        stranger.post(f"/my/sign-ins/{number}/end", data={"csrf_token": token})
    assert client.get("/my/settings").status_code == 200
    assert stranger.post("/my/sign-ins/99999999999999999999/end", data={"csrf_token": token}).status_code == 404


def test_the_language_is_switched_by_a_link_for_anyone_and_stays(app, client):
    assert '<html lang="kk"' in client.get("/login?lang=kk").text
    assert '<html lang="kk"' in client.get("/login").text
    assert '<html lang="kk"' in client.get("/login?lang=evil").text
    assert '<html lang="en"' in app.test_client().get("/login", headers={"Accept-Language": "en-GB"}).text


def test_a_signed_in_person_switches_this_browser_and_the_account_by_post(app, client, aigul):
    assert '<html lang="en"' in client.get("/categories?lang=en").text
    assert '<html lang="en"' in client.get("/categories").text
    assert account(aigul).locale == "ru", "a link changes nothing that is kept"
    token = form(client.get("/my/settings"), "/my/settings").fields["csrf_token"]
    answer = client.post("/my/language", data={"csrf_token": token, "locale": "kk", "next": "/categories"})
    assert answer.location == "/categories"
    assert account(aigul).locale == "kk"
    assert '<html lang="kk"' in client.get("/categories").text
    assert client.post("/my/language", data={"csrf_token": token, "locale": "xx"}).status_code == 422


def test_signing_out_forgets_the_language_of_this_browser(client, aigul):
    press(client, client.get("/my/settings?lang=kk"), "/logout")
    assert '<html lang="ru"' in client.get("/login").text


def test_a_public_page_has_a_name_and_a_school_and_nothing_private(app, client, aigul):
    page = app.test_client().get("/u/aigul.seytova")
    assert page.status_code == 200
    assert "<h1>Сейтова Айгүл Маратқызы</h1>" in page.text
    assert "aigul@example.org" not in page.text
    assert client.get("/u/Aigul.Seytova").status_code == 200
    make_person(username="hidden", confirmed=False)
    for name in ("hidden", "nobody", "..", "%00", "x" * 3000):
        assert client.get(f"/u/{name}").status_code == 404


def test_visitors_have_no_settings(app):
    assert app.test_client().get("/my/settings").location == "/login?next=/my/settings"
