"""Read how closely people follow topics, tags and associations, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, Row, bindparam, func, literal, select, union_all

from forum.actor import Actor
from forum.associations.models import Association, AssociationClosure
from forum.db import db
from forum.topics.levels import Following, Level, Why, strongest
from forum.topics.models import Tag, Topic, TopicTag, Watch
from forum.topics.policy import visible_to

MOST_FOLLOWED = 300
# Nearer and, among equally near, louder is less: a plain minimum finds what holds, without sorting.
_STEPS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowedRow:
    """A topic, a tag or an association one has chosen a level for; `names` in ru, kk, en."""

    kind: str
    id: int
    slug: str
    names: tuple[str, str, str]
    level: Level
    reason: str

    def name(self, locale: str) -> str:
        """Return the name in a language."""
        return {"kk": self.names[1], "en": self.names[2]}.get(locale) or self.names[0]


# Whose lists they are. What is said with it is built once, and a query is run with `{"me": …}`.
ME = bindparam("me", type_=Integer)


@cache
def level_in() -> ColumnElement[int]:
    """Return, as a column beside `Topic`, the level that holds for `ME`, told only as far as lists ask.

    What she did in a topic is never less than tracking, so the topic's own row may speak first: whether a topic is
    muted, and whether it is at least tracked, comes out as in `find_following`.
    """
    own = select(Watch.level).where(Watch.person_id == ME, Watch.topic_id == Topic.id)
    tagged = (
        select(func.max(Watch.level))
        .join(TopicTag, TopicTag.tag_id == Watch.tag_id)
        .where(TopicTag.topic_id == Topic.id, Watch.person_id == ME)
    )
    nearest = (
        select(Level.WATCHING - func.min(AssociationClosure.depth * _STEPS + Level.WATCHING - Watch.level) % _STEPS)
        .join(AssociationClosure, AssociationClosure.ancestor_id == Watch.association_id)
        .where(AssociationClosure.descendant_id == Topic.association_id, Watch.person_id == ME)
    )
    parts = [part.correlate(Topic).scalar_subquery() for part in (own, tagged, nearest)]
    return func.coalesce(*parts, int(Level.NORMAL))


@cache
def not_muted(*, itself: bool = False) -> ColumnElement[bool]:
    """Return the condition on `Topic` that leaves out what `ME` has muted; `itself`: only the topics she named.

    Most people have muted nothing: one look then answers for the whole list.
    """
    mutes = select(Watch.id).where(Watch.person_id == ME, Watch.level == int(Level.MUTED))
    if itself:
        return ~mutes.where(Watch.topic_id == Topic.id).correlate(Topic).exists()
    return (~mutes.exists()) | (level_in() != int(Level.MUTED))


def find_following(*, actor: Actor, topic_id: int) -> Following:
    """Return the level that holds for the actor in a topic she may read, and why; one query."""
    return _following(db.session.execute(_rows(of_one=True), {"me": actor.id, "topic": topic_id}))


def watch_levels(topic_id: int, person_ids: Iterable[int] | None = None) -> dict[int, Following]:
    """Return person -> the level that holds for her in a topic, and why; of everybody who has said or done anything.

    Who is not there has the normal level. Rights are not asked here: whoever tells people must ask them.
    `person_ids` narrows the answer. One query.
    """
    people: dict[int, list[Row[Any]]] = {}
    wanted = None if person_ids is None else set(person_ids)
    for row in db.session.execute(_rows(of_one=False), {"topic": topic_id}):
        if wanted is None or row.person_id in wanted:
            people.setdefault(row.person_id, []).append(row)
    return {person_id: _following(rows) for person_id, rows in people.items()}


def list_followed(*, actor: Actor) -> list[FollowedRow]:
    """Return what the actor has chosen a level for: associations, tags, topics she may still read; newest first."""
    query = (
        select(
            Watch.level, Watch.reason, Watch.topic_id, Watch.tag_id, Watch.association_id,
            Topic.title, Topic.slug.label("topic_slug"), Tag.name.label("tag_name"), Tag.slug.label("tag_slug"),
            Association.slug.label("place_slug"), Association.name_ru, Association.name_kk, Association.name_en,
        )
        .outerjoin(Topic, Topic.id == Watch.topic_id)
        .outerjoin(Tag, Tag.id == Watch.tag_id)
        .outerjoin(Association, Association.id == Watch.association_id)
        .where(
            Watch.person_id == actor.id, Watch.reason == "chosen", Watch.topic_id.is_(None) | visible_to(actor)
        )
        .order_by(Watch.created_at.desc(), Watch.id.desc())
        .limit(MOST_FOLLOWED)
    )  # fmt: skip
    return [_followed(cast("Row[Any]", row)) for row in db.session.execute(query)]


def find_level(*, actor: Actor, association_id: int | None = None, tag: str | None = None) -> Level | None:
    """Return what the actor has chosen for an association itself, or for a tag by its slug."""
    query = select(Watch.level).where(Watch.person_id == actor.id)
    if association_id is not None:
        query = query.where(Watch.association_id == association_id)
    else:
        query = query.join(Tag, Tag.id == Watch.tag_id).where(Tag.slug == tag)
    level = db.session.scalar(query)
    return None if level is None else Level(level)


@cache
def _rows(*, of_one: bool) -> Any:
    mine = [Watch.person_id == ME] if of_one else []
    topic_id = bindparam("topic", type_=Integer)
    blank = literal("")
    own = select(
        Watch.person_id, literal("topic").label("what"), Watch.level, Watch.reason, literal(0).label("depth"),
        blank.label("ru"), blank.label("kk"), blank.label("en"),
    ).where(Watch.topic_id == topic_id, *mine)  # fmt: skip
    tagged = (
        select(Watch.person_id, literal("tag"), Watch.level, Watch.reason, literal(0), Tag.name, Tag.name, Tag.name)
        .join(Tag, Tag.id == Watch.tag_id)
        .join(TopicTag, TopicTag.tag_id == Tag.id)
        .where(TopicTag.topic_id == topic_id, *mine)
    )
    places = (
        select(
            Watch.person_id, literal("association"), Watch.level, Watch.reason, AssociationClosure.depth,
            Association.name_ru, Association.name_kk, Association.name_en,
        )
        .join(Association, Association.id == Watch.association_id)
        .join(AssociationClosure, AssociationClosure.ancestor_id == Association.id)
        .join(Topic, Topic.association_id == AssociationClosure.descendant_id)
        .where(Topic.id == topic_id, *mine)
    )  # fmt: skip
    return union_all(own, tagged, places)


def _following(rows: Iterable[Row[Any]]) -> Following:
    own: tuple[Level, str] | None = None
    tags: list[tuple[Level, Why]] = []
    places: list[tuple[int, Level, Why]] = []
    for row in rows:
        level, why = Level(row.level), Why(row.what, (row.ru, row.kk, row.en))
        if row.what == "topic":
            own = (level, row.reason)
        elif row.what == "tag":
            tags.append((level, why))
        else:
            places.append((row.depth, level, why))
    return strongest(own, tags, places)


def _followed(row: Row[Any]) -> FollowedRow:
    level = Level(row.level)
    if row.topic_id is not None:
        names = (row.title, row.title, row.title)
        return FollowedRow(
            kind="topic", id=row.topic_id, slug=row.topic_slug, names=names, level=level, reason=row.reason
        )
    if row.tag_id is not None:
        names = (row.tag_name, row.tag_name, row.tag_name)
        return FollowedRow(kind="tag", id=row.tag_id, slug=row.tag_slug, names=names, level=level, reason=row.reason)
    names = (row.name_ru, row.name_kk, row.name_en)
    return FollowedRow(
        kind="association", id=row.association_id, slug=row.place_slug, names=names, level=level, reason=row.reason
    )
