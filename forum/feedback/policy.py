"""Who may speak about a lesson plan, and who decides about what was said: readers, and the author alone."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from forum.actor import Actor
from forum.errors import N_, Conflict
from forum.lessons import policy as lesson_policy
from forum.topics import policy as topic_policy
from forum.topics.policy import TopicRights


def can_read(actor: Actor, topic: TopicRights) -> bool:
    """Say whether the actor may know the comments of a lesson; the twin of `visible_to`."""
    return topic_policy.can_read(actor, topic)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the comments the actor may know; the query joins the lesson's `Topic`."""
    return topic_policy.visible_to(actor)


def can_leave(actor: Actor, topic: TopicRights) -> bool:
    """Say whether the actor may leave a comment: whoever may reply in the lesson's topic."""
    return topic_policy.can_reply(actor, topic)


def can_decide(actor: Actor, topic: TopicRights) -> bool:
    """Say whether the actor answers, accepts, declines or notes: only the author of the lesson."""
    return lesson_policy.can_change(actor, topic)


def require_decide(actor: Actor, topic: TopicRights | None, state: str) -> TopicRights:
    """Raise NotFound, Forbidden, or Conflict when a version has already done what was asked."""
    rights = lesson_policy.require_change(actor, topic)
    if state == "done":
        raise Conflict(N_("Замечание уже учтено в новой версии плана."))
    return rights
