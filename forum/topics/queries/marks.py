"""Where the marked words of a text lead: `#tag`, `#category`, `@association`."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

from sqlalchemy import select

from forum.actor import Actor
from forum.associations.models import Association
from forum.db import db
from forum.markup import Link
from forum.topics.models import Tag, Topic, TopicTag
from forum.topics.policy import visible_to


def links_of(words: Collection[str], *, actor: Actor) -> dict[str, Link]:
    """Return where marked words lead, for the one who writes them; two queries at most.

    Associations are open to all; a tag leads somewhere only when it stands on something the writer may read.
    A name that several associations share needs the number: `#математики:14`.
    """
    slugs = {word: word[1:].partition(":")[0] for word in words}
    named = _associations(set(slugs.values()))
    found: dict[str, Link] = {}
    tags: dict[str, str] = {}
    for word, slug in slugs.items():
        number = word.partition(":")[2]
        fitting = [one for one in named.get(slug, ()) if not number or one[0] == int(number)]
        if len(fitting) == 1:
            found[word] = Link(f"/c/{quote(slug)}/{fitting[0][0]}", fitting[0][1])
        elif word[0] == "#" and not number:
            tags[slug] = word
    found |= {tags[slug]: Link(f"/tag/{quote(slug)}") for slug in _tags(tags, actor)}
    return found


def _associations(slugs: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    query = select(Association.id, Association.slug, Association.name_ru).where(Association.slug.in_(slugs)).limit(500)
    for row in db.session.execute(query):
        found.setdefault(row.slug, []).append((row.id, row.name_ru))
    return found


def _tags(slugs: Collection[str], actor: Actor) -> list[str]:
    if not slugs:
        return []
    query = (
        select(Tag.slug)
        .join(TopicTag, TopicTag.tag_id == Tag.id)
        .join(Topic, Topic.id == TopicTag.topic_id)
        .where(Tag.slug.in_(slugs), visible_to(actor))
        .distinct()
    )
    return list(db.session.scalars(query))
