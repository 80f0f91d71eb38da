"""Read improvement comments as plain rows: beside the document, in the stream, in lists and letters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, func, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.actor import Actor
from forum.db import db
from forum.errors import NotFound
from forum.feedback.models import Feedback, FeedbackPlacement
from forum.feedback.policy import visible_to
from forum.lessons.models import Lesson, LessonVersion
from forum.topics.models import Post, Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerRow:
    """What the author of the lesson answered: a post of the stream."""

    number: int
    cooked: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentRow:
    """An improvement comment as it stands beside one version.

    `block`, `start`, `end` (code points; None for the whole block) say where; `block` is None when the place is gone
    or not yet looked for. `placement` is None on the version it was left on, "pending" while the version is converted.
    """

    id: int
    number: int
    kind: str
    state: str
    reason: str
    quote: str
    left_on: int
    done_in: int | None
    placement: str | None
    block: str | None
    start: int | None
    end: int | None
    position: int | None
    post_id: int
    post_number: int
    cooked: str
    author_id: int | None
    author_name: str | None
    author_username: str | None
    author_school: str | None
    created_at: datetime
    answer: AnswerRow | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What a post of the stream shows when it is an improvement comment."""

    feedback_id: int
    lesson_id: int
    number: int
    kind: str
    quote: str
    state: str
    reason: str
    left_on: int
    done_in: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many comments of a lesson wait for its author, and how many a version has done."""

    waiting: int = 0
    done: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedbackRow:
    """A comment with its lesson, for an act on it, a notice or a letter."""

    id: int
    lesson_id: int
    topic_id: int
    title: str
    slug: str
    number: int
    kind: str
    quote: str
    state: str
    reason: str
    left_on: int
    post_id: int
    post_number: int
    author_id: int | None
    lesson_author_id: int | None


_version, _done, _answer = aliased(LessonVersion), aliased(LessonVersion), aliased(Post)


def list_comments(*, actor: Actor, lesson_id: int, version_id: int, number: int) -> list[CommentRow]:
    """Return the comments beside a version (id and number), left on it or earlier, in order of number."""
    query = (
        select(
            Feedback.id, Feedback.number, Feedback.kind, Feedback.state, Feedback.reason, Feedback.quote,
            Feedback.anchor, _version.number.label("left_on"), _done.number.label("done_in"),
            FeedbackPlacement.state.label("placement"), FeedbackPlacement.anchor.label("placed"),
            Post.id.label("post_id"), Post.number.label("post_number"), Post.cooked, Post.author_id,
            Person.full_name.label("author_name"), Person.username.label("author_username"),
            Person.school.label("author_school"), Post.created_at,
            _answer.number.label("answer_number"), _answer.cooked.label("answer_cooked"),
            _answer.created_at.label("answered_at"), _answer.deleted_at.label("answer_deleted_at"),
        )
        .join(_version, _version.id == Feedback.version_id)
        .join(Post, Post.id == Feedback.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .outerjoin(_done, _done.id == Feedback.done_version_id)
        .outerjoin(_answer, _answer.id == Feedback.answer_id)
        .outerjoin(
            FeedbackPlacement,
            and_(FeedbackPlacement.feedback_id == Feedback.id, FeedbackPlacement.version_id == version_id),
        )
        .where(
            Feedback.lesson_id == lesson_id, _version.number <= number, Post.deleted_at.is_(None), visible_to(actor)
        )
        .order_by(Feedback.number)
    )  # fmt: skip
    return [_comment(row, number) for row in db.session.execute(query)]


def cards_for_posts(post_ids: Collection[int]) -> dict[int, Card]:
    """Return the cards of those posts that are improvement comments, by post id; one query.

    The caller shows only posts the reader may see.
    """
    query = (
        select(
            Feedback.post_id, Feedback.id.label("feedback_id"), Feedback.lesson_id, Feedback.number, Feedback.kind,
            Feedback.quote, Feedback.state, Feedback.reason, _version.number.label("left_on"),
            _done.number.label("done_in"),
        )
        .join(_version, _version.id == Feedback.version_id)
        .outerjoin(_done, _done.id == Feedback.done_version_id)
        .where(Feedback.post_id.in_(post_ids))
    )  # fmt: skip
    cards: dict[int, Card] = {}
    for row in db.session.execute(query):
        values = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
        post_id = values.pop("post_id")
        cards[post_id] = Card(**values)
    return cards


def tallies(lesson_ids: Collection[int]) -> dict[int, Tally]:
    """Return how many comments of each lesson wait and are done, by lesson id; the caller shows what may be read."""
    query = (
        select(
            Feedback.lesson_id,
            func.sum(case((Feedback.state == "open", 1), else_=0)).label("waiting"),
            func.sum(case((Feedback.state == "done", 1), else_=0)).label("done"),
        )
        .join(Post, Post.id == Feedback.post_id)
        .where(Feedback.lesson_id.in_(lesson_ids), Post.deleted_at.is_(None))
        .group_by(Feedback.lesson_id)
    )
    return {row.lesson_id: Tally(waiting=row.waiting, done=row.done) for row in db.session.execute(query)}


def count_done(lesson_id: int) -> dict[int, int]:
    """Return how many comments each version of a lesson has done, by version number."""
    query = (
        select(_done.number, func.count())
        .join(Feedback, Feedback.done_version_id == _done.id)
        .join(Post, Post.id == Feedback.post_id)
        .where(Feedback.lesson_id == lesson_id, Feedback.state == "done", Post.deleted_at.is_(None))
        .group_by(_done.number)
    )
    return {number: counted for number, counted in db.session.execute(query)}  # noqa: C416 - a row is not a pair to mypy


def get_feedback(*, actor: Actor, feedback_id: int) -> FeedbackRow:
    """Return a comment the actor may read, with its lesson; raise NotFound on any other."""
    row = _find(feedback_id, actor)
    if row is None:
        raise NotFound
    return row


def find_feedback(feedback_id: int) -> FeedbackRow | None:
    """Return a comment with its lesson for a notice or a letter; whoever sends it asks for the reader's rights."""
    return _find(feedback_id, None)


