"""Find places in the stream of a topic found before: a post by day, what came after a number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from forum.db import db
from forum.topics.models import Post
from forum.topics.queries.rows import TopicRow

MOST_NEWS = 100


def find_number_since(*, topic: TopicRow, moment: datetime) -> int | None:
    """Return the number of the first living post written at this moment or later."""
    query = (
        select(Post.number)
        .where(Post.topic_id == topic.id, Post.created_at >= moment, Post.deleted_at.is_(None))
        .order_by(Post.number)
        .limit(1)
    )
    return db.session.scalar(query)


def count_after(*, topic: TopicRow, number: int) -> int:
    """Return how many living posts stand after a number, at most a hundred."""
    after = (
        select(Post.number)
        .where(Post.topic_id == topic.id, Post.number > number, Post.deleted_at.is_(None))
        .limit(MOST_NEWS)
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(after)) or 0
