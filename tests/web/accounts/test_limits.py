"""How often one may try: a school behind one address signs in, guessing at one account ends soon."""

from dataclasses import replace

import pytest

from forum.app import create_app
from forum.web.http import limiter
from tests.databases import put_away
from tests.factories.accounts import PASSWORD, make_person
from tests.web.pages import send


@pytest.fixture
def limited(app, config, tmp_path):
    """Give a second application on the same database that does count."""
    other = create_app(replace(config, data=tmp_path, rate_limits=True))
    limiter.reset()
    yield other
    limiter.reset()
    limiter.enabled = False
    put_away(other)
    # What an application configures for the whole process is that of the first one again.
    put_away(create_app(config))


def log_in(app, email, password=PASSWORD):
    client = app.test_client()
    with app.app_context():
        page = client.get("/login")
    with app.app_context():
        return send(client, page, "/login", email=email, password=password).status_code


def test_thirty_teachers_sign_in_from_one_school(app, limited):
    for number in range(30):
        make_person(email=f"teacher{number}@example.org")
    codes = [log_in(limited, f"teacher{number}@example.org", "с опечаткой") for number in range(30)]
    codes += [log_in(limited, f"teacher{number}@example.org") for number in range(30)]
    assert codes == [422] * 30 + [303] * 30


def test_guessing_at_one_account_ends_and_says_when_to_come_back(app, limited):
    make_person(email="aigul@example.org")
    codes = [log_in(limited, "Aigul@example.org ", f"догадка номер {number}") for number in range(12)]
    assert codes == [422] * 10 + [429] * 2
    assert log_in(limited, "aigul@example.org") == 429
    assert log_in(limited, "other@example.org") == 422


def test_letters_to_one_address_are_few_and_slips_cost_nothing(app, limited):
    def ask(path, **typed):
        client = limited.test_client()
        with limited.app_context():
            page = client.get(path)
        with limited.app_context():
            return send(client, page, path, **typed).status_code

    wish = {"full_name": "Ким Анна", "email": "anna@example.org"}
    assert [ask("/register", **wish, password="мало") for _ in range(7)] == [422] * 7
    assert [ask("/register", **wish, password="мел доска тетрадь") for _ in range(7)] == [303] * 5 + [429] * 2
    assert [ask("/reset", email="vera@example.org") for _ in range(7)] == [303] * 5 + [429] * 2
