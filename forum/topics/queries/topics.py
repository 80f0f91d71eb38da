"""Read topics and tags: lists by key, one topic, the tags of what the actor may read."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, select, tuple_, union_all
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.models import Association
from forum.associations.policy import Audience
from forum.db import db
from forum.slugs import slugify
from forum.topics.models import TAG_SLUG_LENGTH, Tag, Topic, TopicTag
from forum.topics.policy import visible_to
from forum.topics.queries.rows import Cursor, TagRow, TopicList, TopicRow

LIST_LENGTH = 30
MOST_TAGS_SHOWN = 300

_Circle = aliased(Association, name="circle")
_TOPIC = (
    Topic.id, Topic.slug, Topic.title, Topic.kind, Topic.association_id, Topic.audience, Topic.audience_id,
    Topic.author_id, Person.full_name.label("author_name"), Topic.language, Topic.tags, Topic.posts_count,
    Topic.highest_number, Topic.created_at, Topic.bumped_at, Topic.closed_at, Topic.deleted_at, Topic.version,
    Association.slug.label("association_slug"),
    Association.name_ru, Association.name_kk, Association.name_en,
    _Circle.name_ru.label("circle_ru"), _Circle.name_kk.label("circle_kk"), _Circle.name_en.label("circle_en"),
)  # fmt: skip


def list_topics(
    *, actor: Actor, association_id: int | None = None, tag: str | None = None, author_id: int | None = None,
    kind: str | None = None, before: Cursor | None = None, after: Cursor | None = None, limit: int = LIST_LENGTH,
) -> TopicList:  # fmt: skip
    """Return a page of the topics the actor may read, the last active first; one query.

    Of an association: its own topics and those that others published to its circle. `tag` is a slug.
    `before` and `after` are the cursors of the page beside; `after` is the way back.
    """
    conditions: list[ColumnElement[bool]] = [visible_to(actor)]
    if author_id is not None:
        conditions.append(Topic.author_id == author_id)
    if kind is not None:
        conditions.append(Topic.kind == kind)
    if tag is not None:
        tagged = select(TopicTag.topic_id).join(Tag, Tag.id == TopicTag.tag_id).where(Tag.slug == tag)
        conditions.append(Topic.id.in_(tagged))
    backwards = after is not None
    conditions += _beyond(before, after)
    scopes: list[list[ColumnElement[bool]]] = [conditions]
    if association_id is not None:
        own = Topic.association_id == association_id
        guest = and_(
            Topic.audience == "circle", Topic.audience_id == association_id, Topic.association_id != association_id
        )
        scopes = [[own, *conditions], [guest, *conditions]]
    found = [topic_row(row) for row in db.session.execute(_listed(scopes, limit=limit + 1, backwards=backwards))]
    more, topics = len(found) > limit, found[:limit]
    if backwards:
        topics.reverse()
    first = Cursor(topics[0].bumped_at, topics[0].id) if topics else None
    last = Cursor(topics[-1].bumped_at, topics[-1].id) if topics else None
    return TopicList(
        topics=tuple(topics),
        newer=first if (more if backwards else before is not None) else None,
        older=last if (more or backwards) else None,
    )


def find_topic(*, actor: Actor, topic_id: int) -> TopicRow | None:
    """Return a topic the actor may read."""
    row = db.session.execute(select_topics().where(Topic.id == topic_id, visible_to(actor))).first()
    return topic_row(row) if row else None


def list_tags(*, actor: Actor) -> list[TagRow]:
    """Return the tags of what the actor may read, the most used first, at most three hundred."""
    counted = func.count().label("topics")
    query = (
        select(Tag.name, Tag.slug, counted)
        .join(TopicTag, TopicTag.tag_id == Tag.id)
        .join(Topic, Topic.id == TopicTag.topic_id)
        .where(visible_to(actor))
        .group_by(Tag.id, Tag.name, Tag.slug)
        .order_by(counted.desc(), Tag.name)
        .limit(MOST_TAGS_SHOWN)
    )
    return [TagRow(row.name, row.slug, row.topics) for row in db.session.execute(query)]


def find_tag(*, actor: Actor, slug: str) -> TagRow | None:
    """Return a tag that stands on something the actor may read; its topics are not counted."""
    query = (
        select(Tag.name, Tag.slug)
        .join(TopicTag, TopicTag.tag_id == Tag.id)
        .join(Topic, Topic.id == TopicTag.topic_id)
        .where(Tag.slug == slug, visible_to(actor))
        .limit(1)
    )
    row = db.session.execute(query).first()
    return TagRow(row.name, row.slug) if row else None


def select_topics() -> Select[Any]:
    """Return the select of topics with their association, circle and author, to be narrowed."""
    query = (
        select(*_TOPIC)
        .join(Association, Association.id == Topic.association_id)
        .outerjoin(_Circle, _Circle.id == Topic.audience_id)
        .outerjoin(Person, Person.id == Topic.author_id)
    )
    return cast("Select[Any]", query)


def _beyond(before: Cursor | None, after: Cursor | None) -> list[ColumnElement[bool]]:
    place = tuple_(Topic.bumped_at, Topic.id)
    if after is not None:
        return [place > tuple_(literal(after.bumped_at, Topic.bumped_at.type), literal(after.topic_id))]
    if before is not None:
        return [place < tuple_(literal(before.bumped_at, Topic.bumped_at.type), literal(before.topic_id))]
    return []


def _listed(scopes: list[list[ColumnElement[bool]]], *, limit: int, backwards: bool) -> Select[Any]:
    """Return the query of a page: each scope walks its own index to the limit, then they are merged."""
    order = (Topic.bumped_at, Topic.id) if backwards else (Topic.bumped_at.desc(), Topic.id.desc())
    if len(scopes) == 1:
        return select_topics().where(*scopes[0]).order_by(*order).limit(limit)
    picked = [select(Topic.id).where(*scope).order_by(*order).limit(limit).subquery() for scope in scopes]
    ids = union_all(*(select(one.c.id) for one in picked))
    return select_topics().where(Topic.id.in_(ids)).order_by(*order).limit(limit)


def topic_row(row: Row[Any]) -> TopicRow:
    """Return a row of `select_topics` as a value."""
    values = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    names = (values.pop("name_ru"), values.pop("name_kk"), values.pop("name_en"))
    circle = (values.pop("circle_ru"), values.pop("circle_kk"), values.pop("circle_en"))
    audience = Audience(values.pop("audience"), values.pop("audience_id"))
    tags = tuple(TagRow(name, slugify(name)[:TAG_SLUG_LENGTH].strip("-")) for name in values.pop("tags"))
    return TopicRow(
        **values,
        association_names=names,
        audience=audience,
        audience_names=circle if audience.kind == "circle" else None,
        tags=tags,
    )
