"""Join, ask to join, be accepted or declined, leave."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError

from forum import clock
from forum.actor import Actor
from forum.associations.events import CirclesChanged, MembershipAsked, MembershipDecided
from forum.associations.models import Membership
from forum.associations.policy import require_join, require_lead
from forum.associations.queries import get_association
from forum.db import db
from forum.errors import N_, Conflict, Invalid, NotFound
from forum.outbox import record

REASON_LENGTH = 1000


def join(*, actor: Actor, association_id: int) -> None:
    """Become a member of an open association at once; joining again changes nothing."""
    association = get_association(association_id)
    if association_id in actor.memberships:
        return
    require_join(actor, association_id)
    if association.joining != "open":
        raise Conflict(N_("В это объединение принимает руководитель: отправьте просьбу."))
    _forget_request(actor.id, association_id)
    if _add(actor.id, association_id, state="active"):
        record(CirclesChanged(association_id=association_id))


def ask_to_join(*, actor: Actor, association_id: int, reason: str) -> None:
    """Ask the head of a closed association to be let in; asking again replaces the reason."""
    association = get_association(association_id)
    require_join(actor, association_id)
    if association.joining == "open":
        raise Conflict(N_("Это объединение открыто: вступить можно сразу."))
    reason = reason.replace("\x00", "").strip()  # PostgreSQL keeps no NUL
    if not reason:
        raise Invalid("reason", N_("Напишите пару слов о себе: руководитель вас, возможно, не знает."))
    if len(reason) > REASON_LENGTH:
        raise Invalid("reason", N_("Слишком длинно: поместится %(limit)s знаков."), limit=REASON_LENGTH)
    replaced = db.session.execute(
        update(Membership)
        .where(
            Membership.person_id == actor.id,
            Membership.association_id == association_id,
            Membership.state == "asked",
        )
        .values(reason=reason)
    )
    if replaced.rowcount:  # type: ignore[attr-defined]  # an UPDATE always has a row count
        return
    if _add(actor.id, association_id, state="asked", reason=reason):
        record(MembershipAsked(association_id=association_id, person_id=actor.id))


def accept(*, actor: Actor, association_id: int, person_id: int) -> None:
    """Let someone in who asked; raise NotFound when she no longer asks."""
    get_association(association_id)
    require_lead(actor, association_id)
    accepted = db.session.execute(
        update(Membership)
        .where(*_asked(person_id, association_id))
        .values(state="active", decided_at=clock.now(), decided_by_id=actor.id)
    )
    if accepted.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound(N_("Этой просьбы уже нет: её отозвали или на неё ответили."))
    record(MembershipDecided(association_id=association_id, person_id=person_id, decided_by_id=actor.id, accepted=True))
    record(CirclesChanged(association_id=association_id))


def decline(*, actor: Actor, association_id: int, person_id: int) -> None:
    """Decline someone who asked; no trace of it stays, and she may ask again."""
    get_association(association_id)
    require_lead(actor, association_id)
    declined = db.session.execute(delete(Membership).where(*_asked(person_id, association_id)))
    if declined.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound(N_("Этой просьбы уже нет: её отозвали или на неё ответили."))
    record(
        MembershipDecided(association_id=association_id, person_id=person_id, decided_by_id=actor.id, accepted=False)
    )


def leave(*, actor: Actor, association_id: int) -> str | None:
    """Leave an association, or take back the wish to join it; return the state that ended, None if there was none."""
    get_association(association_id)
    state = db.session.scalar(
        select(Membership.state).where(Membership.person_id == actor.id, Membership.association_id == association_id)
    )
    db.session.execute(
        delete(Membership).where(Membership.person_id == actor.id, Membership.association_id == association_id)
    )
    if state == "active":
        record(CirclesChanged(association_id=association_id))
    return state


def _add(person_id: int, association_id: int, *, state: str, reason: str = "") -> bool:
    """Write a membership; say False when the same person wrote one in another window a moment ago."""
    row = Membership(
        person_id=person_id,
        association_id=association_id,
        role="member",
        state=state,
        reason=reason,
        created_at=clock.now(),
        decided_at=clock.now() if state == "active" else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    return True


def _forget_request(person_id: int, association_id: int) -> None:
    db.session.execute(delete(Membership).where(*_asked(person_id, association_id)))


def _asked(person_id: int, association_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.person_id == person_id,
        Membership.association_id == association_id,
        Membership.state == "asked",
    )
