"""Reply in a topic; comments of other rooms join the same stream through here."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from forum import clock
from forum.actor import Actor
from forum.db import db
from forum.outbox import record
from forum.topics.events import PostWritten
from forum.topics.models import Post
from forum.topics.operations import rows, texts
from forum.topics.policy import require_reply
from forum.topics.queries import readers_named

TWICE_WITHIN = timedelta(minutes=1)


def reply(*, actor: Actor, topic_id: int, body: str, reply_to_number: int | None = None, kind: str = "reply") -> Post:
    """Add a post to a topic and return it; the same one when a reply is sent twice within a minute.

    `kind` is reply, or feedback and lesson for posts the rooms above hang something on (never taken for doubles).
    `reply_to_number` that is not in the topic is dropped. Raises NotFound, Forbidden, Conflict, Invalid("body").
    """
    body = texts.ready(body)
    actor = rows.begin(actor)
    topic = rows.lock_topic(topic_id)
    rights = rows.rights_of(topic)
    require_reply(actor, rights)
    source, cooked = texts.tidy_body(body)
    twin = _just_written(actor.id, topic_id, source, reply_to_number) if kind == "reply" else None
    if twin is not None:
        return twin
    post = rows.add_post(
        topic, author_id=actor.id, kind=kind, source=source, cooked=cooked,
        reply_to_number=_number_in(topic_id, reply_to_number), moment=clock.now(),
    )  # fmt: skip
    record(
        PostWritten(
            post_id=post.id, topic_id=topic.id, number=post.number, author_id=actor.id,
            reply_to_number=post.reply_to_number,
            mentioned_ids=readers_named(
                cooked.mentions, audience=rights.audience, author_id=rights.author_id, without_id=actor.id
            ),
            quoted_numbers=tuple(quote.number for quote in cooked.quotes if quote.topic_id == topic.id),
        )
    )  # fmt: skip
    return post


def _number_in(topic_id: int, number: int | None) -> int | None:
    if number is None or not 0 < number < 2**31:
        return None
    return db.session.scalar(select(Post.number).where(Post.topic_id == topic_id, Post.number == number))


def _just_written(author_id: int, topic_id: int, source: str, reply_to_number: int | None) -> Post | None:
    query = (
        select(Post)
        .where(
            Post.author_id == author_id,
            Post.created_at > clock.now() - TWICE_WITHIN,
            Post.topic_id == topic_id,
            Post.kind == "reply",
            Post.source == source,
            Post.deleted_at.is_(None),
        )
        .order_by(Post.number)
    )
    return next((post for post in db.session.scalars(query) if post.reply_to_number == reply_to_number), None)
