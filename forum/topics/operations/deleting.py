"""Delete a post softly and bring it back."""

from __future__ import annotations

from sqlalchemy import select

from forum import clock
from forum.actor import Actor
from forum.db import db
from forum.errors import N_, Conflict, Forbidden, NotFound
from forum.outbox import record
from forum.topics.events import PostChanged, TopicChanged
from forum.topics.models import Post, Topic
from forum.topics.operations import rows
from forum.topics.policy import can_edit, can_restore, require_read


def delete_post(*, actor: Actor, post_id: int) -> Post:
    """Delete one's own post and return it; a first post takes its topic along, if nobody has replied.

    Deleting twice is no error. Raises NotFound, Forbidden, Conflict (a topic with replies).
    """
    post, topic = rows.lock_post(post_id)
    if post.deleted_at is not None and can_restore(actor, rows.rights_of(topic), post.author_id, post.deleted_by_id):
        return post
    rights = require_read(actor, rows.rights_of(topic))
    if post.deleted_at is not None:
        raise NotFound
    if not can_edit(actor, rights, post.author_id):
        raise Forbidden(N_("Удалить можно только свой ответ."))
    if post.number == 1 and topic.posts_count > 1:
        raise Conflict(
            N_("На тему уже ответили, поэтому целиком её не удалить. Можно изменить текст или закрыть тему.")
        )
    post.deleted_at, post.deleted_by_id = clock.now(), actor.id
    topic.posts_count -= 1
    if post.number == 1:
        topic.deleted_at = post.deleted_at
    _settle(post, topic)
    return post


def restore_post(*, actor: Actor, post_id: int) -> Post:
    """Bring one's own deleted post back, and with a first post its topic. Raises NotFound, Forbidden."""
    post, topic = rows.lock_post(post_id)
    rights = rows.rights_of(topic)
    if not can_restore(actor, rights, post.author_id, post.deleted_by_id):
        if post.deleted_at is None and can_edit(actor, rights, post.author_id):
            return post
        require_read(actor, rights)
        raise Forbidden(N_("Вернуть можно только то, что удалили вы сами."))
    post.deleted_at = post.deleted_by_id = None
    topic.posts_count += 1
    if post.number == 1:
        topic.deleted_at = None
    _settle(post, topic)
    return post


def _settle(post: Post, topic: Topic) -> None:
    """Let the topic stand where its last living post puts it, and tell of the change."""
    topic.version += 1
    db.session.flush()
    query = (
        select(Post.created_at, Post.author_id)
        .where(Post.topic_id == topic.id, Post.deleted_at.is_(None))
        .order_by(Post.number.desc())
        .limit(1)
    )
    last = db.session.execute(query).first()
    if last is not None:
        topic.bumped_at, topic.last_author_id = last.created_at, last.author_id
    record(PostChanged(post_id=post.id, topic_id=topic.id))
    if post.number == 1:
        record(TopicChanged(topic_id=topic.id))
    db.session.flush()
