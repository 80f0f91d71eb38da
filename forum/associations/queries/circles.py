"""Who stands in which circle: the actor of an account, the readers of an audience, the audiences on offer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, case, func, literal, null, select, union_all

from forum.accounts.queries import AccountRow
from forum.actor import Actor
from forum.associations.models import AssociationClosure, Membership, Office
from forum.associations.policy import Audience, offers_circle
from forum.associations.queries.tree import list_ancestors
from forum.db import db
from forum.errors import N_, Invalid

LABELS = {"public": N_("Все, в том числе без входа"), "private": N_("Только я")}


@dataclass(frozen=True, kw_only=True, slots=True)
class AudienceOption:
    """A choice of readers: its form value, its name, and how many people will read (None: everybody).

    The name of a circle is its association's in the reader's language; of the others a marked sentence.
    """

    value: str
    label: str
    readers: int | None


def actor_for(account: AccountRow) -> Actor:
    """Return the actor an account acts as, with every circle she stands in; one query."""
    belongs = (
        select(
            literal("circle").label("what"),
            Membership.role.label("role"),
            Membership.association_id.label("direct_id"),
            AssociationClosure.ancestor_id.label("association_id"),
        )
        .join(AssociationClosure, AssociationClosure.descendant_id == Membership.association_id)
        .where(Membership.person_id == account.id, Membership.state == "active")
    )
    holds = select(literal("office"), Office.office, null(), Office.association_id).where(
        Office.person_id == account.id
    )
    rows: list[Row[Any]] = list(db.session.execute(union_all(belongs, holds)))
    stands = [row for row in rows if row.what == "circle"]
    return Actor(
        person_id=account.id,
        full_name=account.full_name,
        username=account.username,
        email_confirmed=account.email_confirmed,
        circles=frozenset(row.association_id for row in stands),
        memberships=frozenset(row.direct_id for row in stands),
        heads=frozenset(row.direct_id for row in stands if row.role in {"head", "secretary"}),
        offices=frozenset((row.role, row.association_id) for row in rows if row.what == "office"),
        is_admin=account.is_admin,
        locale=account.locale,
        timezone=account.timezone,
    )


def readers(association_id: int) -> Select[Any]:
    """Return the select of everyone inside a circle: active members of the association and of all below it."""
    return (
        select(Membership.person_id)
        .join(AssociationClosure, AssociationClosure.descendant_id == Membership.association_id)
        .where(AssociationClosure.ancestor_id == association_id, Membership.state == "active")
        .distinct()
    )


def count_readers(audience: Audience, author_id: int | None) -> int | None:
    """Return how many people will read a thing, its author among them; None when everybody may."""
    if audience.kind == "public":
        return None
    if audience.kind == "private":
        return 1
    association_id = audience.association_id or 0
    return _count_circles([association_id], author_id)[association_id]


def list_audiences(actor: Actor, association_id: int, locale: str) -> list[AudienceOption]:
    """Return the audiences the actor may choose for something in an association, the nearest circle first.

    Circles are the association's and those above it that she stands in or writes to by her office; then everybody,
    then herself alone.
    """
    above = [row for row in list_ancestors(association_id) if offers_circle(actor, row.id)]
    counts = _count_circles([row.id for row in above], actor.person_id)
    circles = [AudienceOption(value=str(row.id), label=row.name(locale), readers=counts[row.id]) for row in above]
    others = [
        AudienceOption(value=kind, label=LABELS[kind], readers=count_readers(Audience(kind), actor.person_id))
        for kind in ("public", "private")
    ]
    return [*circles, *others]


def require_offered(actor: Actor, association_id: int, audience: Audience) -> None:
    """Raise Invalid("audience") unless this audience is among those on offer in an association."""
    if audience.kind != "circle":
        return
    above = {row.id for row in list_ancestors(association_id)}
    if audience.association_id not in above or not offers_circle(actor, audience.association_id):
        raise Invalid("audience", N_("Выберите, кто это увидит."))


def _count_circles(ids: Collection[int], author_id: int | None) -> dict[int, int]:
    """Return the number of readers of each circle, an author outside it counted in."""
    if not ids:
        return {}
    inside = (
        select(
            AssociationClosure.ancestor_id,
            func.count(Membership.person_id.distinct()),
            func.max(case((Membership.person_id == author_id, 1), else_=0)),
        )
        .join(Membership, Membership.association_id == AssociationClosure.descendant_id)
        .where(AssociationClosure.ancestor_id.in_(ids), Membership.state == "active")
        .group_by(AssociationClosure.ancestor_id)
    )
    counts = dict.fromkeys(ids, 0 if author_id is None else 1)
    for ancestor_id, people, author_stands in db.session.execute(inside):
        counts[ancestor_id] = people + (0 if author_stands or author_id is None else 1)
    return counts
