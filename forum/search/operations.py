"""Rebuild the index from the database while the old one goes on answering."""

from __future__ import annotations

from collections.abc import Callable

from forum.search.documents import count_all, every_document
from forum.search.engine import engine
from forum.search.entries import IndexDamaged


def rebuild(*, progress: Callable[[int], None] | None = None) -> int:
    """Build a new index, switch to it, return the number of its documents; raise IndexBusy while another is built."""
    return engine().rebuild(every_document(), progress=progress)


def build_if_lost() -> bool:
    """Build the index anew when it is empty beside a database that is not, or cannot be read; say whether it was."""
    try:
        held = engine().count()
    except IndexDamaged:
        held = 0
    if held or not count_all():
        return False
    rebuild()
    return True
