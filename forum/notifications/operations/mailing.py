"""Send each letter once: whoever sends it claims it first and says afterwards what became of it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, update

from forum import clock
from forum.actor import Actor
from forum.db import begin_writing, db
from forum.notifications.models import Mailing, Notice
from forum.notifications.operations.choosing import plan_digest
from forum.notifications.operations.settings import reader_of
from forum.notifications.queries import find_digest

CLAIM = timedelta(seconds=60)
# So many digests nobody opened, and they stop.
UNOPENED = 5


def claim(mailing_id: int) -> bool:
    """Take a letter that nobody has sent or is sending; a claim left by a killed worker ends after a minute."""
    moment = clock.now()
    taken = db.session.execute(
        update(Mailing)
        .where(
            Mailing.id == mailing_id,
            Mailing.sent_at.is_(None),
            Mailing.dropped_at.is_(None),
            or_(Mailing.claimed_at.is_(None), Mailing.claimed_at <= moment - CLAIM),
        )
        .values(claimed_at=moment)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]  # an UPDATE always has a row count


def release(mailing_id: int) -> None:
    """Give a claimed letter back: the mail server would not take it now."""
    db.session.execute(update(Mailing).where(Mailing.id == mailing_id).values(claimed_at=None))


def drop(mailing_id: int) -> None:
    """Let a letter go unsent: nothing in it is left to say. Its notices may go into the next digest."""
    db.session.execute(update(Mailing).where(Mailing.id == mailing_id).values(dropped_at=clock.now()))
    db.session.execute(update(Notice).where(Notice.mailing_id == mailing_id).values(mailing_id=None))


def settle(mailing_id: int) -> None:
    """Take note that a letter has gone out; a digest that is not opened brings the end of digests nearer."""
    moment = clock.now()
    mailing = db.session.get_one(Mailing, mailing_id)
    mailing.sent_at = moment
    db.session.execute(update(Notice).where(Notice.mailing_id == mailing_id).values(mailed_at=moment))
    if mailing.kind == "digest":
        row = reader_of(mailing.person_id)
        row.unopened += 1
        if row.unopened >= UNOPENED:
            row.stopped_at, row.digest_at = moment, None


def open_digest(*, actor: Actor, mailing_id: int) -> bool:
    """Take note that the actor came by a link of her own digest; False for anybody else's.

    Digests that had stopped go on.
    """
    if find_digest(actor, mailing_id) is None:
        return False
    begin_writing()
    db.session.execute(
        update(Mailing).where(Mailing.id == mailing_id, Mailing.opened_at.is_(None)).values(opened_at=clock.now())
    )
    row = reader_of(actor.id)
    row.unopened = 0
    if row.stopped_at is not None:
        row.stopped_at = None
        plan_digest(row, actor.timezone)
    return True
