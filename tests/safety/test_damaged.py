"""When something under the site breaks, people get a sentence and their text back, and the work is done later."""

from __future__ import annotations

import errno
import io
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forum import blobs, clock, jobs, mail
from forum.app import create_app
from forum.db import db, transaction
from forum.outbox import OutboxDelivery
from forum.search import engine
from forum.search.operations import build_if_lost, rebuild
from tests.conftest import Browser
from tests.factories.documents import make_docx
from tests.web.pages import forms

CLOSED_PORT = 1
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def running(app, monkeypatch):
    """Let the application answer a failure as the running site does, instead of handing it to the test."""
    monkeypatch.setitem(app.config, "PROPAGATE", value=False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)
    monkeypatch.setitem(app.config, "TESTING", value=False)
    return app


def token_of(client, page: str) -> str:
    return next(one.fields["csrf_token"][0] for one in reversed(forms(client.get(page))) if "csrf_token" in one.fields)


def other_app(config, **changes):
    """Build the application anew with other settings, on the same database; it is put away with the test."""
    app = create_app(replace(config, **changes))
    app.test_client_class = Browser
    app.config.update(PROPAGATE=False, PROPAGATE_EXCEPTIONS=False, TESTING=False)
    return app


def close(app) -> None:
    with app.app_context():
        db.session.remove()
        for one in db.engines.values():
            one.dispose()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_full_disk_is_said_and_the_words_come_back(running, world, monkeypatch, number):
    def full(*_args, **_more):
        raise OSError(number, "no room")

    monkeypatch.setattr(blobs.BlobStore, "put", full)
    client = world.client("author")
    sent = {
        "csrf_token": token_of(client, "/lessons/new"),
        "title": "Дроби и весы",
        "subject": "math",
        "grade": "5",
        "language": "ru",
        "association": str(world.circle),
        "audience": "public",
        "note": "Хватит ли времени?",
        "files": (io.BytesIO(make_docx()), "План.docx"),
    }
    answer = client.post("/lessons/new", data=sent)
    assert answer.status_code == 503
    assert "место" in answer.text
    assert "Хватит ли времени?" in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/latest").status_code == 200


def test_an_index_that_is_gone_is_said_and_what_was_written_meanwhile_is_in_the_next(world, tmp_path):
    client = world.client("author")
    assert 'class="row' in client.get("/search?q=дробей").text
    shutil.rmtree(tmp_path / "index")
    answer = client.get("/search?q=дробей")
    assert answer.status_code == 200
    assert 'class="notice' in answer.text
    sent = {"csrf_token": token_of(client, "/t/new"), "body": "Взвесьтепоровну"}
    assert client.post(f"/t/{world.topic}/reply", data=sent).status_code == 303
    jobs.run_pending()
    rebuild()
    for word in ("дробей", "взвесьтепоровну"):
        assert 'class="row' in client.get(f"/search?q={word}").text


@pytest.mark.parametrize("damage", ["gone", "nonsense"])
def test_a_worker_that_starts_without_an_index_builds_it(world, tmp_path, damage):
    assert not build_if_lost()
    engine.engine().close()
    engine._opened.clear()
    if damage == "gone":
        shutil.rmtree(tmp_path / "index")
    else:
        for path in (tmp_path / "index").rglob("*"):
            if path.is_file():
                path.write_bytes(b"\xff" * 64)
    assert build_if_lost()
    assert 'class="row' in world.client("author").get("/search?q=дробей").text
    assert not build_if_lost()


def test_a_damaged_index_is_said(world, tmp_path):
    client = world.client("author")
    client.get("/search?q=дробей")
    for path in (tmp_path / "index").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\xff" * 64)
    assert client.get("/search?q=дробей").status_code == 200
    sent = {"csrf_token": token_of(client, "/t/new"), "body": "Всё равно записано"}
    assert client.post(f"/t/{world.topic}/reply", data=sent).status_code == 303


@pytest.mark.parametrize("damage", ["gone", "nonsense"])
def test_without_its_queue_nothing_is_lost(app, config, world, damage):
    file = config.data / "jobs.db"
    saved = file.read_bytes() if file.exists() else None
    for path in config.data.glob("jobs.db*"):
        path.unlink()
    if damage == "nonsense":
        file.write_bytes(b"no database " * 100)
    try:
        client = world.client("member")
        sent = {"csrf_token": token_of(client, "/t/new"), "body": "Безочереди"}
        assert client.post(f"/t/{world.topic}/reply", data=sent).status_code == 303
        assert jobs.run_pending() > 0
        assert 'class="row' in client.get("/search?q=безочереди").text
    finally:
        for path in config.data.glob("jobs.db*"):
            path.unlink()
        if saved is not None:
            file.write_bytes(saved)


def test_letters_wait_for_the_mail_server(app, world, monkeypatch, config):
    monkeypatch.setattr(mail, "_post", [replace(mail._post[0], smtp_url=f"smtp://127.0.0.1:{CLOSED_PORT}")])
    client = world.client("member")
    sent = {"csrf_token": token_of(client, "/t/new"), "body": "Ответ автору"}
    assert client.post(f"/t/{world.topic}/reply", data=sent).status_code == 303
    jobs.run_pending()
    with transaction(write=False) as session:
        waiting = select(func.count()).where(OutboxDelivery.handler == "notifications.mail.send_letters")
        assert session.scalar(waiting.where(OutboxDelivery.attempts > 0)) == 1
    assert client.get("/health").status_code == 200
    monkeypatch.undo()
    # Ids begin anew with every test, and letters lie under names made of them.
    for path in (config.data / "outbox").glob("*.eml"):
        path.unlink()
    before = len(list((config.data / "outbox").glob("*.eml")))
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        jobs.run_pending()
    assert len(list((config.data / "outbox").glob("*.eml"))) == before + 1
    with transaction(write=False) as session:
        assert session.scalar(waiting) == 0


def test_without_redis_people_still_sign_in_and_write(tmp_path):
    command = [sys.executable, "-m", "tests.safety.without_redis", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    # Guessing is still counted, by each process for itself.
    assert found == {"signs in": 303, "writes": 303, "searches": 200, "health": 200, "guesses": 429}


@pytest.mark.parametrize("address", ["/latest", "/health", "/nosuch"])
def test_a_database_that_does_not_answer_is_said(app, config, tmp_path, address):
    """The cache before Flask asks the database too: its failure must not fall out of the server as a bare error."""
    before = list(jobs._transport)
    other = other_app(config, database_url=f"sqlite:///{tmp_path}/absent/forum.db", page_cache=True)
    try:
        answer = other.test_client().get(
            address, headers={"Accept": "application/json" if address == "/health" else "text/html"}
        )
        assert answer.status_code == (503 if address == "/health" else 500)
        assert answer.data
        assert b"Traceback" not in answer.data
        if address == "/health":
            assert answer.json["status"] == "failing"
    finally:
        close(other)
        jobs._transport[:] = before
