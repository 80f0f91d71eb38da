"""Read one topic, and the tags of what the actor may read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.models import Association
from forum.associations.policy import Audience
from forum.db import db
from forum.slugs import slugify
from forum.topics.models import TAG_SLUG_LENGTH, Tag, Topic, TopicTag
from forum.topics.policy import reachable_by, visible_to
from forum.topics.queries.people import get_named
from forum.topics.queries.rows import TagRow, TopicRow

MOST_TAGS_SHOWN = 300

_Circle = aliased(Association, name="circle")
_TOPIC = (
    Topic.id, Topic.slug, Topic.title, Topic.kind, Topic.association_id, Topic.audience, Topic.audience_id,
    Topic.author_id, Person.full_name.label("author_name"), Topic.language, Topic.tags, Topic.posts_count,
    Topic.highest_number, Topic.created_at, Topic.bumped_at, Topic.closed_at, Topic.deleted_at, Topic.version,
    Topic.subject, Topic.grade, Topic.pinned_at, Topic.pinned_everywhere,
    Topic.accepted_number,
    Association.slug.label("association_slug"),
    Association.name_ru, Association.name_kk, Association.name_en,
    _Circle.name_ru.label("circle_ru"), _Circle.name_kk.label("circle_kk"), _Circle.name_en.label("circle_en"),
)  # fmt: skip


def find_topic(*, actor: Actor, topic_id: int) -> TopicRow | None:
    """Return a topic the actor may read."""
    row = db.session.execute(select_topics().where(Topic.id == topic_id, reachable_by(actor))).first()
    return whole_row(row) if row else None


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


@cache
def select_topics() -> Select[Any]:
    """Return the select of topics with their association, circle and author, to be narrowed."""
    query = (
        select(*_TOPIC)
        .join(Association, Association.id == Topic.association_id)
        .outerjoin(_Circle, _Circle.id == Topic.audience_id)
        .outerjoin(Person, Person.id == Topic.author_id)
    )
    return cast("Select[Any]", query)


def whole_row(row: Row[Any]) -> TopicRow:
    """Return a row of `select_topics` as a value that knows all its readers; one query more for a message."""
    topic = topic_row(row)
    if topic.audience.kind != "named":
        return topic
    return replace(topic, audience=Audience("named", named=get_named(topic.id)))


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
