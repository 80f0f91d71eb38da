"""Read lesson plans and their versions as plain rows, only those the actor may know."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select

from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.policy import Audience, AudienceKind
from forum.db import db
from forum.documents.models import StoredFile, StoredRendition
from forum.errors import NotFound
from forum.lessons.models import Lesson, LessonVersion
from forum.lessons.policy import visible_to
from forum.topics.models import Topic
from forum.topics.policy import TopicRights


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonRow:
    """A lesson plan with what its topic says of it: title, audience, author."""

    id: int
    topic_id: int
    slug: str
    title: str
    subject: str
    grade: int
    language: str
    request: str
    current_number: int
    created_at: datetime
    updated_at: datetime
    association_id: int
    audience: AudienceKind
    audience_id: int | None
    author_id: int | None
    author_name: str | None
    author_username: str | None
    author_school: str | None
    closed_at: datetime | None
    posts_count: int

    @property
    def rights(self) -> TopicRights:
        """Return what rights over the lesson are decided by."""
        return TopicRights(
            audience=Audience(self.audience, self.audience_id),
            author_id=self.author_id,
            association_id=self.association_id,
            closed_at=self.closed_at,
            deleted_at=None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionRow:
    """A version of a lesson plan with its file."""

    id: int
    number: int
    file_id: int
    note: str
    created_at: datetime
    file_name: str
    file_kind: str
    file_size: int
    state: str


_COLUMNS = (
    Lesson.id, Lesson.topic_id, Topic.slug, Topic.title, Lesson.subject, Lesson.grade, Lesson.language, Lesson.request,
    Lesson.current_number, Lesson.created_at, Lesson.updated_at, Topic.association_id, Topic.audience,
    Topic.audience_id, Topic.author_id, Person.full_name.label("author_name"),
    Person.username.label("author_username"), Person.school.label("author_school"), Topic.closed_at, Topic.posts_count,
)  # fmt: skip


def _lessons(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .join(Topic, Topic.id == Lesson.topic_id)
        .outerjoin(Person, Person.id == Topic.author_id)
        .where(visible_to(actor))
    )


def get_lesson(*, actor: Actor, lesson_id: int) -> LessonRow:
    """Return a lesson the actor may read; raise NotFound on any other."""
    row = db.session.execute(_lessons(actor).where(Lesson.id == lesson_id)).first()
    if row is None:
        raise NotFound
    return _lesson(row)


def find_lesson_of_topic(*, actor: Actor, topic_id: int) -> LessonRow | None:
    """Return the lesson whose stream a topic is, if the actor may read it."""
    row = db.session.execute(_lessons(actor).where(Lesson.topic_id == topic_id)).first()
    return _lesson(row) if row else None


def list_lessons(
    *,
    actor: Actor,
    subject: str | None = None,
    grade: int | None = None,
    association_ids: Collection[int] | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 30,
) -> list[LessonRow]:
    """Return at most `limit` lessons, last changed first; `before` is (updated_at, id) of the last one seen."""
    query = _lessons(actor)
    if subject is not None:
        query = query.where(Lesson.subject == subject)
    if grade is not None:
        query = query.where(Lesson.grade == grade)
    if association_ids is not None:
        query = query.where(Topic.association_id.in_(association_ids))
    if before is not None:
        moment, last_id = before
        query = query.where(or_(Lesson.updated_at < moment, and_(Lesson.updated_at == moment, Lesson.id < last_id)))
    query = query.order_by(Lesson.updated_at.desc(), Lesson.id.desc()).limit(limit)
    return [_lesson(row) for row in db.session.execute(query)]


def list_versions(*, actor: Actor, lesson_id: int) -> list[VersionRow]:
    """Return every version of a lesson the actor may read, oldest first; none of another."""
    query = (
        select(
            LessonVersion.id, LessonVersion.number, LessonVersion.file_id, LessonVersion.note,
            LessonVersion.created_at, StoredFile.name.label("file_name"), StoredFile.kind.label("file_kind"),
            StoredFile.size.label("file_size"), StoredRendition.state,
        )
        .join(StoredFile, StoredFile.id == LessonVersion.file_id)
        .join(StoredRendition, StoredRendition.file_id == StoredFile.id)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .join(Topic, Topic.id == Lesson.topic_id)
        .where(LessonVersion.lesson_id == lesson_id, visible_to(actor))
        .order_by(LessonVersion.number)
    )  # fmt: skip
    return [VersionRow(**row._mapping) for row in db.session.execute(query)]  # noqa: SLF001


def pick_version(versions: Collection[VersionRow], number: int | None) -> VersionRow:
    """Return the version of a number, the newest for None; raise NotFound when there is none."""
    for version in reversed(list(versions)):
        if number is None or version.number == number:
            return version
    raise NotFound


def _lesson(row: Row[Any]) -> LessonRow:
    return LessonRow(**row._mapping)  # noqa: SLF001 - the documented way to a row's names
