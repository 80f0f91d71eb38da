"""Who may read a lesson plan and who may change it: its topic decides the first, its author is the second."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from forum.actor import Actor
from forum.errors import N_, Forbidden, NotFound
from forum.topics import policy as topic_policy
from forum.topics.policy import TopicRights


def can_read(actor: Actor, topic: TopicRights) -> bool:
    """Say whether the actor may know this lesson; the twin of `visible_to`."""
    return topic_policy.can_read(actor, topic)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the lessons the actor may know; the query joins `Topic` on `Lesson.topic_id`."""
    return topic_policy.visible_to(actor)


def can_change(actor: Actor, topic: TopicRights) -> bool:
    """Say whether the actor may upload a version and decide about comments: only the author, where she still reads."""
    return can_read(actor, topic) and topic.author_id is not None and topic.author_id == actor.person_id


def require_change(actor: Actor, topic: TopicRights | None) -> TopicRights:
    """Raise NotFound where the actor may not read, Forbidden where the lesson is not hers."""
    if topic is None or not can_read(actor, topic):
        raise NotFound
    if not can_change(actor, topic):
        raise Forbidden(N_("Это может сделать только автор плана."))
    if not actor.email_confirmed:
        raise Forbidden(N_("Сначала подтвердите почту: письмо со ссылкой уже отправлено."))
    return topic
