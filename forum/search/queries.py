"""Answer a search: ask the index, then read every hit anew through the reader's own rights.

The index knows circles, the database knows rights: what the database does not confirm is neither shown nor counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.models import Association, AssociationClosure
from forum.associations.policy import Audience
from forum.db import db
from forum.documents.models import StoredFile, StoredRendition
from forum.lessons.models import Lesson, LessonVersion
from forum.search.engine import engine
from forum.search.entries import Hit, IndexDamaged, Pass, Request, circles_of
from forum.search.fragments import Fragment, Parts, fragments, mark
from forum.search.parsing import ParsedQuery, parse
from forum.topics.models import Post, Topic
from forum.topics.policy import visible_to

HITS_ON_PAGE = 20
MOST_HITS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultRow:
    """One found thing: a topic's first post, an answer, a comment or a lesson, with the marked places."""

    kind: str
    title: Parts
    fragments: tuple[Fragment, ...]
    topic_id: int
    topic_slug: str
    number: int
    lesson_id: int | None
    subject: str
    grade: int | None
    file_name: str
    author_name: str | None
    audience: Audience
    audience_names: tuple[str, str, str] | None
    created_at: datetime

    def audience_name(self, locale: str) -> str:
        """Return the name of the circle it is meant for, in a language."""
        return self.audience_names[("ru", "kk", "en").index(locale)] if self.audience_names else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """A page of results; `more` when there may be others beyond the most that are looked at."""

    query: str
    rows: tuple[ResultRow, ...] = ()
    total: int = 0
    more: bool = False
    any_word: bool = False
    damaged: bool = False


def search(*, actor: Actor, text: str, page: int = 1, kind: str = "") -> Results:
    """Return one page of what the actor may read; an index that cannot be read is said, not raised."""
    query = parse(text)
    if query.is_empty:
        return Results(query=query.text)
    request = Request(
        query=query,
        circles=circles_of(association_ids=actor.circles, person_id=actor.person_id),
        kinds=frozenset({kind}) if kind else None,
        associations=_associations(query.filters.places),
        authors=_authors(query.filters.people, actor),
        limit=MOST_HITS,
    )
    try:
        found = engine().search(request)
    except IndexDamaged:
        return Results(query=query.text, damaged=True)
    hits = _confirmed(actor, found.hits)
    shown = hits[(page - 1) * HITS_ON_PAGE : page * HITS_ON_PAGE]
    return Results(
        query=query.text,
        rows=_rows(actor, shown, query),
        total=len(hits),
        more=len(found.hits) >= MOST_HITS,
        any_word=found.pass_ is Pass.ANY,
    )


def _associations(names: Collection[str]) -> frozenset[int] | None:
    """Resolve `#slug` and `category:` into associations with everything below them."""
    if not names:
        return None
    query = (
        select(AssociationClosure.descendant_id)
        .join(Association, Association.id == AssociationClosure.ancestor_id)
        .where(Association.slug.in_([name.lower() for name in names]))
    )
    return frozenset(db.session.scalars(query))


def _authors(names: Collection[str], actor: Actor) -> frozenset[int] | None:
    """Resolve `@name`; `@me` is the actor."""
    if not names:
        return None
    folded = {name.lower() for name in names}
    found = set(db.session.scalars(select(Person.id).where(Person.username.in_(folded))))
    return frozenset(found | ({actor.id} if "me" in folded and actor.signed_in else set()))


def _confirmed(actor: Actor, hits: Iterable[Hit]) -> list[Hit]:
    """Keep the hits that the database, asked now, lets the actor read."""
    hits = list(hits)
    posts, lessons = _ids(hits, "post"), _ids(hits, "lesson")
    living_posts = set(
        db.session.scalars(
            select(Post.id)
            .join(Topic, Topic.id == Post.topic_id)
            .where(Post.id.in_(posts), Post.deleted_at.is_(None), visible_to(actor))
        )
    )
    living_lessons = set(
        db.session.scalars(
            select(Lesson.id).join(Topic, Topic.id == Lesson.topic_id).where(Lesson.id.in_(lessons), visible_to(actor))
        )
    )
    alive = {f"post:{one}" for one in living_posts} | {f"lesson:{one}" for one in living_lessons}
    return [hit for hit in hits if hit.key in alive]


