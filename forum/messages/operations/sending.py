"""Begin a conversation."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from forum import clock
from forum.actor import Actor
from forum.associations.models import Association
from forum.associations.policy import Audience, Named
from forum.db import db
from forum.errors import N_, Conflict, Invalid, TooMany
from forum.messages.operations.recipients import people_named, require_group
from forum.messages.policy import require_write
from forum.outbox import record
from forum.slugs import slugify
from forum.topics.events import PostWritten
from forum.topics.models import Post, Topic, TopicReader
from forum.topics.operations import rows, texts
from forum.topics.queries import readers_named

MOST_A_DAY = 20
DAY = timedelta(days=1)
TWICE_WITHIN = timedelta(minutes=1)
KIND = "message"


def send(*, actor: Actor, to: str, title: str, body: str, group_id: int | None = None) -> Topic:
    """Begin a conversation with the people named in `to` and perhaps a whole group, and return its topic.

    The same one when it is sent twice within a minute. Raises Forbidden, TooMany, Conflict,
    Invalid("to" | "group" | "title" | "body").
    """
    body = texts.ready(body)
    actor = rows.begin(actor)
    require_write(actor)
    people = people_named(actor, to)
    if group_id is not None:
        require_group(actor, group_id)
    if not people and group_id is None:
        raise Invalid("to", N_("Напишите, кому: имя участника или несколько имён через запятую."))
    line = texts.tidy_title(title)
    source, cooked = texts.tidy_body(body)
    rows.lock_person(actor.id)
    twin = _just_sent(actor.id, line, source)
    if twin is not None:
        return twin
    _require_few(actor)
    moment = clock.now()
    topic = Topic(
        slug=slugify(line), title=line, kind=KIND, association_id=_anchor(), audience="named", audience_id=None,
        author_id=actor.id, tags=[], posts_count=0, highest_number=0,
        language=texts.guess_language(f"{line}\n{source}"), created_at=moment, bumped_at=moment, version=0,
    )  # fmt: skip
    db.session.add(topic)
    db.session.flush()
    ids = [actor.id, *(one.id for one in people)]
    readers = [TopicReader(topic_id=topic.id, person_id=one, added_by_id=actor.id, created_at=moment) for one in ids]
    if group_id is not None:
        readers.append(TopicReader(topic_id=topic.id, association_id=group_id, added_by_id=actor.id, created_at=moment))
    db.session.add_all(readers)
    post = rows.add_post(
        topic, author_id=actor.id, kind="first", source=source, cooked=cooked, reply_to_number=None, moment=moment
    )
    audience = Audience("named", named=Named(frozenset(ids), frozenset({group_id} if group_id is not None else ())))
    named = readers_named(cooked.mentions, audience=audience, author_id=actor.id, without_id=actor.id)
    record(
        PostWritten(
            post_id=post.id, topic_id=topic.id, number=post.number, author_id=actor.id, reply_to_number=None,
            mentioned_ids=named,
        )
    )  # fmt: skip
    return topic


def _anchor() -> int:
    """Return the association a message hangs on for its row's sake: the first of the tree; no rule of it counts."""
    first: int | None = db.session.scalar(select(func.min(Association.id)))
    if first is None:
        raise Conflict(N_("На сайте ещё нет ни одного объединения. Попросите администратора создать первое."))
    return first


def _require_few(actor: Actor) -> None:
    since = clock.now() - DAY
    sent = db.session.scalar(
        select(func.count()).where(
            Topic.author_id == actor.id, Topic.audience == "named", Topic.created_at > since, Topic.bumped_at > since
        )
    )
    if (sent or 0) >= MOST_A_DAY:
        raise TooMany(
            N_("За сутки можно начать не больше %(limit)d переписок. Отвечать можно без ограничений."),
            retry_after=3600, limit=MOST_A_DAY,
        )  # fmt: skip


def _just_sent(author_id: int, title: str, source: str) -> Topic | None:
    query = (
        select(Topic)
        .join(Post, Post.topic_id == Topic.id)
        .where(
            Post.author_id == author_id,
            Post.created_at > clock.now() - TWICE_WITHIN,
            Post.number == 1,
            Post.source == source,
            Topic.title == title,
            Topic.audience == "named",
            Topic.deleted_at.is_(None),
        )
        .order_by(Topic.id)
    )
    return db.session.scalars(query).first()
