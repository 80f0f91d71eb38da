"""Read posts of topics, and what they said before."""

from __future__ import annotations

from sqlalchemy import String, and_, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.actor import Actor
from forum.db import db
from forum.topics.models import Post, PostRevision, Topic
from forum.topics.policy import visible_to
from forum.topics.queries.rows import POSTS_ON_PAGE, PostRow, PostSource, RevisionRow, TopicRow
from forum.topics.queries.topics import select_topics, topic_row

MOST_ANSWERS_NAMED = 30
REVISIONS_ON_PAGE = 10

_Answer = aliased(Post, name="answer")
_POST = (
    Post.id, Post.topic_id, Post.number, Post.kind, Post.author_id, Post.reply_to_number,
    Person.full_name.label("author_name"), Person.username.label("author_username"),
    Person.school.label("author_school"), case((Post.deleted_at.is_(None), Post.cooked), else_="").label("cooked"),
    Post.revisions_count, Post.created_at, Post.edited_at, Post.deleted_at, Post.deleted_by_id,
)  # fmt: skip


def list_posts(*, topic: TopicRow, page: int) -> list[PostRow]:
    """Return the posts of one page of a topic found before, with the numbers of those that answer each; one query."""
    low, high = (page - 1) * POSTS_ON_PAGE + 1, page * POSTS_ON_PAGE
    answers = (
        select(func.aggregate_strings(cast(_Answer.number, String), ","))
        .where(_Answer.topic_id == Post.topic_id, _Answer.reply_to_number == Post.number, _Answer.deleted_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(*_POST, answers.label("answers"))
        .outerjoin(Person, Person.id == Post.author_id)
        .where(Post.topic_id == topic.id, Post.number.between(low, high))
        .order_by(Post.number)
    )
    rows = [dict(row._mapping) for row in db.session.execute(query)]  # noqa: SLF001
    return [PostRow(replies=_numbers(row.pop("answers")), **row) for row in rows]


def _numbers(joined: str | None) -> tuple[int, ...]:
    return tuple(sorted(int(number) for number in (joined or "").split(",") if number)[:MOST_ANSWERS_NAMED])


def find_post(*, actor: Actor, post_id: int) -> PostSource | None:
    """Return a post of a topic the actor may read; her own deleted topic's first post too, so she can undo."""
    query = select(*_POST, Post.source).outerjoin(Person, Person.id == Post.author_id)
    row = db.session.execute(query.where(Post.id == post_id)).first()
    if row is None:
        return None
    values = dict(row._mapping)  # noqa: SLF001
    source = values.pop("source")
    own = and_(Topic.author_id == actor.person_id, Topic.deleted_at.is_not(None)) if actor.signed_in else None
    seen = visible_to(actor) if own is None or row.deleted_by_id != actor.person_id else or_(visible_to(actor), own)
    topic = db.session.execute(select_topics().where(Topic.id == row.topic_id, seen)).first()
    if topic is None:
        return None
    mine = actor.signed_in and row.author_id == actor.person_id
    hidden = row.deleted_at is not None and not mine
    return PostSource(
        post=PostRow(**values),
        source="" if hidden else source,
        topic=topic_row(topic),
    )


def find_post_by_number(*, topic: TopicRow, number: int) -> PostSource | None:
    """Return a living post of a topic found before by its number."""
    query = select(*_POST, Post.source).outerjoin(Person, Person.id == Post.author_id)
    row = db.session.execute(
        query.where(Post.topic_id == topic.id, Post.number == number, Post.deleted_at.is_(None))
    ).first()
    if row is None:
        return None
    values = dict(row._mapping)  # noqa: SLF001
    source = values.pop("source")
    return PostSource(post=PostRow(**values), source=source, topic=topic)


def list_revisions(*, actor: Actor, post_id: int, up_to: int | None = None) -> list[RevisionRow]:
    """Return what a living post said before its edits, latest first; empty when the actor may not read.

    At most one row more than a page holds; `up_to` is the number of the first of them.
    """
    query = (
        select(
            PostRevision.number, PostRevision.source, PostRevision.title, PostRevision.tags,
            Person.full_name.label("editor_name"), PostRevision.created_at,
        )
        .join(Post, Post.id == PostRevision.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .outerjoin(Person, Person.id == PostRevision.editor_id)
        .where(PostRevision.post_id == post_id, Post.deleted_at.is_(None), visible_to(actor))
        .order_by(PostRevision.number.desc())
        .limit(REVISIONS_ON_PAGE + 1)
    )  # fmt: skip
    if up_to is not None:
        query = query.where(PostRevision.number <= up_to)
    return [
        RevisionRow(**{**row._mapping, "tags": None if row.tags is None else tuple(row.tags)})  # noqa: SLF001
        for row in db.session.execute(query)
    ]
