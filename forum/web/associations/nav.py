"""The places beside every page: the reader's own circles, then the tree; one query while the tree stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from forum.actor import Actor
from forum.associations.queries import TreeRow, list_tree, tree_version
from forum.web.remembered import remembered
from forum.web.templating import Nav, NavNode

# A tree with more lines than this shows only its top and the branch of the page that is open.
LINES_SHOWN = 60
TOP_DEPTH = 1

_PAGE = re.compile(r"/c/[^/]+/(\d{1,10})")
_kept: dict[str, tuple[tuple[int, int], list[TreeRow]]] = {}


def nav(actor: Actor, path: str) -> Nav:
    """Return the trees beside a page of this path."""
    found = _PAGE.fullmatch(path)
    current = int(found[1]) if found else None
    return remembered(lambda: _nav(actor, current), "nav", actor.circles, actor.locale, current)


def _nav(actor: Actor, current: int | None) -> Nav:
    version, rows = _tree(actor.locale)
    mine = [row for row in rows if row.association.id in actor.circles]
    places = rows if len(rows) <= LINES_SHOWN else _folded(rows, current)
    return Nav(
        mine=tuple(_nodes(mine, actor.locale, current)),
        places=tuple(_nodes(places, actor.locale, current)),
        key=(version, actor.circles, current),
    )


def _tree(locale: str) -> tuple[tuple[int, int], list[TreeRow]]:
    version = tree_version()
    if locale not in _kept or _kept[locale][0] != version:
        _kept[locale] = version, list_tree(locale)
    return _kept[locale]


def _folded(rows: list[TreeRow], current: int | None) -> list[TreeRow]:
    """Keep the top of the tree and, of the open page's branch, what is above it and right below it."""
    open_ids = {current}
    for row in reversed(rows):
        if row.association.id in open_ids and row.parent_id is not None:
            open_ids.add(row.parent_id)
    return [
        row
        for row in rows
        if row.depth <= TOP_DEPTH or row.association.id in open_ids or (row.parent_id == current and row.parent_id)
    ]


def _nodes(rows: Iterable[TreeRow], locale: str, current: int | None) -> Iterable[NavNode]:
    for row in rows:
        one = row.association
        yield NavNode(
            name=one.name(locale),
            url=f"/c/{one.slug}/{one.id}",
            depth=row.depth,
            is_current=one.id == current,
            has_children=row.has_children,
        )
