"""What feeds and the map of the site ask: the newest posts, how topics begin, the addresses of what is public."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.actor import Actor
from forum.db import db
from forum.topics.models import Post, Topic
from forum.topics.policy import visible_to
from forum.topics.queries.posts import POST
from forum.topics.queries.rows import PostRow, TopicRow

MOST_POSTS = 30
MOST_ADDRESSES = 5000


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """A topic that everybody may read, as the map of the site names it."""

    id: int
    slug: str
    kind: str
    bumped_at: datetime


def list_newest_posts(*, topic: TopicRow, limit: int = MOST_POSTS) -> list[PostRow]:
    """Return the newest living posts of a topic found before, the newest first; one query."""
    query = (
        select(*POST)
        .outerjoin(Person, Person.id == Post.author_id)
        .where(Post.topic_id == topic.id, Post.deleted_at.is_(None))
        .order_by(Post.number.desc())
        .limit(limit)
    )
    return [PostRow(**row._mapping) for row in db.session.execute(query)]  # noqa: SLF001


def list_openings(topic_ids: Collection[int]) -> dict[int, str]:
    """Return the cooked first posts of topics found before, by topic; one query."""
    query = select(Post.topic_id, Post.cooked).where(
        Post.topic_id.in_(topic_ids), Post.number == 1, Post.deleted_at.is_(None)
    )
    return {row.topic_id: row.cooked for row in db.session.execute(query)}


def count_spans() -> int:
    """Return into how many spans of ids the topics fall, `MOST_ADDRESSES` in each, for `list_public`."""
    newest = db.session.scalar(select(func.max(Topic.id))) or 0
    return -(-newest // MOST_ADDRESSES)


def list_public(span: int) -> list[PublicAddress]:
    """Return the topics of a span of ids (from 1) that everybody may read, in order of id; one query."""
    low, high = (span - 1) * MOST_ADDRESSES + 1, span * MOST_ADDRESSES
    query = (
        select(Topic.id, Topic.slug, Topic.kind, Topic.bumped_at)
        .where(Topic.id.between(low, high), visible_to(Actor.visitor()))
        .order_by(Topic.id)
    )
    return [PublicAddress(**row._mapping) for row in db.session.execute(query)]  # noqa: SLF001
