"""Give roles in an association and duties over a territory; none of them widens what anyone may read."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from forum.accounts.queries import get_account
from forum.actor import Actor
from forum.associations.models import OFFICES, ROLES, Membership, Office
from forum.associations.policy import require_admin, require_appoint
from forum.associations.queries import find_role, get_association
from forum.db import db
from forum.errors import N_, Conflict, Invalid


def appoint(*, actor: Actor, association_id: int, person_id: int, role: str) -> None:
    """Give a member her role: member, head or secretary. The head does it, or an administrator."""
    get_association(association_id)
    require_appoint(actor, find_role(actor.id, association_id) if actor.signed_in else None)
    if role not in ROLES:
        raise Invalid("role", N_("Выберите значение из списка."))
    appointed = db.session.execute(
        update(Membership)
        .where(
            Membership.person_id == person_id,
            Membership.association_id == association_id,
            Membership.state == "active",
        )
        .values(role=role)
    )
    if appointed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE always has a row count
        raise Conflict(N_("Роль можно дать только участнику объединения."))


def give_office(*, actor: Actor, association_id: int, person_id: int, office: str) -> None:
    """Make someone methodologist or curator of a territory; giving it twice changes nothing."""
    require_admin(actor)
    get_association(association_id)
    get_account(person_id)
    if office not in OFFICES:
        raise Invalid("office", N_("Выберите значение из списка."))
    held = select(Office.office).where(
        Office.person_id == person_id, Office.association_id == association_id, Office.office == office
    )
    if db.session.scalar(held) is None:
        db.session.add(Office(person_id=person_id, association_id=association_id, office=office))
        db.session.flush()


def withdraw_office(*, actor: Actor, association_id: int, person_id: int, office: str) -> None:
    """Take a duty back; it is gone at once."""
    require_admin(actor)
    db.session.execute(
        delete(Office).where(
            Office.person_id == person_id, Office.association_id == association_id, Office.office == office
        )
    )