def _ids(hits: Iterable[Hit], kind: str) -> list[int]:
    return [int(hit.key.partition(":")[2]) for hit in hits if hit.key.startswith(f"{kind}:")]


_TOPIC = (
    Topic.id.label("topic_id"), Topic.slug, Topic.title, Topic.kind.label("topic_kind"), Topic.audience,
    Topic.audience_id, Association.name_ru, Association.name_kk, Association.name_en,
)  # fmt: skip


def _rows(actor: Actor, hits: Collection[Hit], query: ParsedQuery) -> tuple[ResultRow, ...]:
    posts = (
        select(Post.id, Post.number, Post.kind, Post.text, Post.created_at, Person.full_name, *_TOPIC)
        .join(Topic, Topic.id == Post.topic_id)
        .outerjoin(Association, Association.id == Topic.audience_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .where(Post.id.in_(_ids(hits, "post")), visible_to(actor))
    )
    lessons = (
        select(
            Lesson.id, Lesson.subject, Lesson.grade, Lesson.created_at, StoredFile.name.label("file_name"),
            func.coalesce(StoredRendition.text, "").label("file_text"), func.coalesce(Post.text, "").label("text"),
            Person.full_name, *_TOPIC,
        )
        .join(Topic, Topic.id == Lesson.topic_id)
        .join(LessonVersion, LessonVersion.lesson_id == Lesson.id)
        .join(StoredFile, StoredFile.id == LessonVersion.file_id)
        .outerjoin(StoredRendition, StoredRendition.file_id == StoredFile.id)
        .outerjoin(Post, (Post.topic_id == Topic.id) & (Post.number == 1))
        .outerjoin(Association, Association.id == Topic.audience_id)
        .outerjoin(Person, Person.id == Topic.author_id)
        .where(
            Lesson.id.in_(_ids(hits, "lesson")),
            LessonVersion.number == Lesson.current_number,
            visible_to(actor),
        )
    )  # fmt: skip
    rows = {f"post:{row.id}": _post_row(row, query) for row in db.session.execute(posts)}
    rows |= {f"lesson:{row.id}": _lesson_row(row, query) for row in db.session.execute(lessons)}
    return tuple(rows[hit.key] for hit in hits if hit.key in rows)


def _post_row(row: Any, query: ParsedQuery) -> ResultRow:
    return ResultRow(
        kind=row.topic_kind if row.number == 1 else row.kind,
        fragments=fragments(row.text, query, count=2),
        number=row.number,
        lesson_id=None,
        subject="",
        grade=None,
        file_name="",
        **_common(row, query),
    )


def _lesson_row(row: Any, query: ParsedQuery) -> ResultRow:
    in_file = fragments(row.file_text, query, count=2)
    marked = any(part_marked for fragment in in_file for _, part_marked in fragment.parts)
    return ResultRow(
        kind="lesson",
        fragments=in_file if marked else fragments(row.text, query, count=1),
        number=1,
        lesson_id=row.id,
        subject=row.subject,
        grade=row.grade,
        file_name=row.file_name,
        **_common(row, query),
    )


def _common(row: Any, query: ParsedQuery) -> dict[str, Any]:
    return {
        "title": mark(row.title, query),
        "topic_id": row.topic_id,
        "topic_slug": row.slug,
        "author_name": row.full_name,
        "audience": Audience(row.audience, row.audience_id),
        "audience_names": (row.name_ru, row.name_kk, row.name_en) if row.name_ru else None,
        "created_at": row.created_at,
    }
