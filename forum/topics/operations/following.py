"""Choose how closely to follow a topic, a tag or an association; opening and replying choose by themselves."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sqlalchemy import delete, select

from forum import clock
from forum.actor import Actor
from forum.associations.queries import get_association
from forum.db import db
from forum.errors import N_, Forbidden, Invalid, NotFound
from forum.topics.levels import Level
from forum.topics.models import Tag, Topic, TopicReading, Watch
from forum.topics.operations import rows
from forum.topics.policy import require_read
from forum.topics.queries import find_tag

_FOR_WHOLES = frozenset({Level.FIRST})


def follow_topic(*, actor: Actor, topic_id: int, level: Level | None) -> None:
    """Follow a topic so closely from now on; None lets what the actor did, its tags and its place decide again.

    Raises NotFound, Forbidden, Invalid("level").
    """
    _require_person(actor)
    topic = db.session.get(Topic, topic_id)
    require_read(actor, rows.rights_of(topic) if topic else None)
    if level in _FOR_WHOLES:
        raise Invalid("level", N_("Выберите, как следить."))
    _put(actor.id, {"topic_id": topic_id}, level)
    if level is None:
        _by_deeds(actor.id, topic_id)


def follow_association(*, actor: Actor, association_id: int, level: Level | None) -> None:
    """Follow an association and all below it; None takes the choice back. Raises NotFound, Forbidden."""
    _require_person(actor)
    get_association(association_id)
    _put(actor.id, {"association_id": association_id}, level)


def follow_tag(*, actor: Actor, slug: str, level: Level | None) -> None:
    """Follow a tag that stands on something the actor may read; None takes the choice back. Raises NotFound."""
    _require_person(actor)
    tag_id = db.session.scalar(select(Tag.id).where(Tag.slug == slug))
    if tag_id is None or find_tag(actor=actor, slug=slug) is None:
        raise NotFound
    _put(actor.id, {"tag_id": tag_id}, level)


def note_opened(topic: Topic, person_id: int) -> None:
    """Let the one who opened a topic follow every reply."""
    _note(person_id, topic.id, Level.WATCHING, "opened", last_read=1)


def note_replied(topic: Topic, person_id: int) -> None:
    """Let the one who replied see what is unread, unless she follows the topic already or has muted it."""
    _note(person_id, topic.id, Level.TRACKING, "replied", last_read=0)


def _require_person(actor: Actor) -> None:
    if not actor.signed_in:
        raise Forbidden


def _put(person_id: int, thing: dict[str, int], level: Level | None) -> None:
    if level is None:
        ((name, value),) = thing.items()
        db.session.execute(delete(Watch).where(Watch.person_id == person_id, getattr(Watch, name) == value))
        return
    values = {"level": int(level), "reason": "chosen", "created_at": clock.now()}
    row = _insert(Watch).values(person_id=person_id, **thing, **values)
    db.session.execute(row.on_conflict_do_update(index_elements=["person_id", *thing], set_=values))


def _by_deeds(person_id: int, topic_id: int) -> None:
    """Follow again as one who opened a topic or wrote in it does."""
    from_deeds = rows.deed_in(person_id, topic_id)
    if from_deeds == "opened":
        _note(person_id, topic_id, Level.WATCHING, "opened", last_read=0)
    elif from_deeds == "replied":
        _note(person_id, topic_id, Level.TRACKING, "replied", last_read=0)


def _note(person_id: int, topic_id: int, level: Level, reason: str, *, last_read: int) -> None:
    moment = clock.now()
    reading = _insert(TopicReading).values(person_id=person_id, topic_id=topic_id, last_read=last_read, read_at=moment)
    db.session.execute(reading.on_conflict_do_nothing(index_elements=["person_id", "topic_id"]))
    watch = _insert(Watch).values(
        person_id=person_id, topic_id=topic_id, level=int(level), reason=reason, created_at=moment
    )
    db.session.execute(watch.on_conflict_do_nothing(index_elements=["person_id", "topic_id"]))


def _insert(table: Any) -> Any:
    # The dialect in use is loaded already; naming the other would load all its drivers.
    return import_module(f"sqlalchemy.dialects.{db.session.get_bind().dialect.name}").insert(table)
