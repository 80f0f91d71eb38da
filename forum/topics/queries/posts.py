"""Read posts of topics, and what they said before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.actor import Actor
from forum.db import db
from forum.topics.models import Post, PostQuote, PostRevision, PostThanks, Topic
from forum.topics.policy import reachable_by
from forum.topics.queries.rows import POSTS_ON_PAGE, Answer, PostRow, PostSource, RevisionRow, Thanker, TopicRow
from forum.topics.queries.topics import select_topics, whole_row

MOST_ANSWERS_NAMED = 30
REVISIONS_ON_PAGE = 10

# Stands in no name: a control character is taken out of what is typed.
_BETWEEN = "\x1f"
_Answer = aliased(Post, name="answer")
_Answerer = aliased(Person, name="answerer")
_Thanker = aliased(Person, name="thanker")
POST = (
    Post.id, Post.topic_id, Post.number, Post.kind, Post.author_id, Post.reply_to_number,
    Person.full_name.label("author_name"), Person.username.label("author_username"),
    Person.school.label("author_school"), case((Post.deleted_at.is_(None), Post.cooked), else_="").label("cooked"),
    Post.revisions_count, Post.created_at, Post.edited_at, Post.deleted_at, Post.deleted_by_id,
)  # fmt: skip


def list_posts(*, topic: TopicRow, page: int) -> list[PostRow]:
    """Return the posts of one page of a topic found before, with what answers each and who thanked; one query.

    After the first page's posts comes the accepted answer, when it stands on a later one.
    """
    wanted: ColumnElement[bool] = Post.number.between((page - 1) * POSTS_ON_PAGE + 1, page * POSTS_ON_PAGE)
    if page == 1 and topic.accepted_number is not None:
        wanted = or_(wanted, Post.number == topic.accepted_number)
    return _listed(topic, wanted)


def list_numbered(*, topic: TopicRow, number: int) -> list[PostRow]:
    """Return a post of a topic found before as the stream shows it; empty when there is none."""
    return _listed(topic, Post.number == number)


def _listed(topic: TopicRow, wanted: ColumnElement[bool]) -> list[PostRow]:
    query = (
        select(*POST, _answers().label("answers"), _quotes().label("quotes"), _thanks().label("thanks"))
        .outerjoin(Person, Person.id == Post.author_id)
        .where(Post.topic_id == topic.id, wanted)
        .order_by(Post.number)
        .limit(POSTS_ON_PAGE + 1)
    )
    rows = [dict(row._mapping) for row in db.session.execute(query)]  # noqa: SLF001
    return [
        PostRow(replies=_replies(row.pop("answers"), row.pop("quotes")), thanked_by=_thankers(row.pop("thanks")), **row)
        for row in rows
    ]


def _answers() -> ScalarSelect[Any]:
    """Return the living posts that answer a post as one string: each with number and author."""
    return (
        select(func.aggregate_strings(_named(), _BETWEEN))
        .select_from(_Answer)
        .outerjoin(_Answerer, _Answerer.id == _Answer.author_id)
        .where(_Answer.topic_id == Post.topic_id, _Answer.reply_to_number == Post.number, _Answer.deleted_at.is_(None))
        .scalar_subquery()
    )


def _quotes() -> ScalarSelect[Any]:
    """Return the living posts that quote a post, in the same way."""
    return (
        select(func.aggregate_strings(_named(), _BETWEEN))
        .select_from(PostQuote)
        .join(_Answer, _Answer.id == PostQuote.post_id)
        .outerjoin(_Answerer, _Answerer.id == _Answer.author_id)
        .where(PostQuote.topic_id == Post.topic_id, PostQuote.number == Post.number, _Answer.deleted_at.is_(None))
        .scalar_subquery()
    )


def _named() -> ColumnElement[str]:
    return cast(_Answer.number, String) + ":" + func.coalesce(_Answerer.full_name, "")


def _replies(answers: str | None, quotes: str | None) -> tuple[Answer, ...]:
    found = {one.number: one for one in (*_split(quotes, quotes=True), *_split(answers, quotes=False))}
    return tuple(found[number] for number in sorted(found)[:MOST_ANSWERS_NAMED])


def _split(joined: str | None, *, quotes: bool) -> list[Answer]:
    parts = [one.partition(":") for one in (joined or "").split(_BETWEEN) if one]
    return [Answer(int(number), name, quotes) for number, _, name in parts]


def _thanks() -> ScalarSelect[Any]:
    """Return who thanked for a living post as one string: in the order they did, each with id and name."""
    said = cast(PostThanks.id, String) + ":" + cast(_Thanker.id, String) + ":" + _Thanker.full_name
    return (
        select(func.aggregate_strings(said, _BETWEEN))
        .select_from(PostThanks)
        .join(_Thanker, _Thanker.id == PostThanks.person_id)
        .where(PostThanks.post_id == Post.id, Post.deleted_at.is_(None))
        .scalar_subquery()
    )


def _thankers(joined: str | None) -> tuple[Thanker, ...]:
    parts = sorted((int(one.split(":", 1)[0]), one.split(":", 2)) for one in (joined or "").split(_BETWEEN) if one)
    return tuple(Thanker(int(person_id), name) for _order, (_id, person_id, name) in parts)


def find_post(*, actor: Actor, post_id: int) -> PostSource | None:
    """Return a post of a topic the actor may read; her own deleted topic's first post too, so she can undo."""
    query = select(*POST, Post.source).outerjoin(Person, Person.id == Post.author_id)
    row = db.session.execute(query.where(Post.id == post_id)).first()
    if row is None:
        return None
    values = dict(row._mapping)  # noqa: SLF001
    source = values.pop("source")
    own = and_(Topic.author_id == actor.person_id, Topic.deleted_at.is_not(None)) if actor.signed_in else None
    seen = reachable_by(actor) if own is None or row.deleted_by_id != actor.person_id else or_(reachable_by(actor), own)
    topic = db.session.execute(select_topics().where(Topic.id == row.topic_id, seen)).first()
    if topic is None:
        return None
    mine = actor.signed_in and row.author_id == actor.person_id
    hidden = row.deleted_at is not None and not mine
    return PostSource(
        post=PostRow(**values),
        source="" if hidden else source,
        topic=whole_row(topic),
    )


def find_post_by_number(*, topic: TopicRow, number: int) -> PostSource | None:
    """Return a living post of a topic found before by its number."""
    query = select(*POST, Post.source).outerjoin(Person, Person.id == Post.author_id)
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
        .where(PostRevision.post_id == post_id, Post.deleted_at.is_(None), reachable_by(actor))
        .order_by(PostRevision.number.desc())
        .limit(REVISIONS_ON_PAGE + 1)
    )  # fmt: skip
    if up_to is not None:
        query = query.where(PostRevision.number <= up_to)
    return [
        RevisionRow(**{**row._mapping, "tags": None if row.tags is None else tuple(row.tags)})  # noqa: SLF001
        for row in db.session.execute(query)
    ]
