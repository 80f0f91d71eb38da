"""Create associations and hang them in the tree; the closure follows, circles of parents are refused."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable

from sqlalchemy import delete, select, update

from forum import clock
from forum.actor import Actor
from forum.associations.events import CirclesChanged
from forum.associations.models import (
    JOINING,
    KINDS,
    ORIGINS,
    Association,
    AssociationClosure,
    AssociationParent,
    new_stamp,
)
from forum.associations.policy import require_admin
from forum.db import db
from forum.errors import N_, Conflict, Invalid, NotFound
from forum.outbox import record
from forum.slugs import slugify

NAME_LENGTH = 200


def create_association(
    *,
    actor: Actor,
    kind: str,
    name_ru: str,
    name_kk: str = "",
    name_en: str = "",
    about_ru: str = "",
    about_kk: str = "",
    about_en: str = "",
    subject: str | None = None,
    origin: str = "official",
    joining: str = "request",
    parents: Collection[int] = (),
) -> int:
    """Create an association under its parents and return its id; names that are empty become the Russian one."""
    require_admin(actor)
    for field, value, known in (("kind", kind, KINDS), ("origin", origin, ORIGINS), ("joining", joining, JOINING)):
        if value not in known:
            raise Invalid(field, N_("Выберите значение из списка."))
    name = _name("name_ru", name_ru)
    row = Association(
        slug=slugify(name),
        kind=kind,
        subject=subject,
        origin=origin,
        joining=joining,
        name_ru=name,
        name_kk=_name("name_kk", name_kk or name),
        name_en=_name("name_en", name_en or name),
        about_ru=about_ru,
        about_kk=about_kk,
        about_en=about_en,
        created_at=clock.now(),
    )
    _require_all(parents)
    db.session.add(row)
    db.session.flush()
    db.session.add_all(AssociationParent(child_id=row.id, parent_id=parent) for parent in set(parents))
    db.session.flush()
    _close([row.id])
    return row.id


def add_parent(*, actor: Actor, association_id: int, parent_id: int) -> None:
    """Hang an association under one more parent."""
    require_admin(actor)
    _lock_tree()
    if parent_id in _parents(association_id):
        return
    _hang(association_id, [*_parents(association_id), parent_id])


def move(*, actor: Actor, association_id: int, parents: Collection[int]) -> None:
    """Hang an association under these parents and no others; none makes it stand at the top."""
    require_admin(actor)
    _lock_tree()
    _hang(association_id, parents)


def _hang(association_id: int, parents: Iterable[int]) -> None:
    wanted = set(parents)
    _require_all({association_id, *wanted})
    below = _below(association_id)
    if wanted & below:
        raise Conflict(N_("Объединение не может входить само в себя или в то, что ниже него."))
    db.session.execute(delete(AssociationParent).where(AssociationParent.child_id == association_id))
    db.session.add_all(AssociationParent(child_id=association_id, parent_id=parent) for parent in wanted)
    db.session.execute(update(Association).where(Association.id == association_id).values(stamp=new_stamp()))
    db.session.flush()
    _close(below)
    record(CirclesChanged(association_id=association_id))


def _close(ids: Collection[int]) -> None:
    """Write the closure of these associations anew from the edges: each with everything above it, shortest way."""
    db.session.execute(delete(AssociationClosure).where(AssociationClosure.descendant_id.in_(ids)))
    edges: dict[int, list[int]] = {}
    for child_id, parent_id in db.session.execute(select(AssociationParent.child_id, AssociationParent.parent_id)):
        edges.setdefault(child_id, []).append(parent_id)
    db.session.add_all(
        AssociationClosure(ancestor_id=ancestor, descendant_id=one, depth=depth)
        for one in ids
        for ancestor, depth in _ways_up(one, edges).items()
    )
    db.session.flush()


def _ways_up(start: int, edges: dict[int, list[int]]) -> dict[int, int]:
    depths, queue = {start: 0}, deque([start])
    while queue:
        one = queue.popleft()
        for parent in edges.get(one, ()):
            if parent not in depths:
                depths[parent] = depths[one] + 1
                queue.append(parent)
    return depths


def _below(association_id: int) -> set[int]:
    """Return an association and everything under it."""
    query = select(AssociationClosure.descendant_id).where(AssociationClosure.ancestor_id == association_id)
    return set(db.session.scalars(query))


def _parents(association_id: int) -> list[int]:
    query = select(AssociationParent.parent_id).where(AssociationParent.child_id == association_id)
    return list(db.session.scalars(query))


def _require_all(ids: Collection[int]) -> None:
    found = set(db.session.scalars(select(Association.id).where(Association.id.in_(ids)))) if ids else set()
    if found != set(ids):
        raise NotFound


def _lock_tree() -> None:
    """Let moves wait for each other: two at once could hang two branches under one another."""
    db.session.execute(select(Association.id).order_by(Association.id).with_for_update()).all()


def _name(field: str, value: str) -> str:
    name = " ".join(value.split())
    if not name:
        raise Invalid(field, N_("Напишите название."))
    if len(name) > NAME_LENGTH:
        raise Invalid(field, N_("Слишком длинно: поместится %(limit)s знаков."), limit=NAME_LENGTH)
    return name
