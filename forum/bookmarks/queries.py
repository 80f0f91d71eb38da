"""Read one's own bookmarks; of a post that may no longer be read nothing is told but that it was marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from forum.accounts.models import Person
from forum.actor import Actor
from forum.bookmarks.models import Bookmark
from forum.db import db
from forum.errors import NotFound
from forum.lessons.models import Lesson
from forum.topics.models import Post, Topic
from forum.topics.policy import reachable_by

LIST_LENGTH = 30
EXCERPT = 160
MOST_WORDS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetRow:
    """What a bookmark stands on; a lesson when `lesson_id` is there."""

    post_id: int
    topic_id: int
    slug: str
    title: str
    number: int
    lesson_id: int | None
    author_name: str | None
    excerpt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BookmarkRow:
    """One of the actor's bookmarks; `target` is None when she may no longer read it."""

    id: int
    post_id: int
    note: str
    remind_at: datetime | None
    rung_at: datetime | None
    created_at: datetime
    target: TargetRow | None

    @property
    def waits(self) -> bool:
        """Say whether a reminder is still to come."""
        return self.remind_at is not None and self.rung_at is None


_TARGET = (
    Post.id.label("target_id"), Topic.id.label("topic_id"), Topic.slug, Topic.title, Post.number,
    Lesson.id.label("lesson_id"), Person.full_name.label("author_name"),
    func.substr(Post.text, 1, EXCERPT + 1).label("excerpt"),
)  # fmt: skip


def list_bookmarks(*, actor: Actor, text: str = "", before_id: int | None = None) -> list[BookmarkRow]:
    """Return the actor's bookmarks, the latest first, one more than a page holds; one query.

    Every word of `text` must stand in her note, or in the title or the text of what she may still read.
    """
    seen = and_(Post.deleted_at.is_(None), reachable_by(actor))
    query = (
        select(
            Bookmark.id, Bookmark.post_id, Bookmark.note, Bookmark.remind_at, Bookmark.rung_at, Bookmark.created_at,
            *_TARGET,
        )
        .outerjoin(Post, and_(Post.id == Bookmark.post_id, Post.deleted_at.is_(None)))
        .outerjoin(Topic, and_(Topic.id == Post.topic_id, reachable_by(actor)))
        .outerjoin(Lesson, and_(Lesson.topic_id == Topic.id, Post.number == 1))
        .outerjoin(Person, Person.id == Post.author_id)
        .where(Bookmark.person_id == actor.person_id)
        .order_by(Bookmark.id.desc())
        .limit(LIST_LENGTH + 1)
    )  # fmt: skip
    for word in text.casefold().split()[:MOST_WORDS]:
        query = query.where(_holds(word, seen))
    if before_id is not None:
        query = query.where(Bookmark.id < before_id)
    return [_row(row) for row in db.session.execute(query)]


def find_bookmark(*, actor: Actor, post_id: int) -> BookmarkRow | None:
    """Return the actor's bookmark on a post she may read."""
    target = get_target(actor=actor, post_id=post_id)
    found = db.session.execute(
        select(Bookmark).where(Bookmark.person_id == actor.person_id, Bookmark.post_id == post_id)
    ).scalar()
    if found is None:
        return None
    return BookmarkRow(
        id=found.id, post_id=found.post_id, note=found.note, remind_at=found.remind_at, rung_at=found.rung_at,
        created_at=found.created_at, target=target,
    )  # fmt: skip


def get_target(*, actor: Actor, post_id: int) -> TargetRow:
    """Return a living post the actor may read, to be bookmarked; raise NotFound."""
    row = db.session.execute(_targets(actor).where(Post.id == post_id)).first()
    if row is None:
        raise NotFound
    return _target(row)


def require_readable(actor: Actor, post_id: int) -> None:
    """Raise NotFound unless the actor may read this post."""
    get_target(actor=actor, post_id=post_id)


def get_first_post(*, actor: Actor, lesson_id: int) -> int:
    """Return the id of the post that stands for a lesson the actor may read; raise NotFound."""
    found = db.session.execute(_targets(actor).where(Lesson.id == lesson_id, Post.number == 1)).first()
    if found is None:
        raise NotFound
    return int(found.target_id)


def _targets(actor: Actor) -> Any:
    return (
        select(*_TARGET)
        .join(Topic, Topic.id == Post.topic_id)
        .outerjoin(Lesson, and_(Lesson.topic_id == Topic.id, Post.number == 1))
        .outerjoin(Person, Person.id == Post.author_id)
        .where(Post.deleted_at.is_(None), reachable_by(actor))
    )


def _holds(word: str, seen: ColumnElement[bool]) -> ColumnElement[bool]:
    fold = func.lower if db.session.get_bind().dialect.name == "postgresql" else func.casefold
    told = or_(fold(Topic.title).contains(word, autoescape=True), fold(Post.text).contains(word, autoescape=True))
    return or_(fold(Bookmark.note).contains(word, autoescape=True), and_(seen, told))


def _row(row: Any) -> BookmarkRow:
    return BookmarkRow(
        id=row.id,
        post_id=row.post_id,
        note=row.note,
        remind_at=row.remind_at,
        rung_at=row.rung_at,
        created_at=row.created_at,
        target=_target(row) if row.topic_id is not None else None,
    )


def _target(row: Any) -> TargetRow:
    excerpt = " ".join(row.excerpt.split())
    if len(excerpt) > EXCERPT:
        excerpt = f"{excerpt[:EXCERPT].rpartition(' ')[0] or excerpt[:EXCERPT]}…"
    return TargetRow(
        post_id=row.target_id,
        topic_id=row.topic_id,
        slug=row.slug,
        title=row.title,
        number=row.number,
        lesson_id=row.lesson_id,
        author_name=row.author_name,
        excerpt=excerpt,
    )
