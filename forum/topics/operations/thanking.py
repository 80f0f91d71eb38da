"""Say «спасибо» for a post, and take it back."""

from __future__ import annotations

from sqlalchemy import delete, select

from forum import clock
from forum.actor import Actor
from forum.db import db
from forum.errors import N_, Conflict, Forbidden, NotFound
from forum.outbox import record
from forum.topics.events import PostThanked
from forum.topics.models import Post, PostThanks, Topic
from forum.topics.operations import rows
from forum.topics.policy import can_thank, require_read


def thank(*, actor: Actor, post_id: int) -> Post:
    """Thank the author of a post and return it; twice is once. Raises NotFound, Forbidden, Conflict."""
    post, topic = _thankable(actor, post_id)
    if _thanks_id(post_id, actor.id) is not None:
        return post
    db.session.add(PostThanks(post_id=post.id, person_id=actor.id, created_at=clock.now()))
    topic.version += 1
    record(
        PostThanked(
            post_id=post.id, topic_id=topic.id, number=post.number, author_id=post.author_id, person_id=actor.id
        )
    )
    db.session.flush()
    return post


def take_thanks_back(*, actor: Actor, post_id: int) -> Post:
    """Take one's thanks back and return the post; none is no error. Raises NotFound, Forbidden, Conflict."""
    post, topic = _thankable(actor, post_id)
    found = _thanks_id(post_id, actor.id)
    if found is not None:
        db.session.execute(delete(PostThanks).where(PostThanks.id == found))
        topic.version += 1
        db.session.flush()
    return post


def _thanks_id(post_id: int, person_id: int) -> int | None:
    return db.session.scalar(
        select(PostThanks.id).where(PostThanks.post_id == post_id, PostThanks.person_id == person_id)
    )


def _thankable(actor: Actor, post_id: int) -> tuple[Post, Topic]:
    post, topic = rows.lock_post(post_id)
    rights = require_read(actor, rows.rights_of(topic))
    if post.deleted_at is not None:
        raise NotFound
    if can_thank(actor, rights, post.author_id):
        return post, topic
    if not actor.email_confirmed:
        raise Forbidden(N_("Сначала подтвердите почту: письмо со ссылкой уже отправлено."))
    if topic.closed_at is not None:
        raise Conflict(N_("Тема закрыта: её можно только читать."))
    raise Forbidden(N_("За свой ответ благодарят другие."))
