"""Tell people, and take note that they have read it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from forum import clock
from forum.actor import Actor
from forum.db import db
from forum.errors import NotFound
from forum.notifications.events import NoticeMade
from forum.notifications.models import Notice
from forum.outbox import record


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a notice is about."""

    by_id: int | None = None
    topic_id: int | None = None
    post_number: int | None = None
    lesson_id: int | None = None
    version_number: int | None = None
    feedback_id: int | None = None
    association_id: int | None = None


def tell(*, person_id: int, kind: str, key: str, about: About) -> Notice | None:
    """Tell a person something once; None when she has been told already."""
    known = db.session.scalar(select(Notice.id).where(Notice.person_id == person_id, Notice.key == key))
    if known is not None:
        return None
    notice = Notice(
        person_id=person_id,
        kind=kind,
        key=key,
        by_id=about.by_id,
        topic_id=about.topic_id,
        post_number=about.post_number,
        lesson_id=about.lesson_id,
        version_number=about.version_number,
        feedback_id=about.feedback_id,
        association_id=about.association_id,
        created_at=clock.now(),
    )
    db.session.add(notice)
    db.session.flush()
    record(NoticeMade(notice_id=notice.id))
    return notice


def mark_read(*, actor: Actor, notice_id: int) -> None:
    """Take note that the actor has read one of her notices; raise NotFound for anybody else's."""
    notice = db.session.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == actor.person_id))
    if notice is None:
        raise NotFound
    if notice.read_at is None:
        notice.read_at = clock.now()


def mark_all_read(*, actor: Actor) -> None:
    """Take note that the actor has read all her notices."""
    db.session.execute(
        update(Notice).where(Notice.person_id == actor.id, Notice.read_at.is_(None)).values(read_at=clock.now())
    )
