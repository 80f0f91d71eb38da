"""Improvement comments of the tests, left through the operation."""

from sqlalchemy import select

from forum.actor import Actor
from forum.db import transaction
from forum.feedback import operations, queries
from forum.feedback.models import Feedback
from forum.lessons.models import LessonVersion


def leave(
    actor: Actor, lesson_id: int, block: str = "b3", *, quote: str = "", kind: str = "suggest", version: int = 1,
    body: str = "Карточки одного уровня: сильные закончат за десять минут.", **place: int,
) -> int:  # fmt: skip
    """Return the id of a comment left at a block, at its quote if one is given."""
    with transaction():
        feedback = operations.leave(
            actor=actor, lesson_id=lesson_id, version_number=version, block=block, kind=kind, body=body,
            quote=quote, **place,
        )  # fmt: skip
        return feedback.id


def row_of(feedback_id: int) -> Feedback:
    """Return the row of a comment, detached."""
    with transaction(write=False) as session:
        row = session.get(Feedback, feedback_id)
        session.expunge(row)
        return row


def seen_by(actor: Actor, lesson_id: int, number: int = 1) -> list[queries.CommentRow]:
    """Return the comments beside a version as the actor sees them."""
    with transaction(write=False) as session:
        version_id = session.scalar(
            select(LessonVersion.id).where(LessonVersion.lesson_id == lesson_id, LessonVersion.number == number)
        )
        return queries.list_comments(actor=actor, lesson_id=lesson_id, version_id=version_id, number=number)
