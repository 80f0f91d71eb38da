"""Read what a person has read: what is new to her, what is unread, how far she is in a topic. Nobody else is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select

from forum import clock
from forum.accounts.models import Person
from forum.actor import Actor
from forum.db import db
from forum.topics.levels import Level
from forum.topics.models import Post, Topic, TopicReading
from forum.topics.policy import visible_to
from forum.topics.queries.following import level_in, not_muted

NEW_FOR = timedelta(days=2)
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands beside a topic in a list of one reader."""

    unread: int = 0
    is_new: bool = False
    last_read: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reader is in a topic: the last number read (0: not opened), how many living posts of others follow."""

    last_read: int = 0
    unread: int = 0
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many topics are new and unread for a reader; at most a hundred are counted."""

    new: int = 0
    unread: int = 0


def unread_posts(person_id: int) -> ColumnElement[int]:
    """Return, beside `TopicReading`, how many living posts of others stand after the last one read."""
    return select(func.count()).where(*_after(person_id)).correlate(TopicReading).scalar_subquery()


def is_unread(person_id: int) -> ColumnElement[bool]:
    """Return the condition on `Topic` joined with her `TopicReading`: she follows it, and something is unread."""
    return and_(
        TopicReading.last_read < Topic.highest_number,
        level_in(person_id) >= int(Level.TRACKING),
        select(Post.id).where(*_after(person_id)).correlate(TopicReading).exists(),
    )


def is_new(person_id: int, moment: datetime) -> ColumnElement[bool]:
    """Return the condition on `Topic`: opened by another in the last two days, since she joined, not by her yet."""
    joined = select(Person.created_at).where(Person.id == person_id).scalar_subquery()
    seen = select(TopicReading.topic_id).where(TopicReading.person_id == person_id, TopicReading.topic_id == Topic.id)
    since = moment - NEW_FOR
    return and_(
        Topic.created_at > since,
        # Follows from the line above, and lets the index of the last activity end the walk.
        Topic.bumped_at > since,
        Topic.created_at > joined,
        Topic.author_id.is_distinct_from(person_id),
        ~seen.correlate(Topic).exists(),
        not_muted(person_id),
    )


def list_marks(*, actor: Actor, topic_ids: Collection[int]) -> dict[int, Mark]:
    """Return topic -> what to put beside it, of those that have anything; one query for a whole page."""
    if not topic_ids:
        return {}
    me, counted = actor.id, unread_posts(actor.id)
    query = (
        select(
            Topic.id,
            TopicReading.last_read,
            case((is_unread(me), counted), else_=0).label("unread"),
            case((and_(TopicReading.person_id.is_(None), is_new(me, clock.now())), 1), else_=0).label("is_new"),
        )
        .outerjoin(TopicReading, and_(TopicReading.topic_id == Topic.id, TopicReading.person_id == me))
        .where(Topic.id.in_(topic_ids))
    )
    marks = {row.id: Mark(row.unread, bool(row.is_new), row.last_read or 0) for row in db.session.execute(query)}
    return {topic_id: mark for topic_id, mark in marks.items() if mark.unread or mark.is_new}


def find_progress(*, actor: Actor, topic_id: int) -> Progress:
    """Return how far the actor is in a topic she may read; one query."""
    query = select(TopicReading.last_read, TopicReading.read_at, unread_posts(actor.id).label("unread"))
    row = db.session.execute(query.where(TopicReading.person_id == actor.id, TopicReading.topic_id == topic_id)).first()
    return Progress(row.last_read, row.unread, row.read_at) if row else Progress()


def count_waiting(*, actor: Actor) -> Waiting:
    """Return how many topics are new and how many unread for the actor; one query."""
    me = actor.id
    new = select(literal(1)).select_from(Topic).where(visible_to(actor), is_new(me, clock.now()))
    unread = (
        select(literal(1))
        .select_from(TopicReading)
        .join(Topic, Topic.id == TopicReading.topic_id)
        .where(TopicReading.person_id == me, is_unread(me), visible_to(actor))
    )
    counts = [
        select(func.count()).select_from(one.limit(MOST_COUNTED).subquery()).scalar_subquery() for one in (new, unread)
    ]
    row = db.session.execute(select(*counts)).one()
    return Waiting(row[0], row[1])


def find_stamp(person_id: int) -> int:
    """Return a number that grows when a person has read on; asked for each page, so it goes straight to the driver."""
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"SELECT value FROM reading_stamp WHERE person_id = {int(person_id)}")  # noqa: S608 - a number
        row = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return int(row[0]) if row else 0


def _after(person_id: int) -> list[ColumnElement[Any]]:
    return [
        Post.topic_id == TopicReading.topic_id,
        Post.number > TopicReading.last_read,
        Post.deleted_at.is_(None),
        Post.author_id.is_distinct_from(person_id),
    ]
