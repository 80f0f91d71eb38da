"""Lesson plans of the tests, published through the operations."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forum.actor import Actor
from forum.associations.policy import Audience
from forum.db import transaction
from forum.documents.events import FileConverted
from forum.feedback import handlers
from forum.lessons import operations
from forum.lessons.models import LessonVersion
from tests.factories.documents import PLAN, make_docx, put_rendition


@dataclass(frozen=True)
class Published:
    """A lesson and the ids one needs to speak about it."""

    id: int
    topic_id: int
    file_id: int


def publish(
    actor: Actor,
    association_id: int,
    texts: Sequence[str] | None = PLAN,
    *,
    title: str = "Сложение дробей с разными знаменателями",
    audience: str = "public",
    subject: str = "math",
    grade: int = 5,
    note: str = "",
    file_name: str = "План урока.docx",
) -> Published:
    """Publish a lesson; readable at once with these paragraphs, or left to the worker when `texts` is None."""
    with transaction():
        lesson = operations.publish_lesson(
            actor=actor,
            association_id=association_id,
            title=title,
            subject=subject,
            grade=grade,
            audience=Audience.parse(audience),
            stream=io.BytesIO(make_docx(texts or PLAN)),
            file_name=file_name,
            note=note,
        )
        lesson_id, topic_id = lesson.id, lesson.topic_id
    file_id = version_file(lesson_id, 1)
    if texts is not None:
        put_rendition(file_id, texts)
    return Published(lesson_id, topic_id, file_id)


def add_version(actor: Actor, lesson_id: int, texts: Sequence[str] | None = PLAN, *, note: str = "") -> int:
    """Upload the next version and return its file's id; readable and its comments placed, unless `texts` is None."""
    with transaction():
        version = operations.upload_version(
            actor=actor, lesson_id=lesson_id, stream=io.BytesIO(make_docx(texts or PLAN)), name="План 2.docx", note=note
        )
        file_id = version.file_id
    if texts is not None:
        put_rendition(file_id, texts)
        handlers.place([FileConverted(file_id=file_id, ok=True)])
    return file_id


def version_file(lesson_id: int, number: int) -> int:
    """Return the id of the file of a version."""
    with transaction(write=False) as session:
        return session.scalar(
            select(LessonVersion.file_id).where(LessonVersion.lesson_id == lesson_id, LessonVersion.number == number)
        )
