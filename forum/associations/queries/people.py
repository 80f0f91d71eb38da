"""The head of an association's page and the people in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select, tuple_

from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.models import AssociationClosure, AssociationParent, Membership
from forum.associations.policy import can_join, can_lead, can_see_people
from forum.associations.queries.rows import AssociationRow
from forum.associations.queries.tree import get_association, list_associations
from forum.db import db

PEOPLE_SHOWN = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberRow:
    """A person in an association, or one who asks to be let in with her reason."""

    person_id: int
    username: str
    full_name: str
    school: str
    role: str
    reason: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AssociationHead:
    """What stands above the list of an association: where it hangs, who leads it, where the actor stands.

    `paths` are the ways from the top of the tree to its parents; `standing` is "none", "asked" or a role.
    """

    association: AssociationRow
    paths: tuple[tuple[AssociationRow, ...], ...]
    leaders: tuple[MemberRow, ...]
    members: int
    requests: int
    standing: str
    can_join: bool
    can_lead: bool
    can_see_people: bool


def get_head(actor: Actor, association_id: int) -> AssociationHead:
    """Return the head of an association's page; raise NotFound. Four queries whatever its size."""
    association = get_association(association_id)
    leads = can_lead(actor, association_id)
    counts = db.session.execute(
        select(
            func.count().filter(Membership.state == "active"),
            func.count().filter(Membership.state == "asked"),
            func.max(case((Membership.person_id == actor.person_id, Membership.state), else_=None)),
            func.max(case((Membership.person_id == actor.person_id, Membership.role), else_=None)),
        ).where(Membership.association_id == association_id)
    ).one()
    members, requests, own_state, own_role = counts
    standing = {"active": own_role, "asked": "asked"}.get(own_state, "none")
    return AssociationHead(
        association=association,
        paths=list_paths(association_id),
        leaders=tuple(_list_people(association_id, state="active", roles=("head", "secretary"))),
        members=members,
        requests=requests if leads else 0,
        standing=standing,
        can_join=standing == "none" and can_join(actor, association_id),
        can_lead=leads,
        can_see_people=can_see_people(actor, association_id),
    )


def list_paths(association_id: int) -> tuple[tuple[AssociationRow, ...], ...]:
    """Return every way from the top of the tree down to the parents of an association; two queries."""
    above = select(AssociationClosure.ancestor_id).where(AssociationClosure.descendant_id == association_id)
    edges: dict[int, list[int]] = {}
    for child_id, parent_id in db.session.execute(
        select(AssociationParent.child_id, AssociationParent.parent_id).where(AssociationParent.child_id.in_(above))
    ):
        edges.setdefault(child_id, []).append(parent_id)
    rows = {row.id: row for row in list_associations({one for parents in edges.values() for one in parents})}

    def ways(one: int) -> list[tuple[AssociationRow, ...]]:
        parents = sorted(edges.get(one, []), key=lambda parent: rows[parent].name_ru)
        return [(*way, rows[parent]) for parent in parents for way in (ways(parent) or [()])]

    return tuple(ways(association_id))


def list_members(actor: Actor, association_id: int, *, after: tuple[str, int] | None = None) -> list[MemberRow]:
    """Return the members by name, at most `PEOPLE_SHOWN`; `after` is the (name, id) of the last one before.

    Nobody outside the circle is told who is in it: for her the list is empty.
    """
    if not can_see_people(actor, association_id):
        return []
    return _list_people(association_id, state="active", after=after)


def list_requests(actor: Actor, association_id: int) -> list[MemberRow]:
    """Return who asks to be let in, the longest waiting first; only those who decide are told."""
    if not can_lead(actor, association_id):
        return []
    waiting = _list_people(association_id, state="asked")
    return sorted(waiting, key=lambda row: row.created_at)


def find_role(person_id: int, association_id: int) -> str | None:
    """Return the role of an active member, or None."""
    return db.session.scalar(
        select(Membership.role).where(
            Membership.person_id == person_id,
            Membership.association_id == association_id,
            Membership.state == "active",
        )
    )


def _list_people(
    association_id: int, *, state: str, roles: tuple[str, ...] = (), after: tuple[str, int] | None = None
) -> list[MemberRow]:
    query = (
        select(
            Person.id.label("person_id"), Person.username, Person.full_name, Person.school,
            Membership.role, Membership.reason, Membership.created_at,
        )
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.association_id == association_id, Membership.state == state)
        .order_by(Person.full_name, Person.id)
        .limit(PEOPLE_SHOWN)
    )  # fmt: skip
    if roles:
        query = query.where(Membership.role.in_(roles))
    if after is not None:
        query = query.where(tuple_(Person.full_name, Person.id) > after)
    return [MemberRow(**row._mapping) for row in db.session.execute(query)]  # noqa: SLF001
