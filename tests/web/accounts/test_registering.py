"""Registering and confirming through the pages, without JavaScript."""

import pytest

from forum.accounts.queries import find_account_by_email
from forum.db import transaction
from tests.accounts.letters import clear, deliver, folder, link_in, text_of, to_whom
from tests.factories.accounts import PASSWORD, make_person, sign_in
from tests.web.pages import form, send

WISH = {"full_name": "Омарова Сәуле Қанатқызы", "email": "saule@example.org", "password": "мел доска тетрадь"}


@pytest.fixture(autouse=True)
def no_letters(app):
    clear(app)


def register(client, **changes):
    return send(client, client.get("/register"), "/register", **{**WISH, **changes})


def account(email=WISH["email"]):
    with transaction(write=False):
        return find_account_by_email(email)


def test_a_person_registers_confirms_and_is_in(app, client):
    answer = register(client)
    assert (answer.status_code, answer.location) == (303, "/register/sent")
    assert "saule@example.org" in client.get("/register/sent").text
    path = link_in(deliver(app)[0], "/confirm/")
    page = client.get(path)
    assert "Омарова Сәуле Қанатқызы" in page.text
    assert not account().email_confirmed, "opening the link alone confirms nothing: mail scanners open it too"
    answer = send(client, page, path, password=WISH["password"])
    assert (answer.status_code, answer.location) == (303, "/latest")
    assert account().email_confirmed
    assert "Почта подтверждена" in client.get("/latest").text
    assert "Омарова Сәуле Қанатқызы" in client.get("/my/settings").text


def test_signing_in_before_confirming_says_what_to_do(app, client):
    register(client)
    answer = send(client, client.get("/login"), "/login", email=WISH["email"], password=WISH["password"])
    assert answer.status_code == 422
    assert "откройте ссылку из письма" in answer.text


def test_a_known_address_gets_the_same_answer(app, client):
    make_person(email="known@example.org")
    known = register(client, email="known@example.org")
    unknown = register(app.test_client(), email="unknown@example.org")
    assert (known.status_code, known.location, known.text) == (unknown.status_code, unknown.location, unknown.text)
    assert {letter["Subject"] for letter in deliver(app)} == {"Вы уже зарегистрированы", "Подтвердите почту"}


def test_the_letter_speaks_the_language_of_the_form_and_knows_only_the_configured_host(app, client):
    page = client.get("/register?lang=en", headers={"Host": "evil.example"})
    data = {**form(page, "/register").fields, **WISH, "timezone": "Europe/Moscow"}
    answer = client.post("/register", data=data, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 303
    assert (account().locale, account().timezone) == ("en", "Europe/Moscow")
    assert "evil.example" not in text_of(deliver(app)[0])
    assert link_in(deliver(app)[0], "/confirm/")


def test_a_strange_zone_from_the_browser_is_put_aside(app, client):
    register(client, timezone="Mars/Olympus")
    assert account().timezone == "Asia/Almaty"


@pytest.mark.parametrize(
    "name",
    ["<svg onload=alert(1)>", "Анна\u202eавортеП", "x" * 5000, "Анна\r\nBcc: a@b.kz <script>", "\x00\x01\x02", "   "],
)
def test_hostile_names_come_back_as_text_with_a_sentence(app, client, name):
    answer = register(client, full_name=name)
    assert answer.status_code == 422
    assert "<svg onload" not in answer.text
    assert "<script>" not in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "Нужно поправить" in answer.text
    assert "saule@example.org" in answer.text
    assert WISH["password"] not in answer.text
    assert account() is None


def test_long_real_names_go_through_to_every_page(app, client):
    name = "Мұхаметжан-Әбдірахманова Гүлбаршын Сағынтайқызы Ыбырайым Қарлығаш"
    assert register(client, full_name=name).status_code == 303
    (letter,) = deliver(app)
    assert to_whom(letter) == f"{name} <saule@example.org>"
    assert name in client.get(link_in(letter, "/confirm/")).text


def test_another_letter_can_be_asked_for_and_the_answer_is_the_same(app, client):
    register(client)
    clear(app)
    answers = []
    for email in (WISH["email"], "nobody@example.org"):
        page = client.get("/register/sent")
        send(client, page, "/register/resend", email=email)
        answers.append(client.get("/register/sent").text.replace(email, "…"))
    assert len({answer.split("<main", 1)[1].split("<form", 1)[0] for answer in answers}) == 1
    assert {letter["To"].addresses[0].addr_spec for letter in deliver(app)} == {WISH["email"]}


@pytest.mark.parametrize("path", ["/confirm/x", "/confirm/" + "x" * 5000])
def test_an_unknown_link_offers_a_new_one(client, path):
    page = client.get(path)
    assert page.status_code == 404
    assert page.headers["Cache-Control"] == "private, no-store"


def test_the_letter_may_be_opened_on_another_device(app, client):
    register(client)
    path = link_in(deliver(app)[0], "/confirm/")
    school = app.test_client()
    assert send(school, school.get(path), path, password=WISH["password"], shared="y").status_code == 303
    assert "Омарова Сәуле Қанатқызы" in school.get("/my/settings").text
    assert client.get("/my/settings").status_code == 302


def test_another_password_confirms_nothing_and_says_the_way_out(app, client):
    """A stranger may have registered her address: his password must not become good by her letter."""
    register(app.test_client(), full_name="Злой Человек", password="совсем чужой пароль")
    path = link_in(deliver(app)[0], "/confirm/")
    answer = send(client, client.get(path), path, password=WISH["password"])
    assert answer.status_code == 422
    assert "Это не тот пароль" in answer.text
    assert f'href="{path}/password"' in answer.text
    assert WISH["password"] not in answer.text
    assert not account().email_confirmed
    stranger = app.test_client()
    before = {address: stranger.get(address) for address in (path, f"{path}/password")}
    page = client.get(f"{path}/password")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert send(client, page, f"{path}/password", password="короткий").status_code == 422
    answer = send(client, page, f"{path}/password", password=WISH["password"])
    assert (answer.status_code, answer.location) == (303, "/latest")
    assert client.get("/my/settings").status_code == 200
    typed = {"email": WISH["email"], "password": "совсем чужой пароль"}
    assert send(stranger, stranger.get("/login"), "/login", **typed).status_code == 422
    for address, page in before.items():
        assert stranger.get(address).status_code == 404
        assert send(stranger, page, address, password="совсем чужой пароль").status_code == 404


def test_a_link_works_once(app, client):
    register(client)
    path = link_in(deliver(app)[0], "/confirm/")
    page = client.get(path)
    assert page.headers["Cache-Control"] == "private, no-store"
    other = app.test_client()
    there = other.get(path)
    send(client, page, path, password=WISH["password"])
    again = send(other, there, path, password=WISH["password"])
    assert again.status_code == 404
    assert "Ссылка не действует" in again.text
    assert form(again, "/register/resend")


def test_whoever_is_signed_in_needs_no_form(app, client):
    sign_in(client, make_person())
    assert client.get("/register").location == "/latest"


def test_the_letters_lie_where_the_demo_shows_them(app, client):
    register(client)
    deliver(app)
    assert len(list(folder(app).glob("*.eml"))) == 1
    assert PASSWORD not in client.get("/outbox").text
