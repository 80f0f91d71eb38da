"""Read one's own drafts; nobody else's can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.actor import Actor
from forum.db import db
from forum.topics.models import Draft, Post, Topic
from forum.topics.policy import reachable_by

MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftRow:
    """A draft; a `done` one was sent or dropped and holds nothing."""

    key: str
    sequence: int
    fields: Mapping[str, str]
    done: bool
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedDraft:
    """A draft in the list of one's own; `topic_title` is that of the topic it belongs to, if she still reads it."""

    row: DraftRow
    kind: str
    about_id: int | None
    topic_title: str | None


_DRAFT = (Draft.key, Draft.sequence, Draft.fields, Draft.done, Draft.updated_at)


def find_draft(*, actor: Actor, key: str) -> DraftRow | None:
    """Return the actor's own draft of a form, or the mark that there was one."""
    if not actor.signed_in:
        return None
    row = db.session.execute(select(*_DRAFT).where(Draft.person_id == actor.id, Draft.key == key)).first()
    return DraftRow(**row._mapping) if row else None  # noqa: SLF001


def list_drafts(*, actor: Actor) -> list[ListedDraft]:
    """Return the actor's own drafts, the last touched first, with the titles of their topics; three queries at most."""
    if not actor.signed_in:
        return []
    query = (
        select(*_DRAFT)
        .where(Draft.person_id == actor.id, Draft.done.is_(False))
        .order_by(Draft.updated_at.desc(), Draft.key)
        .limit(MOST_SHOWN)
    )
    drafts = [DraftRow(**row._mapping) for row in db.session.execute(query)]  # noqa: SLF001
    numbers = {
        kind: [about for one, about in map(_split, drafts) if one == kind and about] for kind in ("reply", "edit")
    }
    titles = {"reply": _titles(actor, numbers["reply"]), "edit": _titles_of_posts(actor, numbers["edit"])}
    listed = []
    for row in drafts:
        kind, about = _split(row)
        title = titles[kind].get(about) if kind in titles and about else None
        listed.append(ListedDraft(row=row, kind=kind, about_id=about, topic_title=title))
    return listed


def _split(row: DraftRow) -> tuple[str, int | None]:
    kind, _, number = row.key.partition("-")
    return kind, int(number) if number else None


def _titles(actor: Actor, topic_ids: list[int]) -> dict[int, str]:
    if not topic_ids:
        return {}
    query = select(Topic.id, Topic.title).where(Topic.id.in_(topic_ids), reachable_by(actor))
    return {row.id: row.title for row in db.session.execute(query)}


def _titles_of_posts(actor: Actor, post_ids: list[int]) -> dict[int, str]:
    if not post_ids:
        return {}
    query = (
        select(Post.id, Topic.title)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.id.in_(post_ids), Post.author_id == actor.id, Post.deleted_at.is_(None), reachable_by(actor))
    )
    return {row.id: row.title for row in db.session.execute(query)}
