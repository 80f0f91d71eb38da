"""Pin a topic on top of a list, for all who have not read it since, and take it down again."""

from __future__ import annotations

from forum import clock
from forum.actor import Actor
from forum.associations.queries import list_ancestors
from forum.db import db
from forum.errors import N_, Forbidden
from forum.outbox import record
from forum.topics.events import TopicChanged
from forum.topics.models import Topic
from forum.topics.operations import rows
from forum.topics.policy import can_pin, can_pin_everywhere, require_read


def pin_topic(*, actor: Actor, topic_id: int, everywhere: bool = False) -> Topic:
    """Put a topic on top of its association's list, or of all; pinning anew shows it to everybody again.

    Raises NotFound, Forbidden.
    """
    topic = _pinnable(actor, topic_id, everywhere=everywhere)
    topic.pinned_at, topic.pinned_everywhere = clock.now(), everywhere
    _changed(topic)
    return topic


def unpin_topic(*, actor: Actor, topic_id: int) -> Topic:
    """Let a topic stand where its last reply puts it; twice is no error. Raises NotFound, Forbidden."""
    topic = _pinnable(actor, topic_id, everywhere=False)
    if topic.pinned_everywhere:
        topic = _pinnable(actor, topic_id, everywhere=True)
    if topic.pinned_at is not None:
        topic.pinned_at, topic.pinned_everywhere = None, False
        _changed(topic)
    return topic


def _pinnable(actor: Actor, topic_id: int, *, everywhere: bool) -> Topic:
    topic = rows.lock_topic(topic_id)
    rights = require_read(actor, rows.rights_of(topic))
    above = list_ancestors(topic.association_id)
    if everywhere and not can_pin_everywhere(actor, rights, [one.id for one in above if one.kind == "country"]):
        raise Forbidden(N_("Закрепить для всего сайта может только куратор страны."))
    if not everywhere and not can_pin(actor, rights, [one.id for one in above]):
        raise Forbidden(N_("Закрепить тему может куратор раздела или руководитель объединения."))
    return topic


def _changed(topic: Topic) -> None:
    topic.version += 1
    record(TopicChanged(topic_id=topic.id))
    db.session.flush()
