"""Publish a lesson plan and its further versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from sqlalchemy import select

from forum import clock
from forum.actor import Actor
from forum.associations.policy import Audience
from forum.db import db
from forum.documents import operations as documents
from forum.documents.models import StoredFile
from forum.errors import N_, Conflict, Invalid, NotFound
from forum.lessons.events import LessonPublished, VersionUploaded
from forum.lessons.models import LANGUAGES, NOTE_LENGTH, Lesson, LessonVersion
from forum.lessons.policy import require_change
from forum.lessons.subjects import grade_name, grades, subject_name, subjects
from forum.letters import translate
from forum.markup import tidy
from forum.outbox import record
from forum.topics import operations as topics
from forum.topics.models import Topic
from forum.topics.operations import rows, texts
from forum.topics.policy import TopicRights, require_open

MAX_VERSIONS = 200
INTRODUCTION = N_(
    "План урока: %(subject)s, %(grade)s. Читайте его на вкладке «План» и оставляйте замечания у нужного места."
)


def publish_lesson(
    *,
    actor: Actor,
    association_id: int,
    title: str,
    subject: str,
    grade: int,
    audience: Audience,
    stream: BinaryIO,
    file_name: str,
    note: str = "",
    language: str = "ru",
    tags: Sequence[str] = (),
    max_bytes: int = documents.DEFAULT_LIMIT,
) -> Lesson:
    """Open the lesson's topic, keep its file and publish both; `note` is what the author asks to look at.

    Raises Invalid for a field, Invalid("files") when the file is refused, Forbidden as `open_topic` does.
    """
    note = tidy(note).strip()
    _require_known(subject, grade, language, note)
    require_open(actor, association_id, audience)
    body = texts.ready(_introduction(subject, grade, language, note))
    kept = documents.keep_file(actor=actor, stream=stream, name=file_name, max_bytes=max_bytes)
    actor = rows.begin(actor)
    topic = topics.open_topic(
        actor=actor, association_id=association_id, kind="lesson", title=title, body=body, tags=tags,
        audience=audience, language=language,
    )  # fmt: skip
    file = documents.attach_file(actor=actor, kept=kept, topic_id=topic.id)
    moment = clock.now()
    lesson = Lesson(
        topic_id=topic.id,
        subject=subject,
        grade=grade,
        language=language,
        request=note,
        current_number=0,
        created_at=moment,
        updated_at=moment,
    )
    db.session.add(lesson)
    db.session.flush()
    _add_version(actor, lesson, file, "")
    record(LessonPublished(lesson_id=lesson.id, topic_id=topic.id))
    return lesson


def upload_version(
    *,
    actor: Actor,
    lesson_id: int,
    stream: BinaryIO,
    name: str,
    note: str = "",
    max_bytes: int = documents.DEFAULT_LIMIT,
) -> LessonVersion:
    """Add a version to the author's own lesson; `note` says what is different. Earlier versions stay as they are."""
    topic_id = db.session.scalar(select(Lesson.topic_id).where(Lesson.id == lesson_id))
    require_change(actor, rights_of(topic_id) if topic_id else None)
    note = tidy(note).strip()
    _require_note(note)
    kept = documents.keep_file(actor=actor, stream=stream, name=name, max_bytes=max_bytes)
    actor = rows.begin(actor)
    lesson = db.session.scalars(select(Lesson).where(Lesson.id == lesson_id).with_for_update()).first()
    require_change(actor, rights_of(lesson.topic_id) if lesson else None)
    if lesson is None:
        raise NotFound
    if lesson.current_number >= MAX_VERSIONS:
        raise Conflict(N_("У плана уже слишком много версий. Выложите его как новый урок."))
    file = documents.attach_file(actor=actor, kept=kept, topic_id=lesson.topic_id)
    version = _add_version(actor, lesson, file, note)
    record(VersionUploaded(lesson_id=lesson.id, version_id=version.id, number=version.number))
    return version


def rights_of(topic_id: int) -> TopicRights | None:
    """Return what rights over a lesson are decided by: the facts of its topic."""
    topic = db.session.get(Topic, topic_id)
    return rows.rights_of(topic) if topic else None


def _add_version(actor: Actor, lesson: Lesson, file: StoredFile, note: str) -> LessonVersion:
    lesson.current_number += 1
    lesson.updated_at = clock.now()
    version = LessonVersion(
        lesson_id=lesson.id,
        number=lesson.current_number,
        file_id=file.id,
        note=note,
        author_id=actor.id,
        created_at=lesson.updated_at,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _introduction(subject: str, grade: int, language: str, note: str) -> str:
    """Return the first post of a lesson's stream, in the language of the plan."""
    named = translate(
        INTRODUCTION, locale=language, subject=subject_name(subject, language), grade=grade_name(grade, language)
    )
    return f"{named}\n\n{note}".strip()


def _require_known(subject: str, grade: int, language: str, note: str) -> None:
    if subject not in subjects():
        raise Invalid("subject", N_("Выберите предмет из списка."))
    if grade not in grades():
        raise Invalid("grade", N_("Выберите класс из списка."))
    if language not in LANGUAGES:
        raise Invalid("language", N_("Выберите язык плана."))
    _require_note(note)


def _require_note(note: str) -> None:
    if len(note) > NOTE_LENGTH:
        raise Invalid("note", N_("Не больше %(limit)d знаков."), limit=NOTE_LENGTH)
