"""Take no messages from somebody, and take them again."""

from __future__ import annotations

from sqlalchemy import func, select

from forum import clock
from forum.accounts.models import Person
from forum.actor import Actor
from forum.db import db
from forum.errors import N_, Conflict, Forbidden, NotFound
from forum.messages.models import MessageBlock
from forum.messages.queries import MOST_BLOCKED


def block(*, actor: Actor, person_id: int) -> None:
    """Take no messages from a person; she is not told. Twice is no error. Raises Forbidden, NotFound, Conflict."""
    if not actor.signed_in:
        raise Forbidden
    if person_id == actor.id:
        raise Conflict(N_("Это вы сами."))
    if db.session.get(Person, person_id) is None:
        raise NotFound
    if db.session.get(MessageBlock, {"person_id": actor.id, "blocked_id": person_id}) is not None:
        return
    blocked = db.session.scalar(select(func.count()).where(MessageBlock.person_id == actor.id)) or 0
    if blocked >= MOST_BLOCKED:
        raise Conflict(N_("В списке уже %(limit)d человек."), limit=MOST_BLOCKED)
    db.session.add(MessageBlock(person_id=actor.id, blocked_id=person_id, created_at=clock.now()))
    db.session.flush()


def unblock(*, actor: Actor, person_id: int) -> None:
    """Take messages from a person again."""
    if not actor.signed_in:
        raise Forbidden
    row = db.session.get(MessageBlock, {"person_id": actor.id, "blocked_id": person_id})
    if row is not None:
        db.session.delete(row)
        db.session.flush()
