"""Turn what stands in the database into what can be found: one document a post, one a lesson with its file's text.

A lesson stands for its topic's first post. What is deleted gives no document, so its key must be taken out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from forum.db import db, transaction
from forum.documents.models import StoredFile, StoredRendition
from forum.lessons.models import Lesson, LessonVersion
from forum.lessons.subjects import grades, subjects
from forum.search.entries import IndexDocument, circle_of
from forum.topics.models import Post, Topic

CHUNK = 500

_TOPIC = (
    Topic.id.label("topic_id"), Topic.title, Topic.kind.label("topic_kind"), Topic.audience, Topic.audience_id,
    Topic.author_id.label("topic_author_id"), Topic.association_id, Topic.language, Topic.tags,
    Topic.bumped_at,
)  # fmt: skip


def post_key(post_id: int) -> str:
    """Return the key of a post's document."""
    return f"post:{post_id}"


def lesson_key(lesson_id: int) -> str:
    """Return the key of a lesson's document."""
    return f"lesson:{lesson_id}"


def list_posts(post_ids: Collection[int]) -> list[IndexDocument]:
    """Return the documents of those of the posts that can be found."""
    return [_post(row) for row in db.session.execute(_posts(Post.id.in_(post_ids)))]


def list_lessons(lesson_ids: Collection[int]) -> list[IndexDocument]:
    """Return the documents of those of the lessons that can be found."""
    return [_lesson(row) for row in db.session.execute(_lessons(Lesson.id.in_(lesson_ids)))]


def count_all() -> int:
    """Return how many documents the index should hold."""
    posts = db.session.scalar(select(func.count()).select_from(_posts(Post.id > 0).subquery())) or 0
    lessons = db.session.scalar(select(func.count()).select_from(_lessons(Lesson.id > 0).subquery())) or 0
    return posts + lessons


def every_document() -> Iterator[IndexDocument]:
    """Give every document, a chunk at a time, each chunk from its own transaction."""
    yield from _in_chunks(_posts, Post.id.expression, _post)
    yield from _in_chunks(_lessons, Lesson.id.expression, _lesson)


def _in_chunks(rows_where: Any, key: ColumnElement[int], build: Any) -> Iterator[IndexDocument]:
    last = 0
    while True:
        with transaction(write=False) as session:
            rows = session.execute(rows_where(key > last).order_by(key).limit(CHUNK)).all()
        if not rows:
            return
        for row in rows:
            yield build(row)
        last = rows[-1].id


def _posts(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    first_of_lesson = and_(Topic.kind == "lesson", Post.number == 1)
    return (
        select(Post.id, Post.number, Post.kind, Post.author_id, Post.text, Post.created_at, *_TOPIC)
        .join(Topic, Topic.id == Post.topic_id)
        .where(condition, Post.deleted_at.is_(None), Topic.deleted_at.is_(None), ~first_of_lesson)
    )


def _lessons(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Lesson.id, Lesson.subject, Lesson.grade, Lesson.language.label("lesson_language"), Lesson.request,
            Lesson.created_at, Lesson.updated_at, StoredFile.kind.label("file_kind"),
            StoredFile.name.label("file_name"), StoredRendition.text, Post.text.label("introduction"), *_TOPIC,
        )
        .join(Topic, Topic.id == Lesson.topic_id)
        .join(
            LessonVersion,
            and_(LessonVersion.lesson_id == Lesson.id, LessonVersion.number == Lesson.current_number),
        )
        .join(StoredFile, StoredFile.id == LessonVersion.file_id)
        .outerjoin(StoredRendition, StoredRendition.file_id == StoredFile.id)
        .outerjoin(Post, and_(Post.topic_id == Topic.id, Post.number == 1))
        .where(condition, Topic.deleted_at.is_(None))
    )  # fmt: skip


def _circle(row: Any) -> str:
    if row.audience == "private":
        return circle_of(person_id=row.topic_author_id or 0)
    return circle_of(association_id=row.audience_id)


def _post(row: Any) -> IndexDocument:
    first = row.number == 1
    return IndexDocument(
        key=post_key(row.id),
        kind=row.topic_kind if first else row.kind,
        topic_id=row.topic_id,
        circle=_circle(row),
        title=row.title if first else "",
        tags=tuple(row.tags or ()) if first else (),
        body=row.text,
        author_id=row.author_id,
        association_id=row.association_id,
        language=row.language,
        created_at=row.created_at,
        active_at=row.created_at,
    )


def _lesson(row: Any) -> IndexDocument:
    return IndexDocument(
        key=lesson_key(row.id),
        kind="lesson",
        topic_id=row.topic_id,
        circle=_circle(row),
        title=row.title,
        tags=tuple(row.tags or ()),
        body="\n".join(filter(None, (row.introduction, row.request, row.file_name, _school_words(row)))),
        file_text=row.text or "",
        author_id=row.topic_author_id,
        association_id=row.association_id,
        subject=row.subject,
        grade=str(row.grade),
        language=row.lesson_language,
        file_type=row.file_kind,
        created_at=row.created_at,
        active_at=row.updated_at,
    )


def _school_words(row: Any) -> str:
    """Return subject and grade as people say them in every language."""
    named = [subjects().get(row.subject), grades().get(row.grade)]
    return " ".join(f"{one.name_ru} {one.name_kk} {one.name_en}" for one in named if one is not None)
