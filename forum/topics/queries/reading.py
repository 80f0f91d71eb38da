"""Read what a person has read: what is new to her, what is unread, how far she is in a topic. Nobody else is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, func, literal, select

from forum import clock
from forum.accounts.models import Person
from forum.actor import Actor
from forum.db import db
from forum.topics.levels import Level
from forum.topics.models import Post, Topic, TopicReading
from forum.topics.policy import visible_to
from forum.topics.queries.following import ME, level_in, not_muted

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


SINCE = bindparam("since", type_=Topic.created_at.type)


def asked_by(actor: Actor) -> dict[str, Any]:
    """Return what a query that speaks of `ME` and of what is new is run with."""
    return {"me": actor.person_id, "since": clock.now() - NEW_FOR}


@cache
def unread_posts() -> ColumnElement[int]:
    """Return, beside `TopicReading`, how many living posts of others stand after the last one that `ME` has read."""
    return select(func.count()).where(*_after()).correlate(TopicReading).scalar_subquery()


@cache
def is_unread() -> ColumnElement[bool]:
    """Return the condition on `Topic` joined with her `TopicReading`: `ME` follows it, and something is unread."""
    return and_(
        TopicReading.last_read < Topic.highest_number,
        level_in() >= int(Level.TRACKING),
        select(Post.id).where(*_after()).correlate(TopicReading).exists(),
    )


@cache
def is_new() -> ColumnElement[bool]:
    """Return the condition on `Topic`: opened by another in the last two days, since `ME` joined, not by her yet."""
    joined = select(Person.created_at).where(Person.id == ME).scalar_subquery()
    seen = select(TopicReading.topic_id).where(TopicReading.person_id == ME, TopicReading.topic_id == Topic.id)
    return and_(
        Topic.created_at > SINCE,
        # Follows from the line above, and lets the index of the last activity end the walk.
        Topic.bumped_at > SINCE,
        Topic.created_at > joined,
        Topic.author_id.is_distinct_from(ME),
        ~seen.correlate(Topic).exists(),
        not_muted(),
    )


@cache
def _marks() -> Select[Any]:
    query: Any = (
        select(
            Topic.id,
            TopicReading.last_read,
            case((is_unread(), unread_posts()), else_=0).label("unread"),
            case((and_(TopicReading.person_id.is_(None), is_new()), 1), else_=0).label("is_new"),
        )
        .outerjoin(TopicReading, and_(TopicReading.topic_id == Topic.id, TopicReading.person_id == ME))
        .where(Topic.id.in_(bindparam("ids", expanding=True)))
    )
    return cast("Select[Any]", query)


def list_marks(*, actor: Actor, topic_ids: Collection[int]) -> dict[int, Mark]:
    """Return topic -> what to put beside it, of those that have anything; one query for a whole page."""
    if not topic_ids:
        return {}
    found = db.session.execute(_marks(), {**asked_by(actor), "ids": list(topic_ids)})
    marks = {row.id: Mark(row.unread, bool(row.is_new), row.last_read or 0) for row in found}
    return {topic_id: mark for topic_id, mark in marks.items() if mark.unread or mark.is_new}


def find_progress(*, actor: Actor, topic_id: int) -> Progress:
    """Return how far the actor is in a topic she may read; one query."""
    row = db.session.execute(_progress(), {"me": actor.id, "topic": topic_id}).first()
    return Progress(row.last_read, row.unread, row.read_at) if row else Progress()


@cache
def _progress() -> Select[Any]:
    query: Any = select(TopicReading.last_read, TopicReading.read_at, unread_posts().label("unread"))
    return cast(
        "Select[Any]",
        query.where(TopicReading.person_id == ME, TopicReading.topic_id == bindparam("topic", type_=Integer)),
    )


def count_waiting(*, actor: Actor) -> Waiting:
    """Return how many topics are new and how many unread for the actor; one query."""
    seen = visible_to(actor)
    new = select(literal(1)).select_from(Topic).where(seen, is_new())
    unread = (
        select(literal(1))
        .select_from(TopicReading)
        .join(Topic, Topic.id == TopicReading.topic_id)
        .where(TopicReading.person_id == ME, is_unread(), seen)
    )
    counts = [
        select(func.count()).select_from(one.limit(MOST_COUNTED).subquery()).scalar_subquery() for one in (new, unread)
    ]
    row = db.session.execute(select(*counts), asked_by(actor)).one()
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


def _after() -> list[ColumnElement[Any]]:
    return [
        Post.topic_id == TopicReading.topic_id,
        Post.number > TopicReading.last_read,
        Post.deleted_at.is_(None),
        Post.author_id.is_distinct_from(ME),
    ]
