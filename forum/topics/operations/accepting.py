"""Mark the reply that solved a question, and take the mark off."""

from __future__ import annotations

from forum.actor import Actor
from forum.db import db
from forum.errors import N_, Conflict, Forbidden, NotFound
from forum.outbox import record
from forum.topics.events import AnswerAccepted, TopicChanged
from forum.topics.models import Post, Topic
from forum.topics.operations import rows
from forum.topics.policy import can_accept, require_read


def accept_answer(*, actor: Actor, post_id: int) -> Post:
    """Mark a living reply of a question as its solution, in place of any before it, and return it.

    Marking twice is no error. Raises NotFound, Forbidden, Conflict (no question, or the question itself).
    """
    post, topic = _acceptable(actor, post_id)
    if post.deleted_at is not None:
        raise NotFound
    if topic.kind != "question" or post.number == 1 or post.kind != "reply":
        raise Conflict(N_("Решением отмечают ответ в теме с вопросом."))
    if topic.accepted_number != post.number:
        topic.accepted_number = post.number
        record(
            AnswerAccepted(
                post_id=post.id, topic_id=topic.id, number=post.number, author_id=post.author_id,
                accepted_by_id=actor.id,
            )
        )  # fmt: skip
        _changed(topic)
    return post


def withdraw_answer(*, actor: Actor, post_id: int) -> Post:
    """Take the mark off a reply and return it; an unmarked one stays as it is. Raises NotFound, Forbidden."""
    post, topic = _acceptable(actor, post_id)
    if topic.accepted_number == post.number:
        topic.accepted_number = None
        _changed(topic)
    return post


def _acceptable(actor: Actor, post_id: int) -> tuple[Post, Topic]:
    post, topic = rows.lock_post(post_id)
    if not can_accept(actor, require_read(actor, rows.rights_of(topic))):
        raise Forbidden(N_("Решение отмечает автор вопроса или куратор раздела."))
    return post, topic


def _changed(topic: Topic) -> None:
    topic.version += 1
    record(TopicChanged(topic_id=topic.id))
    db.session.flush()
