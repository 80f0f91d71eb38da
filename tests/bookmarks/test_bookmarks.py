"""Bookmarks: whose they are, what they show, and reminders that come once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from forum import clock, jobs
from forum.actor import Actor
from forum.bookmarks import operations, queries
from forum.bookmarks.handlers import ring
from forum.bookmarks.models import Bookmark
from forum.db import db, transaction
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.notifications.models import Notice
from forum.notifications.queries import list_notices
from forum.topics.models import Topic
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.lessons import publish
from tests.factories.topics import make_post, make_topic

NOON = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def place(app):
    circle = make_association()
    reader, author = make_person("Ким Анна"), make_person("Жук Олег")
    for one in (reader, author):
        join(one, circle)
    return circle, reader, author


def keep(person, post_id, **given):
    with clock.freeze(NOON), transaction():
        return operations.keep(actor=actor_of(person), post_id=post_id, **given).id


def listed(person, **asked):
    with transaction(write=False):
        return queries.list_bookmarks(actor=actor_of(person), **asked)


def notices(person):
    with transaction(write=False):
        return [one.kind for one in list_notices(actor_of(person))]


def ring_at(moment):
    with clock.freeze(moment):
        rung = ring()
        jobs.run_pending()
    return rung


def test_a_post_is_marked_once_with_a_note_that_may_change(place):
    circle, reader, author = place
    topic = make_topic(circle, author, "Дроби и весы", "С чего начать")
    first = keep(reader, topic.first_post_id, note="  К уроку   12 ")
    assert keep(reader, topic.first_post_id, note="К уроку 13") == first
    (row,) = listed(reader)
    assert (row.note, row.target.title, row.target.excerpt) == ("К уроку 13", "Дроби и весы", "С чего начать")
    assert listed(author) == []


def test_a_lesson_is_marked_by_its_first_post(place):
    circle, reader, author = place
    lesson = publish(actor_of(author), circle)
    with transaction(write=False):
        post_id = queries.get_first_post(actor=actor_of(reader), lesson_id=lesson.id)
    keep(reader, post_id)
    (row,) = listed(reader)
    assert row.target.lesson_id == lesson.id


def test_what_may_not_be_read_may_not_be_marked(place):
    circle, reader, _author = place
    hidden = make_topic(circle, make_person(), "Тайна", audience="private")
    for post_id in (hidden.first_post_id, 999_999):
        with pytest.raises(NotFound):
            keep(reader, post_id)
    with pytest.raises(Forbidden), transaction():
        operations.keep(actor=Actor.visitor(), post_id=hidden.first_post_id)


def test_a_post_hidden_later_keeps_its_text_to_itself_and_lets_the_mark_go(place):
    circle, reader, author = place
    topic = make_topic(circle, author, "Дроби и весы", "С чего начать", audience=circle)
    mark = keep(reader, topic.first_post_id, note="Моё")
    with transaction() as session:
        row = session.get_one(Topic, topic.id)
        row.audience, row.audience_id = "private", None
    (found,) = listed(reader)
    assert (found.target, found.note) == (None, "Моё")
    assert listed(reader, text="дроби") == []
    assert len(listed(reader, text="моё")) == 1
    with pytest.raises(NotFound):
        keep(reader, topic.first_post_id, note="Другое")
    with pytest.raises(NotFound), transaction():
        operations.let_go(actor=actor_of(author), bookmark_id=mark)
    with transaction():
        operations.let_go(actor=actor_of(reader), bookmark_id=mark)
    assert listed(reader) == []


def test_a_deleted_post_shows_nothing_of_itself(place):
    circle, reader, author = place
    topic = make_topic(circle, author)
    post = make_post(topic.id, author, "Секрет")
    keep(reader, post.id)
    with transaction() as session:
        session.execute(db.text("UPDATE post SET deleted_at = created_at WHERE id = :id"), {"id": post.id})
    assert listed(reader)[0].target is None


def test_words_are_looked_for_in_notes_titles_and_texts(place):
    circle, reader, author = place
    for title, body, note in (("Дроби", "Весы", "к пятнице"), ("Углы", "Транспортир", ""), ("Сказки", "Колобок", "")):
        keep(reader, make_topic(circle, author, title, body).first_post_id, note=note)
    for text, found in (("ПЯТНИЦЕ дроби", "Дроби"), ("транспортир", "Углы"), ("сказ", "Сказки")):
        assert [one.target.title for one in listed(reader, text=text)] == [found]
    assert listed(reader, text="%") == []


def test_limits(place, monkeypatch):
    circle, reader, author = place
    topic = make_topic(circle, author)
    for given, field in (
        ({"note": "ы" * 501}, "note"),
        ({"remind_at": NOON}, "remind"),
        ({"remind_at": NOON + timedelta(days=400)}, "remind"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            keep(reader, topic.first_post_id, **given)
        assert refused.value.field == field
    monkeypatch.setattr(operations, "MOST_BOOKMARKS", 1)
    keep(reader, topic.first_post_id)
    keep(reader, topic.first_post_id, note="та же")
    with pytest.raises(Conflict):
        keep(reader, make_post(topic.id, author).id)


def test_a_reminder_comes_once_at_its_time_with_a_letter(place):
    circle, reader, author = place
    topic = make_topic(circle, author, "Дроби и весы")
    keep(reader, topic.first_post_id, remind_at=LATER)
    assert ring_at(LATER - timedelta(seconds=1)) == 0
    assert notices(reader) == []
    assert ring_at(LATER) == 1
    assert notices(reader) == ["reminder"]
    assert ring_at(LATER + timedelta(hours=1)) == 0
    assert notices(reader) == ["reminder"]
    keep(reader, topic.first_post_id, note="заметка", remind_at=LATER)
    assert ring_at(LATER + timedelta(hours=2)) == 0
    keep(reader, topic.first_post_id, remind_at=LATER + timedelta(days=1))
    assert ring_at(LATER + timedelta(days=2)) == 1
    assert notices(reader) == ["reminder", "reminder"]


def test_a_reminder_put_off_or_taken_back_does_not_come(place):
    circle, reader, author = place
    topic, other = make_topic(circle, author), make_topic(circle, author, "Другая")
    keep(reader, topic.first_post_id, remind_at=LATER)
    mark = keep(reader, other.first_post_id, remind_at=LATER)
    with clock.freeze(LATER):
        assert ring() == 2
        with transaction():
            operations.let_go(actor=actor_of(reader), bookmark_id=mark)
        with transaction() as session:
            row = session.scalars(select(Bookmark)).one()
            row.remind_at, row.rung_at = LATER + timedelta(days=1), None
        jobs.run_pending()
    assert notices(reader) == []
    assert ring_at(LATER + timedelta(days=1)) == 1
    assert notices(reader) == ["reminder"]


def test_nobody_is_reminded_of_what_she_may_no_longer_read(place):
    circle, reader, author = place
    topic = make_topic(circle, author)
    keep(reader, topic.first_post_id, remind_at=LATER)
    with transaction() as session:
        session.get_one(Topic, topic.id).audience = "private"
    ring_at(LATER)
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 0
