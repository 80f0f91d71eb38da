"""Read the tree of places and subject associations; it is open to all."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from forum.associations.models import Association, AssociationClosure, AssociationParent
from forum.associations.queries.rows import COLUMNS, AssociationRow, TreeRow
from forum.db import db
from forum.errors import NotFound


def find_association(association_id: int) -> AssociationRow | None:
    """Return an association by id."""
    row = db.session.execute(select(*COLUMNS).where(Association.id == association_id)).first()
    return AssociationRow(**row._mapping) if row else None  # noqa: SLF001


def get_association(association_id: int) -> AssociationRow:
    """Return an association by id; raise NotFound."""
    row = find_association(association_id)
    if row is None:
        raise NotFound
    return row


def list_associations(ids: Collection[int]) -> list[AssociationRow]:
    """Return the associations with these ids, by Russian name."""
    query = select(*COLUMNS).where(Association.id.in_(ids)).order_by(Association.name_ru, Association.id)
    return [AssociationRow(**row._mapping) for row in db.session.execute(query)]  # noqa: SLF001


def list_ancestors(association_id: int) -> list[AssociationRow]:
    """Return an association and everything above it, nearest first."""
    query = (
        select(*COLUMNS)
        .join(AssociationClosure, AssociationClosure.ancestor_id == Association.id)
        .where(AssociationClosure.descendant_id == association_id)
        .order_by(AssociationClosure.depth, Association.name_ru, Association.id)
    )
    return [AssociationRow(**row._mapping) for row in db.session.execute(query)]  # noqa: SLF001


def tree_version() -> tuple[int, int]:
    """Return what differs whenever any association or its place in the tree does; one cheap query."""
    count, stamps = db.session.execute(select(func.count(), func.coalesce(func.sum(Association.stamp), 0))).one()
    return int(count), int(stamps)


def list_tree(locale: str = "ru") -> list[TreeRow]:
    """Return the whole tree in walking order, siblings in the order of a language, places first; two queries.

    An association with two parents stands under each of them.
    """
    found = [AssociationRow(**row._mapping) for row in db.session.execute(select(*COLUMNS))]  # noqa: SLF001
    rows = sorted(found, key=lambda row: row.order(locale))
    by_id = {row.id: row for row in rows}
    parents: dict[int, list[int]] = {}
    for child_id, parent_id in db.session.execute(select(AssociationParent.child_id, AssociationParent.parent_id)):
        parents.setdefault(child_id, []).append(parent_id)
    children: dict[int | None, list[int]] = {}
    for row in rows:
        above: list[int] | list[None] = parents.get(row.id) or [None]
        for parent in above:
            children.setdefault(parent, []).append(row.id)
    tree: list[TreeRow] = []
    stack: list[tuple[int, int, int | None]] = [(one, 0, None) for one in reversed(children.get(None, []))]
    while stack:
        one, depth, parent = stack.pop()
        below = children.get(one, [])
        tree.append(TreeRow(association=by_id[one], depth=depth, parent_id=parent, has_children=bool(below)))
        stack.extend((child, depth + 1, one) for child in reversed(below))
    return tree
