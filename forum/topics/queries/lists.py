"""Read lists of topics by key: the latest and narrower views, filters that combine, what is pinned on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_, union_all

from forum import clock
from forum.actor import Actor
from forum.db import db
from forum.topics.models import Post, Tag, Topic, TopicReading, TopicTag
from forum.topics.policy import visible_to
from forum.topics.queries.following import not_muted
from forum.topics.queries.reading import asked_by, is_new, is_unread
from forum.topics.queries.rows import Cursor, TopicList, TopicRow
from forum.topics.queries.topics import select_topics, topic_row

LIST_LENGTH = 30
MOST_PINNED = 10
MOST_NEWER = 100
VIEWS = ("latest", "new", "unread", "top", "unanswered", "waiting", "mine")
PERIODS = {"day": 1, "week": 7, "month": 30, "year": 365}
WAITING_AFTER = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which topics a list shows: a view, narrowed by anything that is not None; `tag` is a slug, `period` a key."""

    view: str = "latest"
    association_id: int | None = None
    tag: str | None = None
    kind: str | None = None
    subject: str | None = None
    grade: int | None = None
    language: str | None = None
    period: str | None = None
    author_id: int | None = None


def list_topics(
    *, actor: Actor, association_id: int | None = None, tag: str | None = None, author_id: int | None = None,
    kind: str | None = None, before: Cursor | None = None, after: Cursor | None = None, limit: int = LIST_LENGTH,
) -> TopicList:  # fmt: skip
    """Return a page of the latest topics, narrowed; see `list_wanted`."""
    wanted = Wanted(association_id=association_id, tag=tag, author_id=author_id, kind=kind)
    return list_wanted(actor=actor, wanted=wanted, before=before, after=after, limit=limit)


def list_wanted(
    *, actor: Actor, wanted: Wanted, before: Cursor | None = None, after: Cursor | None = None,
    limit: int = LIST_LENGTH,
) -> TopicList:  # fmt: skip
    """Return a page of the topics the actor may read, the last active first (in `top` the most answered); one query.

    Of an association: its own topics and those that others published to its circle.
    `before` and `after` are the cursors of the page beside; `after` is the way back.
    """
    if wanted.view in {"new", "unread", "mine"} and not actor.signed_in:
        return TopicList(topics=(), newer=None, older=None)
    backwards = after is not None
    found = [
        topic_row(row) for row in db.session.execute(_page(actor, wanted, before, after, limit + 1), asked_by(actor))
    ]
    more, topics = len(found) > limit, found[:limit]
    if backwards:
        topics.reverse()
    first = _cursor(topics[0], wanted) if topics else None
    last = _cursor(topics[-1], wanted) if topics else None
    return TopicList(
        topics=tuple(topics),
        newer=first if (more if backwards else before is not None) else None,
        older=last if (more or backwards) else None,
    )


@cache
def _any_pinned() -> Select[Any]:
    pinned: Select[Any] = select(Topic.id).where(Topic.pinned_at.is_not(None)).limit(1)
    return pinned


def list_pinned(*, actor: Actor, association_id: int | None) -> tuple[TopicRow, ...]:
    """Return what stands on top of a list: pinned everywhere or in this association, last pinned first.

    At most two queries; one small one while nothing is pinned anywhere.

    For a reader who has read in it since, a topic is no longer pinned; what she has muted never is.
    """
    if db.session.scalar(_any_pinned()) is None:
        return ()
    place: ColumnElement[bool] = Topic.pinned_everywhere.is_(True)
    if association_id is not None:
        place = or_(place, Topic.association_id == association_id)
    query = select_topics().where(Topic.pinned_at.is_not(None), place, visible_to(actor))
    if actor.signed_in:
        read = select(TopicReading.topic_id).where(
            TopicReading.person_id == actor.id,
            TopicReading.topic_id == Topic.id,
            TopicReading.read_at >= Topic.pinned_at,
        )
        query = query.where(~read.correlate(Topic).exists(), not_muted())
    query = query.order_by(Topic.pinned_at.desc(), Topic.id.desc()).limit(MOST_PINNED)
    return tuple(topic_row(row) for row in db.session.execute(query, asked_by(actor)))


def count_newer(*, actor: Actor, wanted: Wanted, than: Cursor) -> int:
    """Return how many topics of a list were active after a place in it, at most a hundred; one query."""
    if wanted.view in {"new", "unread", "mine"} and not actor.signed_in:
        return 0
    beyond = _beyond(wanted, None, than)
    scopes = [_narrowed(select(Topic.id), actor, [*scope, *beyond], wanted) for scope in _scopes(wanted)]
    ids = union_all(*(select(scope.limit(MOST_NEWER).subquery().c.id) for scope in scopes)).subquery()
    return min(db.session.scalar(select(func.count()).select_from(ids), asked_by(actor)) or 0, MOST_NEWER)


def _cursor(topic: TopicRow, wanted: Wanted) -> Cursor:
    return Cursor(topic.bumped_at, topic.id, topic.posts_count if wanted.view == "top" else None)


