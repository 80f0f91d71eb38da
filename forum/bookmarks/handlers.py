"""Hand reminders on when their moment comes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, select

from forum import clock
from forum.bookmarks.events import ReminderDue
from forum.bookmarks.models import Bookmark
from forum.db import transaction
from forum.outbox import record, take_recorded

BATCH = 200


def ring() -> int:
    """Record an event for each reminder that is due and return how many; the worker asks every second.

    Mark and event stand in one transaction: a worker killed at any moment neither loses a reminder nor doubles it.
    """
    with transaction(write=False) as session:
        if not session.scalar(select(exists().where(_due()))):
            return 0
    with transaction() as session:
        found = session.scalars(
            select(Bookmark).where(_due()).order_by(Bookmark.id).limit(BATCH).with_for_update(skip_locked=True)
        ).all()
        for bookmark in found:
            record(ReminderDue(bookmark_id=bookmark.id, remind_at=bookmark.remind_at))
            bookmark.rung_at = clock.now()
        take_recorded()
    return len(found)


def _due() -> ColumnElement[bool]:
    return and_(Bookmark.remind_at.is_not(None), Bookmark.rung_at.is_(None), Bookmark.remind_at <= clock.now())
