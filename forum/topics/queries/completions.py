"""What is offered while a marked word is typed: associations, categories and tags."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from forum.actor import Actor
from forum.associations.models import Association
from forum.db import db
from forum.topics.models import Tag, Topic, TopicTag
from forum.topics.policy import visible_to
from forum.topics.queries.people import folded, prefix_of
from forum.topics.queries.rows import Completion

MOST_COMPLETIONS = 8

_Twin = aliased(Association, name="twin")


def complete_associations(typed: str, *, actor: Actor) -> list[Completion]:
    """Return at most eight associations of the actor, a word of whose name begins so: she may call their members."""
    if not actor.memberships:
        return []
    query = _associations(typed).where(Association.id.in_(sorted(actor.memberships)))
    return [_association("@", row, actor.locale) for row in db.session.execute(query)]


def complete_marks(typed: str, *, actor: Actor) -> list[Completion]:
    """Return at most eight categories and tags: categories are open to all, tags stand on what the actor may read."""
    begun = prefix_of(typed)
    tags = (
        select(Tag.name, Tag.slug)
        .where(
            or_(folded(Tag.name).like(begun), Tag.slug.like(begun)),
            exists().where(TopicTag.tag_id == Tag.id, Topic.id == TopicTag.topic_id, visible_to(actor)),
        )
        .order_by(func.length(Tag.name), Tag.name)
        .limit(MOST_COMPLETIONS)
    )
    found = [Completion(f"#{row.slug}", row.name, "") for row in db.session.execute(tags)]
    places = [_association("#", row, actor.locale) for row in db.session.execute(_associations(typed))]
    half = MOST_COMPLETIONS // 2
    room = MOST_COMPLETIONS - min(len(places), half)
    return [*found[:room], *places[: MOST_COMPLETIONS - len(found[:room])]]


def _associations(typed: str) -> Select[Any]:
    begun = prefix_of(typed)
    names = (Association.name_ru, Association.name_kk, Association.name_en)
    fits: list[ColumnElement[bool]] = [Association.slug.like(begun)]
    for name in names:
        fits += [folded(name).like(begun), folded(name).like("% " + begun)]
    shared = exists().where(_Twin.slug == Association.slug, _Twin.id != Association.id)
    query = (
        select(Association.id, Association.slug, *names, shared.label("shared"))
        .where(or_(*fits))
        .order_by(func.length(Association.name_ru), Association.name_ru, Association.id)
        .limit(MOST_COMPLETIONS)
    )
    return cast("Select[Any]", query)


def _association(sign: str, row: Any, locale: str) -> Completion:
    name = {"kk": row.name_kk, "en": row.name_en}.get(locale) or row.name_ru
    return Completion(f"{sign}{row.slug}{f':{row.id}' if row.shared else ''}", name, "association")
