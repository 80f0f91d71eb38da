"""Who may write messages, to which groups, and who lets others in; who reads one is `forum.topics.policy`'s to say."""

from __future__ import annotations

from forum.actor import Actor
from forum.errors import N_, Forbidden
from forum.topics.policy import TopicRights, can_read, require_read


def can_write(actor: Actor) -> bool:
    """Say whether the actor may write messages: her address is confirmed."""
    return actor.email_confirmed


def require_write(actor: Actor) -> None:
    """Raise Forbidden unless the actor may write messages."""
    if not can_write(actor):
        raise Forbidden(N_("Сначала подтвердите почту: письмо со ссылкой уже отправлено."))


def can_name_group(actor: Actor, association_id: int) -> bool:
    """Say whether the actor may write to everybody in an association: she is a member of it herself."""
    return can_write(actor) and association_id in actor.memberships


def can_add(actor: Actor, topic: TopicRights) -> bool:
    """Say whether the actor may let others into a conversation: any of its readers."""
    return can_write(actor) and topic.audience.kind == "named" and can_read(actor, topic)


def require_add(actor: Actor, topic: TopicRights) -> None:
    """Raise NotFound where the actor does not read the conversation, Forbidden where she may not write."""
    require_read(actor, topic)
    if not can_add(actor, topic):
        raise Forbidden
