"""Health for the operator; the letters and the parts of the demo, which a real site does not have."""

from dataclasses import replace

import pytest

from forum import mail
from forum.db import db
from tests.accounts.letters import clear
from tests.factories.accounts import make_person, sign_in

JSON, PAGE = {"Accept": "application/json"}, {"Accept": "text/html"}


@pytest.fixture
def real_site(app, config):
    """Make the application believe, for one test, that it is no demo."""
    app.extensions["forum_config"] = replace(config, demo=False)
    yield app
    app.extensions["forum_config"] = config


def letter(**changes):
    mail.send(
        mail.Letter(
            **{
                "to": "aigul@example.org",
                "to_name": "Сейтова Айгүл",
                "subject": "Подтвердите почту",
                "text": "Здравствуйте.\n\nhttp://localhost/confirm/abc\n<script>alert(1)</script>",
                "html": "<p>…</p>",
                "message_id": "one",
                **changes,
            }
        )
    )


def test_health_is_figures_for_a_machine_and_a_page_for_a_person(client):
    answer = client.get("/health", headers=JSON)
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["database"] is True
    assert found["queue_waiting"] == found["queue_failing"] == 0
    assert found["disk_free"] > 0
    assert found["mail"] == "files"
    assert client.get("/health").is_json
    page = client.get("/health", headers=PAGE)
    assert page.status_code == 200
    assert "Состояние сайта" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_health_tells_nothing_about_people_or_the_machine(app, client, config):
    person = make_person(email="aigul@example.org")
    sign_in(client, person)
    text = client.get("/health", headers=JSON).text
    assert "aigul" not in text
    assert str(config.data) not in text


def test_work_that_waits_is_seen(app, client):
    client.post("/reset", data={})
    page = client.get("/reset")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/reset", data={"csrf_token": token, "email": "a@example.org"})
    assert client.get("/health", headers=JSON).get_json()["queue_waiting"] == 1


@pytest.mark.parametrize("headers", [JSON, PAGE])
def test_a_database_that_fails_is_said_with_503(app, client, monkeypatch, headers):
    sign_in(client, make_person())
    monkeypatch.setattr(db.engine.dialect, "do_execute", _broken)
    answer = app.test_client().get("/health", headers=headers)
    monkeypatch.undo()
    assert answer.status_code == 503
    assert answer.get_json()["status"] == "failing"
    assert answer.get_json()["queue_waiting"] is None


def _broken(*_args, **_more):
    raise db.engine.dialect.loaded_dbapi.OperationalError("disk I/O error")


def test_the_demo_shows_its_letters_with_links_and_nothing_runs(app, client):
    clear(app)
    assert "Писем пока нет" in client.get("/outbox").text
    letter()
    letter(message_id="two", subject="Позже <b>", to_name="Мұхаметжан-Әбдірахманова Гүлбаршын Сағынтайқызы Ыбырайым")
    page = client.get("/outbox").text
    assert page.index("Позже &lt;b&gt;") < page.index("Подтвердите почту")
    assert "Мұхаметжан-Әбдірахманова Гүлбаршын Сағынтайқызы Ыбырайым" in page
    path = page.split('href="/outbox/')[2].split('"')[0]
    page = client.get(f"/outbox/{path}")
    assert '<a href="http://localhost/confirm/abc"' in page.text
    assert "<script>alert" not in page.text
    clear(app)


@pytest.mark.parametrize("name", ["x", "../demo-secret-key", "..%2f..%2fetc%2fpasswd", "0" * 24, "A" * 24])
def test_only_letters_can_be_read(client, name):
    assert client.get(f"/outbox/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/outbox", "/outbox/" + "0" * 24, "/styleguide"])
def test_a_real_site_has_no_demo_pages(real_site, path):
    assert real_site.test_client().get(path).status_code == 404


def test_the_demo_shows_its_parts(client):
    assert client.get("/styleguide").status_code == 200
