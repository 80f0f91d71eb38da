"""The index of this process: told once where it lies, opened when it is first asked."""

from __future__ import annotations

from pathlib import Path

from forum.search.index import Index, open_index

_roots: list[Path] = []
_opened: dict[Path, Index] = {}


def configure(root: Path) -> None:
    """Name the folder of this process's index."""
    _roots[:] = [root]


def engine() -> Index:
    """Return the index; `configure` must have been called."""
    root = _roots[0]
    if root not in _opened:
        _opened[root] = open_index(root)
    return _opened[root]
