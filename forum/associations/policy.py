"""Circles of readers, and who may do what in an association.

The rule of reading stands here twice, side by side: for one thing (`may_read`), for a list
(`readable`), and for the list of its readers (`forum.associations.queries.readers`). Tests prove they agree.
No office and no headship widens reading: only standing inside the circle does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_

from forum.actor import Actor
from forum.errors import N_, Conflict, Forbidden, Invalid

AudienceKind = Literal["public", "circle", "private"]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a thing is meant for: everybody, the circle of one association, or its author alone."""

    kind: AudienceKind
    association_id: int | None = None

    def __post_init__(self) -> None:
        if (self.kind == "circle") != (self.association_id is not None):
            raise ValueError("a circle, and only a circle, names its association")

    @classmethod
    def parse(cls, value: str) -> Audience:
        """Read the form value: `public`, `private` or an association's id; raise Invalid("audience")."""
        if value == "public":
            return cls("public")
        if value == "private":
            return cls("private")
        if value.isascii() and value.isdigit() and 0 < int(value) < 2**31:
            return cls("circle", int(value))
        raise Invalid("audience", N_("Выберите, кто это увидит."))

    def __str__(self) -> str:
        return str(self.association_id) if self.kind == "circle" else self.kind


def may_read(actor: Actor, audience: Audience, author_id: int | None) -> bool:
    """Say whether the actor stands among the readers: public, inside the circle, or the author herself."""
    if audience.kind == "public":
        return True
    if author_id is not None and author_id == actor.person_id:
        return True
    return audience.kind == "circle" and audience.association_id in actor.circles


def readable(
    kind: ColumnElement[Any], association_id: ColumnElement[Any], author_id: ColumnElement[Any], actor: Actor
) -> ColumnElement[bool]:
    """Return the twin of `may_read` as one SQL condition over the columns of an audience and its author."""
    public = kind == "public"
    if not actor.signed_in:
        return public
    conditions: list[ColumnElement[bool]] = [public, author_id == actor.person_id]
    if actor.circles:
        conditions.append(and_(kind == "circle", association_id.in_(sorted(actor.circles))))
    return or_(*conditions)


def can_open_in(actor: Actor, association_id: int) -> bool:
    """Say whether the actor may open topics here: inside its circle, or its territory's methodologist."""
    return actor.email_confirmed and (
        association_id in actor.circles or ("methodologist", association_id) in actor.offices
    )


def offers_circle(actor: Actor, association_id: int) -> bool:
    """Say whether the actor may make a circle the readers: she stands in it, or it is her office's territory."""
    return association_id in actor.circles or ("methodologist", association_id) in actor.offices


def can_see_people(actor: Actor, association_id: int) -> bool:
    """Say whether the actor may see who is in an association: she stands in its circle, or accepts its members."""
    return association_id in actor.circles or can_lead(actor, association_id)


def can_lead(actor: Actor, association_id: int) -> bool:
    """Say whether the actor accepts members here: its head or secretary, or an administrator."""
    return association_id in actor.heads or actor.is_admin


def require_lead(actor: Actor, association_id: int) -> None:
    """Raise Forbidden unless the actor leads this association."""
    if not can_lead(actor, association_id):
        raise Forbidden(N_("Это может сделать только руководитель объединения."))


def can_join(actor: Actor, association_id: int) -> bool:
    """Say whether the actor may join or ask to join: confirmed, and not there yet."""
    return actor.email_confirmed and association_id not in actor.memberships


def require_join(actor: Actor, association_id: int) -> None:
    """Raise the reason why the actor may not join or ask to join."""
    if not actor.email_confirmed:
        raise Forbidden(N_("Сначала подтвердите почту: письмо со ссылкой уже отправлено."))
    if not can_join(actor, association_id):
        raise Conflict(N_("Вы уже в этом объединении."))


def can_appoint(actor: Actor, own_role: str | None) -> bool:
    """Say whether the actor gives roles in an association: its head (`own_role` there), or an administrator."""
    return actor.is_admin or own_role == "head"


def require_appoint(actor: Actor, own_role: str | None) -> None:
    """Raise Forbidden unless the actor gives roles in the association where she has this role."""
    if not can_appoint(actor, own_role):
        raise Forbidden(N_("Это может сделать только руководитель объединения."))


def require_admin(actor: Actor) -> None:
    """Raise Forbidden unless the actor keeps the tree and its offices."""
    if not actor.is_admin:
        raise Forbidden(N_("Это может сделать только администратор сайта."))
