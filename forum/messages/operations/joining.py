"""Let others into a conversation, and leave it."""

from __future__ import annotations

from sqlalchemy import select

from forum import clock
from forum.actor import Actor
from forum.db import db
from forum.errors import N_, Invalid, NotFound
from forum.messages.events import ReadersAdded
from forum.messages.operations.recipients import people_named, require_room
from forum.messages.policy import require_add
from forum.outbox import record
from forum.topics.events import TopicChanged
from forum.topics.models import Topic, TopicReader
from forum.topics.operations import rows
from forum.topics.policy import require_read


def add_readers(*, actor: Actor, topic_id: int, to: str) -> int:
    """Let the people named in `to` read a conversation from its beginning; return how many are new.

    Raises NotFound, Forbidden, Invalid("to"): also for those who have left, who come back only by themselves.
    """
    topic = rows.lock_topic(topic_id)
    rights = rows.rights_of(topic)
    require_add(actor, rights)
    people = people_named(actor, to)
    if not people:
        raise Invalid("to", N_("Напишите, кого добавить."))
    known = {one.person_id: one for one in _rows(topic_id) if one.person_id is not None}
    gone = [one for one in people if one.id in known and known[one.id].left_at is not None]
    if gone:
        raise Invalid("to", N_("%(name)s больше не участвует в этой переписке."), name=gone[0].full_name)
    fresh = [one for one in people if one.id not in known]
    require_room(known.keys(), [one.id for one in fresh])
    moment = clock.now()
    db.session.add_all(
        TopicReader(topic_id=topic_id, person_id=one.id, added_by_id=actor.id, created_at=moment) for one in fresh
    )
    if fresh:
        _changed(topic)
        record(ReadersAdded(topic_id=topic_id, by_id=actor.id, person_ids=tuple(sorted(one.id for one in fresh))))
    return len(fresh)


def leave(*, actor: Actor, topic_id: int) -> None:
    """Read and hear no more of a conversation; its others go on. Raises NotFound."""
    topic = rows.lock_topic(topic_id)
    rights = require_read(actor, rows.rights_of(topic))
    if rights.audience.kind != "named":
        raise NotFound
    moment = clock.now()
    own = next((one for one in _rows(topic_id) if one.person_id == actor.id), None)
    if own is None:  # she reads it through a group
        own = TopicReader(topic_id=topic_id, person_id=actor.id, added_by_id=actor.id, created_at=moment)
        db.session.add(own)
    own.left_at = moment
    _changed(topic)


def _rows(topic_id: int) -> list[TopicReader]:
    return list(db.session.scalars(select(TopicReader).where(TopicReader.topic_id == topic_id)))


def _changed(topic: Topic) -> None:
    topic.version += 1
    db.session.flush()
    record(TopicChanged(topic_id=topic.id))
