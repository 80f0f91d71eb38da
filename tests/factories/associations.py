"""Associations of the tests: made straight in the tables, with the closure their parents give them."""

import itertools
from collections.abc import Sequence

from sqlalchemy import select

from forum import clock
from forum.associations.models import Association, AssociationClosure, AssociationParent, Membership, Office
from forum.db import transaction
from forum.slugs import slugify

_numbers = itertools.count(1)


def make_association(
    name: str | None = None,
    parents: Sequence[int] = (),
    *,
    kind: str = "subject",
    joining: str = "open",
    origin: str = "official",
    subject: str | None = None,
    name_kk: str | None = None,
    name_en: str | None = None,
    about: str = "",
) -> int:
    """Return the id of a new association under its parents."""
    name = name or f"Объединение {next(_numbers)}"
    with transaction() as session:
        row = Association(
            slug=slugify(name),
            kind=kind,
            subject=subject,
            origin=origin,
            joining=joining,
            name_ru=name,
            name_kk=name_kk or name,
            name_en=name_en or name,
            about_ru=about,
            about_kk=about,
            about_en=about,
            created_at=clock.now(),
        )
        session.add(row)
        session.flush()
        depths = {row.id: 0}
        for parent in parents:
            session.add(AssociationParent(child_id=row.id, parent_id=parent))
            above = select(AssociationClosure.ancestor_id, AssociationClosure.depth).where(
                AssociationClosure.descendant_id == parent
            )
            for ancestor, depth in session.execute(above):
                depths[ancestor] = min(depth + 1, depths.get(ancestor, depth + 1))
        session.add_all(
            AssociationClosure(ancestor_id=ancestor, descendant_id=row.id, depth=depth)
            for ancestor, depth in depths.items()
        )
        return row.id


def join(person_id: int, association_id: int, role: str = "member", *, state: str = "active", reason: str = "") -> None:
    """Put a person into an association, or let her ask (`state="asked"`)."""
    with transaction() as session:
        session.add(
            Membership(
                person_id=person_id,
                association_id=association_id,
                role=role,
                state=state,
                reason=reason,
                created_at=clock.now(),
                decided_at=clock.now() if state == "active" else None,
            )
        )


def give_office(person_id: int, association_id: int, office: str = "methodologist") -> None:
    """Give a person a duty over a territory."""
    with transaction() as session:
        session.add(Office(person_id=person_id, association_id=association_id, office=office))
