"""What takes long is done before the lock is taken, and what is allowed is asked under it."""

import io
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select, text

from forum import blobs, markup
from forum.accounts.models import Person
from forum.accounts.operations import passwords
from forum.db import db, transaction
from forum.topics.models import Post
from forum.web import http
from tests.accounts.letters import clear, deliver, link_in
from tests.factories.accounts import PASSWORD, actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.documents import make_docx
from tests.factories.feedback import leave
from tests.factories.lessons import publish
from tests.factories.topics import make_topic
from tests.web.pages import send

EMAIL = "aigul@example.org"


def others_may_write(app) -> bool:
    """Say whether somebody else could write at this very moment: any row at all, and to each table that matters."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(url.database, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            connection.execute("ROLLBACK")
            return True
    with db.engine.connect() as connection:
        for table in ("person", "topic", "lesson", "feedback"):
            free = f"SELECT count(*) FROM (SELECT id FROM {table} FOR UPDATE SKIP LOCKED) AS free"  # noqa: S608 - our own
            every = f"SELECT count(*) FROM {table}"  # noqa: S608 - our own names
            if connection.scalar(text(free)) != connection.scalar(text(every)):
                return False
    return True


@pytest.fixture
def slow(app, monkeypatch):
    """Note, at each piece of slow work, whether others may write meanwhile."""
    seen: list[tuple[str, bool]] = []

    def watch(owner, name):
        before = getattr(owner, name)

        def watched(*args, **kwargs):
            seen.append((name, others_may_write(app)))
            return before(*args, **kwargs)

        monkeypatch.setattr(owner, name, watched)

    watch(markup, "cook")
    watch(blobs.BlobStore, "put")
    watch(passwords.PasswordHasher, "verify")
    watch(passwords.PasswordHasher, "hash")
    return seen


@pytest.fixture
def author(app, client):
    """Give a member who is signed in, and her circle."""
    person, circle = make_person(email=EMAIL), make_association("Физики города")
    join(person, circle)
    sign_in(client, person)
    return person, circle


def docx():
    return (io.BytesIO(make_docx()), "План.docx")


def test_every_door_that_reads_first_is_a_door(app):
    assert set(app.view_functions) >= http.READING_FIRST


def test_texts_are_cooked_before_the_lock(client, author, slow):
    person, circle = author
    topic = make_topic(circle, person)
    lesson = publish(actor_of(person), circle)
    remark = leave(actor_of(person), lesson.id)
    slow.clear()
    steps = [
        (f"/t/new?association={circle}", "/t/new", {"title": "Дроби", "body": "С чего начать?"}),
        (f"/t/{topic.id}/reply", f"/t/{topic.id}/reply", {"body": "С яблока"}),
        (f"/p/{topic.first_post_id}/edit", f"/p/{topic.first_post_id}/edit", {"body": "Расскажите подробно."}),
        (f"/feedback/{remark}/answer", f"/feedback/{remark}/answer", {"body": "Спасибо, исправлю"}),
    ]
    places = f"/lessons/{lesson.id}/comment?block=b3&version=1"
    steps.append((places, f"/lessons/{lesson.id}/comment", {"kind": "suggest", "body": "Короче"}))
    for page, action, typed in steps:
        answer = send(client, client.get(page), action, **typed)
        assert answer.status_code == 303, (action, answer.text[:500])
    assert slow == [("cook", True)] * len(steps)


def test_files_are_taken_in_before_the_lock(client, author, slow):
    _person, circle = author
    wish = {"title": "Дроби", "subject": "math", "grade": "5", "language": "ru", "audience": "public"}
    page = client.get("/lessons/new")
    answer = send(client, page, "/lessons/new", **wish, association=str(circle), files=docx())
    assert answer.status_code == 303, answer.text
    assert slow == [("cook", True), ("put", True)]
    slow.clear()
    lesson_id = answer.location.rpartition("/")[2]
    again = f"/lessons/{lesson_id}/versions/new"
    assert send(client, client.get(again), again, files=docx()).status_code == 303
    assert slow == [("put", True)]


def test_passwords_are_tried_and_hashed_before_the_lock(app, slow):
    person = make_person(email=EMAIL, password="прежний длинный пароль")
    clear(app)
    slow.clear()

    def step(path, **typed):
        browser = app.test_client()
        answer = send(browser, browser.get(path), path, **typed)
        assert answer.status_code == 303, (path, answer.text)

    step("/login", email=EMAIL, password="прежний длинный пароль")
    wish = {"full_name": "Ким Ольга Павловна", "email": "olga@example.org", "password": PASSWORD}
    step("/register", **wish)
    step("/register", **wish)
    step("/reset", email=EMAIL)
    letters = {path: link_in(letter, path) for letter in deliver(app) for path in ("/confirm/", "/reset/") if path in
               letter.get_body(("plain",)).get_content()}  # fmt: skip
    step(letters["/confirm/"], password=PASSWORD)
    step(letters["/reset/"], password="новый длинный пароль")
    browser = app.test_client()
    sign_in(browser, person)
    typed = {"old_password": "новый длинный пароль", "new_password": "самый новый пароль"}
    assert send(browser, browser.get("/my/settings"), "/my/password", **typed).status_code == 303
    assert [name for name, _free in slow] == ["verify", "hash", "hash", "verify", "hash", "verify", "hash"]
    assert all(free for _name, free in slow), slow


def test_a_password_that_was_changed_while_it_was_tried_opens_nothing(app, client, monkeypatch):
    person = make_person(email=EMAIL)
    verify = passwords.PasswordHasher.verify

    def slowly(self, stored, password):
        with app.app_context(), transaction() as session:
            session.get(Person, person).password_hash = "changed"
        return verify(self, stored, password)

    monkeypatch.setattr(passwords.PasswordHasher, "verify", slowly)
    answer = send(client, client.get("/login"), "/login", email=EMAIL, password=PASSWORD)
    assert answer.status_code == 422
    assert client.get("/my/settings").status_code == 302


def test_who_left_while_her_text_was_cooked_does_not_reply(app, client, author, monkeypatch):
    _person, circle = author
    topic = make_topic(circle, make_person(), audience=circle)
    page = client.get(f"/t/{topic.id}/reply")
    cook = markup.cook

    def slowly(*args, **kwargs):
        with app.app_context(), transaction() as session:
            session.execute(db.metadata.tables["membership"].delete())
        return cook(*args, **kwargs)

    monkeypatch.setattr(markup, "cook", slowly)
    answer = send(client, page, f"/t/{topic.id}/reply", body="Я ещё здесь")
    assert answer.status_code == 404
    assert "Я ещё здесь" in answer.text, "nothing typed is lost"
    with transaction(write=False) as session:
        assert len(session.scalars(select(Post.id).where(Post.topic_id == topic.id)).all()) == 1
