"""Close and reopen a topic, and choose its readers anew."""

from __future__ import annotations

from sqlalchemy import exists, select

from forum import clock
from forum.actor import Actor
from forum.associations.policy import Audience
from forum.associations.queries import require_offered
from forum.db import db
from forum.errors import N_, Conflict, Forbidden
from forum.outbox import record
from forum.topics.events import TopicChanged
from forum.topics.models import Post, Topic
from forum.topics.operations import rows
from forum.topics.policy import can_change_audience, can_close, require_publish, require_read


def close_topic(*, actor: Actor, topic_id: int) -> Topic:
    """Take no more replies in a topic; closing twice is no error. Raises NotFound, Forbidden."""
    topic = _closable(actor, topic_id)
    if topic.closed_at is None:
        topic.closed_at = clock.now()
        _changed(topic)
    return topic


def reopen_topic(*, actor: Actor, topic_id: int) -> Topic:
    """Take replies in a topic again; reopening twice is no error. Raises NotFound, Forbidden."""
    topic = _closable(actor, topic_id)
    if topic.closed_at is not None:
        topic.closed_at = None
        _changed(topic)
    return topic


def change_audience(*, actor: Actor, topic_id: int, audience: Audience | str) -> Topic:
    """Show a topic to other readers, with everything said in it. Raises NotFound, Forbidden, Conflict, Invalid."""
    if isinstance(audience, str):
        audience = Audience.parse(audience)
    topic = rows.lock_topic(topic_id)
    rights = require_read(actor, rows.rights_of(topic))
    if not can_change_audience(actor, rights):
        raise Forbidden(N_("Кто видит тему, решает её автор."))
    if audience == rights.audience:
        return topic
    require_publish(actor, audience)
    require_offered(actor, topic.association_id, audience)
    if audience.kind == "private" and _others_wrote(topic_id, actor.id):
        raise Conflict(N_("В теме уже есть ответы коллег, поэтому оставить её только себе нельзя."))
    topic.audience, topic.audience_id = audience.kind, audience.association_id
    _changed(topic)
    return topic


def _closable(actor: Actor, topic_id: int) -> Topic:
    topic = rows.lock_topic(topic_id)
    if not can_close(actor, require_read(actor, rows.rights_of(topic))):
        raise Forbidden(N_("Закрыть тему может её автор или руководитель объединения."))
    return topic


def _others_wrote(topic_id: int, person_id: int) -> bool:
    others = exists().where(
        Post.topic_id == topic_id, Post.author_id.is_distinct_from(person_id), Post.deleted_at.is_(None)
    )
    return bool(db.session.scalar(select(others)))


def _changed(topic: Topic) -> None:
    topic.version += 1
    record(TopicChanged(topic_id=topic.id))
