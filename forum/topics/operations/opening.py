"""Open a topic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from forum import clock
from forum.actor import Actor
from forum.associations.policy import Audience
from forum.associations.queries import require_offered
from forum.db import db
from forum.errors import N_, Invalid
from forum.outbox import record
from forum.slugs import slugify
from forum.topics.events import PostWritten
from forum.topics.models import TOPIC_KINDS, Post, Topic
from forum.topics.operations import rows, texts
from forum.topics.policy import require_open
from forum.topics.queries import readers_named

TWICE_WITHIN = timedelta(minutes=1)


def open_topic(
    *, actor: Actor, association_id: int, kind: str, title: str, body: str, tags: Sequence[str] = (),
    audience: Audience | str, language: str | None = None,
) -> Topic:  # fmt: skip
    """Open a topic with its first post and return it; the same one when it is sent twice within a minute.

    `kind` is question, discussion or lesson (whose body may be empty); `audience` may be its form value.
    `language` is guessed when None.
    Raises Forbidden, Invalid("association" | "audience" | "kind" | "title" | "tags" | "body").
    """
    if isinstance(audience, str):
        audience = Audience.parse(audience)
    body = texts.ready(body)
    actor = rows.begin(actor)
    require_open(actor, association_id, audience)
    require_offered(actor, association_id, audience)
    if kind not in TOPIC_KINDS:
        raise Invalid("kind", N_("Выберите, вопрос это или обсуждение."))
    line, labels = texts.tidy_title(title), texts.tidy_tags(tags)
    source, cooked = texts.tidy_body(body, may_be_empty=kind == "lesson")
    rows.lock_person(actor.id)
    twin = None if kind == "lesson" else _just_opened(actor.id, association_id, line, source)
    if twin is not None:
        return twin
    moment = clock.now()
    topic = Topic(
        slug=slugify(line), title=line, kind=kind, association_id=association_id, audience=audience.kind,
        audience_id=audience.association_id, author_id=actor.id, tags=[], posts_count=0, highest_number=0,
        language=language or texts.guess_language(f"{line}\n{source}"), created_at=moment, bumped_at=moment, version=0,
    )  # fmt: skip
    db.session.add(topic)
    db.session.flush()
    rows.put_tags(topic, labels)
    post = rows.add_post(
        topic, author_id=actor.id, kind="first", source=source, cooked=cooked, reply_to_number=None, moment=moment
    )
    record(
        PostWritten(
            post_id=post.id, topic_id=topic.id, number=post.number, author_id=actor.id, reply_to_number=None,
            mentioned_ids=readers_named(cooked.mentions, audience=audience, author_id=actor.id, without_id=actor.id),
        )
    )  # fmt: skip
    return topic


def _just_opened(author_id: int, association_id: int, title: str, source: str) -> Topic | None:
    query = (
        select(Topic)
        .join(Post, Post.topic_id == Topic.id)
        .where(
            Post.author_id == author_id,
            Post.created_at > clock.now() - TWICE_WITHIN,
            Post.number == 1,
            Post.source == source,
            Topic.title == title,
            Topic.association_id == association_id,
            Topic.deleted_at.is_(None),
        )
        .order_by(Topic.id)
    )
    return db.session.scalars(query).first()