def _find(feedback_id: int, actor: Actor | None) -> FeedbackRow | None:
    query = (
        select(
            Feedback.id, Feedback.lesson_id, Lesson.topic_id, Topic.title, Topic.slug, Feedback.number, Feedback.kind,
            Feedback.quote, Feedback.state, Feedback.reason, _version.number.label("left_on"), Feedback.post_id,
            Post.number.label("post_number"), Post.author_id, Topic.author_id.label("lesson_author_id"),
        )
        .join(Lesson, Lesson.id == Feedback.lesson_id)
        .join(Topic, Topic.id == Lesson.topic_id)
        .join(_version, _version.id == Feedback.version_id)
        .join(Post, Post.id == Feedback.post_id)
        .where(Feedback.id == feedback_id, Post.deleted_at.is_(None))
    )  # fmt: skip
    if actor is not None:
        query = query.where(visible_to(actor))
    row = db.session.execute(query).first()
    return FeedbackRow(**row._mapping) if row else None  # noqa: SLF001 - the documented way to a row's names


def _comment(row: Row[Any], number: int) -> CommentRow:
    values = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    own, placed = values.pop("anchor"), values.pop("placed")
    is_here = row.left_on == number
    anchor: dict[str, Any] | None = own if is_here else placed
    whole = bool(anchor and anchor.get("whole"))
    answer_number, cooked = values.pop("answer_number"), values.pop("answer_cooked")
    answered_at, deleted_at = values.pop("answered_at"), values.pop("answer_deleted_at")
    values["placement"] = None if is_here else row.placement or "pending"
    return CommentRow(
        **values,
        block=anchor["block"] if anchor else None,
        start=anchor["start"] if anchor and not whole else None,
        end=anchor["end"] if anchor and not whole else None,
        position=anchor["position"] if anchor else None,
        answer=AnswerRow(number=answer_number, cooked=cooked, created_at=answered_at)
        if answer_number is not None and deleted_at is None
        else None,
    )
