"""Note how far a person has read. Only she is ever shown it, so the pages kept for others stay as they are."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import case, select

from forum import clock
from forum.actor import Actor
from forum.db import QUIET, db
from forum.errors import NotFound
from forum.topics.models import ReadingStamp, Topic, TopicReading
from forum.topics.operations import rows
from forum.topics.policy import reachable_by


def read_posts(*, actor: Actor, topic_id: int, number: int) -> bool:
    """Note that a topic is read up to a post; say whether that is news. Never moves back. Raises NotFound."""
    if not _further(actor, topic_id, number):
        return False
    actor = rows.begin(actor)
    reached = _further(actor, topic_id, number)
    if reached:
        note_read(person_id=actor.id, topic_id=topic_id, number=reached)
    return bool(reached)


def _further(actor: Actor, topic_id: int, number: int) -> int:
    """Return up to which post a reader has come by this, 0 when she has been there; in a pinned topic once again."""
    query = select(Topic.highest_number, Topic.pinned_at).where(Topic.id == topic_id, reachable_by(actor))
    topic = db.session.execute(query).first()
    if topic is None:
        raise NotFound
    known = db.session.execute(
        select(TopicReading.last_read, TopicReading.read_at).where(
            TopicReading.person_id == actor.id, TopicReading.topic_id == topic_id
        )
    ).first()
    reached: int = max(min(number, topic.highest_number), 0)
    if known is None:
        return reached
    pinned_since = topic.pinned_at is not None and known.read_at < topic.pinned_at
    return reached if known.last_read < reached or pinned_since else 0


def note_read(*, person_id: int, topic_id: int, number: int) -> None:
    """Move how far a person has read forward, never back."""
    insert = import_module(f"sqlalchemy.dialects.{db.session.get_bind().dialect.name}").insert
    row = insert(TopicReading).values(person_id=person_id, topic_id=topic_id, last_read=number, read_at=clock.now())
    further = case(
        (TopicReading.last_read > row.excluded.last_read, TopicReading.last_read), else_=row.excluded.last_read
    )
    row = row.on_conflict_do_update(
        index_elements=["person_id", "topic_id"], set_={"last_read": further, "read_at": row.excluded.read_at}
    )
    db.session.execute(row, execution_options=QUIET)
    stamp = insert(ReadingStamp).values(person_id=person_id, value=1)
    stamp = stamp.on_conflict_do_update(index_elements=["person_id"], set_={"value": ReadingStamp.value + 1})
    db.session.execute(stamp, execution_options=QUIET)
