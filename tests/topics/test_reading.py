"""What is new and what is unread: counted from the posts, for those who follow, and told to nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from forum import clock
from forum.db import current_version, db, transaction
from forum.errors import NotFound
from forum.topics.levels import Level
from forum.topics.models import TopicReading
from forum.topics.operations import (
    delete_post,
    follow_association,
    follow_tag,
    follow_topic,
    open_topic,
    read_posts,
    reply,
    restore_post,
)
from forum.topics.queries import count_waiting, find_progress, find_stamp, list_marks
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_post, make_topic

NOON = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)


@pytest.fixture
def circle(app):
    return make_association("Математики города", subject="math")


@pytest.fixture
def reader(circle):
    with clock.freeze(NOON - timedelta(days=30)):
        person = make_person("Ким Анна")
    join(person, circle)
    return person


@pytest.fixture
def writer(circle):
    person = make_person("Сейтқали Нұрлан")
    join(person, circle)
    return person


def reads(person, topic_id, number):
    with transaction():
        return read_posts(actor=actor_of(person), topic_id=topic_id, number=number)


def mark(person, topic_id):
    with transaction(write=False):
        found = list_marks(actor=actor_of(person), topic_ids=[topic_id]).get(topic_id)
        return (found.unread, found.is_new) if found else (0, False)


def counts(person):
    with transaction(write=False):
        waiting = count_waiting(actor=actor_of(person))
        return waiting.new, waiting.unread


def follows(person, level, **thing):
    act = {"topic_id": follow_topic, "slug": follow_tag, "association_id": follow_association}[next(iter(thing))]
    with transaction():
        act(actor=actor_of(person), level=level, **thing)


def test_reading_moves_forward_and_never_back_nor_beyond_the_end(circle, reader, writer):
    topic = make_topic(circle, writer, replies=9)
    assert reads(reader, topic.id, 5)
    assert not reads(reader, topic.id, 3)
    assert not reads(reader, topic.id, 0)
    assert reads(reader, topic.id, 9_999)
    with transaction(write=False) as session:
        assert session.scalar(select(TopicReading.last_read).where(TopicReading.person_id == reader)) == 10


def test_what_one_may_not_read_one_cannot_have_read(circle, writer):
    topic = make_topic(circle, writer, audience=circle)
    with pytest.raises(NotFound):
        reads(make_person(), topic.id, 1)
    with pytest.raises(NotFound):
        reads(writer, 999_999, 1)


def test_reading_leaves_the_pages_kept_for_others_as_they_are(circle, reader, writer):
    topic = make_topic(circle, writer, replies=2)
    before, stamp = current_version(), find_stamp(reader)
    reads(reader, topic.id, 2)
    assert current_version() == before
    assert find_stamp(reader) == stamp + 1
    reads(reader, topic.id, 1)
    assert find_stamp(reader) == stamp + 1


def test_a_reply_is_unread_for_those_who_track_and_only_for_them(circle, reader, writer):
    topic = make_topic(circle, writer, replies=1)
    for _ in range(2):
        reads(reader, topic.id, 2)
    make_post(topic.id, writer)
    assert mark(reader, topic.id) == (0, False)
    follows(reader, Level.TRACKING, topic_id=topic.id)
    assert mark(reader, topic.id) == (1, False)
    assert counts(reader) == (0, 1)
    follows(reader, Level.MUTED, topic_id=topic.id)
    assert mark(reader, topic.id) == (0, False)
    follows(reader, None, topic_id=topic.id)
    assert mark(reader, topic.id) == (0, False)


def test_own_posts_are_read_and_deleted_ones_do_not_count(circle, reader, writer):
    with transaction():
        topic_id = open_topic(
            actor=actor_of(writer),
            association_id=circle,
            kind="question",
            title="Дроби",
            body="Как?",
            audience="public",
        ).id
    with transaction():
        post_id = reply(actor=actor_of(reader), topic_id=topic_id, body="Так.").id
    assert mark(writer, topic_id) == (1, False)
    assert mark(reader, topic_id) == (1, False), "she has answered without having opened it: the question is unread"
    reads(reader, topic_id, 2)
    with transaction():
        reply(actor=actor_of(reader), topic_id=topic_id, body="И ещё.")
    assert mark(reader, topic_id) == (0, False)
    assert mark(writer, topic_id) == (2, False)
    with transaction():
        delete_post(actor=actor_of(reader), post_id=post_id)
    assert mark(writer, topic_id) == (1, False)
    with transaction():
        restore_post(actor=actor_of(reader), post_id=post_id)
    assert mark(writer, topic_id) == (2, False)
    with transaction(write=False):
        progress = find_progress(actor=actor_of(writer), topic_id=topic_id)
    assert (progress.last_read, progress.unread) == (1, 2)


def test_new_is_what_came_in_two_days_and_since_joining(circle, reader, writer):
    now = clock.now()
    late = make_person("Новичок")
    fresh = make_topic(circle, writer, "Свежая", created_at=now + timedelta(seconds=1))
    before_her = make_topic(circle, writer, "До неё", created_at=now - timedelta(hours=3))
    old = make_topic(circle, writer, "Старая", created_at=now - timedelta(days=3), replies=1)
    make_post(old.id, writer)
    own = make_topic(circle, reader, "Своя")
    assert [mark(reader, one.id)[1] for one in (fresh, before_her, old, own)] == [True, True, False, False]
    assert [mark(late, one.id)[1] for one in (fresh, before_her, old)] == [True, False, False]
    assert counts(reader) == (2, 0)
    reads(reader, fresh.id, 1)
    assert counts(reader) == (1, 0)
    follows(reader, Level.MUTED, association_id=circle)
    assert counts(reader) == (0, 0)


def test_new_and_unread_count_only_what_one_may_read(circle, reader, writer):
    secret = make_topic(circle, writer, "Для круга", audience=circle, replies=1)
    outsider = make_person()
    assert counts(outsider) == (0, 0)
    with transaction():
        db.session.add(TopicReading(person_id=outsider, topic_id=secret.id, last_read=1, read_at=clock.now()))
    follows(outsider, Level.WATCHING, association_id=circle)
    assert counts(outsider) == (0, 0)


def test_counting_stops_at_a_hundred(circle, reader, writer):
    for number in range(103):
        make_topic(circle, writer, f"Тема {number}")
    assert counts(reader) == (100, 0)