def _page(actor: Actor, wanted: Wanted, before: Cursor | None, after: Cursor | None, limit: int) -> Select[Any]:
    """Return the query of a page: each scope walks its own index to the limit, then they are merged."""
    backwards = after is not None
    beyond = _beyond(wanted, before, after)
    scopes = [[*scope, *beyond] for scope in _scopes(wanted)]
    order = _order(wanted, backwards=backwards)
    if len(scopes) == 1 and not _is_gathered(wanted):
        return _narrowed(select_topics(), actor, scopes[0], wanted).order_by(*order).limit(limit)
    walk = _order(wanted, backwards=backwards, gathered=_is_gathered(wanted))
    picked = [
        _narrowed(select(Topic.id), actor, scope, wanted).order_by(*walk).limit(limit).subquery() for scope in scopes
    ]
    ids = union_all(*(select(one.c.id) for one in picked))
    return select_topics().where(Topic.id.in_(ids)).order_by(*order).limit(limit)


def _is_gathered(wanted: Wanted) -> bool:
    """Say whether few topics are gathered from an index of their own, then sorted.

    Walking all topics in order until enough are found would be walking all of them when there are few.
    """
    return wanted.view == "unread" or (wanted.view == "top" and wanted.period is not None) or wanted.tag is not None


def _order(wanted: Wanted, *, backwards: bool, gathered: bool = False) -> list[ColumnElement[Any]]:
    columns: list[Any] = [Topic.bumped_at, Topic.id]
    if wanted.view == "top":
        columns.insert(0, Topic.posts_count)
    if gathered:
        # No index knows this expression: the planner may not take the order for a reason to walk everything.
        columns[0] = func.coalesce(columns[0], columns[0])
    return columns if backwards else [column.desc() for column in columns]


def _beyond(wanted: Wanted, before: Cursor | None, after: Cursor | None) -> list[ColumnElement[bool]]:
    cursor = after or before
    if cursor is None:
        return []
    columns: list[Any] = [Topic.bumped_at, Topic.id]
    values: list[Any] = [literal(cursor.bumped_at, Topic.bumped_at.type), literal(cursor.topic_id)]
    if wanted.view == "top":
        columns.insert(0, Topic.posts_count)
        values.insert(0, literal(cursor.posts or 0))
    return [tuple_(*columns) > tuple_(*values) if after else tuple_(*columns) < tuple_(*values)]


def _scopes(wanted: Wanted) -> list[list[ColumnElement[bool]]]:
    if wanted.association_id is None:
        return [[]]
    guest = and_(
        Topic.audience == "circle",
        Topic.audience_id == wanted.association_id,
        Topic.association_id != wanted.association_id,
    )
    return [[Topic.association_id == wanted.association_id], [guest]]


def _narrowed(
    query: Select[Any], actor: Actor, conditions: Sequence[ColumnElement[bool]], wanted: Wanted
) -> Select[Any]:
    query = query.where(*conditions, visible_to(actor), *_filters(wanted), *_view(actor, wanted))
    if wanted.view == "unread":
        query = query.join(
            TopicReading, and_(TopicReading.topic_id == Topic.id, TopicReading.person_id == actor.person_id)
        )
    return query


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    exact = {
        Topic.kind: wanted.kind, Topic.subject: wanted.subject, Topic.grade: wanted.grade,
        Topic.language: wanted.language, Topic.author_id: wanted.author_id,
    }  # fmt: skip
    found: list[ColumnElement[bool]] = [column == value for column, value in exact.items() if value is not None]
    if wanted.tag is not None:
        tagged = select(TopicTag.topic_id).join(Tag, Tag.id == TopicTag.tag_id).where(Tag.slug == wanted.tag)
        found.append(Topic.id.in_(tagged))
    if wanted.period in PERIODS:
        found.append(Topic.bumped_at > clock.now() - timedelta(days=PERIODS[wanted.period]))
    return found


def _view(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return what makes the view; an association's or a tag's own list hides only the topics muted by themselves."""
    found: list[ColumnElement[bool]] = []
    if wanted.view == "new":
        found.append(is_new())
    elif wanted.view == "unread":
        found.append(is_unread())
    elif wanted.view == "mine":
        found.append(Topic.author_id == actor.person_id)
    elif wanted.view == "unanswered":
        found += [Topic.posts_count == 1, Topic.kind.in_(("question", "discussion")), Topic.closed_at.is_(None)]
    elif wanted.view == "waiting":
        answered = select(Post.id).where(Post.topic_id == Topic.id, Post.kind == "feedback", Post.deleted_at.is_(None))
        found += [
            Topic.kind == "lesson",
            Topic.created_at < clock.now() - WAITING_AFTER,
            ~answered.correlate(Topic).exists(),
        ]
    if actor.signed_in and wanted.view not in {"mine", "new", "unread"} and wanted.author_id is None:
        found.append(not_muted(itself=wanted.association_id is not None or wanted.tag is not None))
    return found
