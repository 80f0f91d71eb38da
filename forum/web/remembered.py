"""What was read for one request and holds for the next, until anything is written anywhere.

The version of the site is read before anything else of a request; what is remembered under it can only be newer than
it, never older. A request that may write neither asks nor adds: it reads everything itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from flask import current_app, g, request

from forum.db import find_version

MOST = 4000

T = TypeVar("T")


class _Memory:
    """What holds at one version of the site."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.values: dict[Hashable, Any] = {}


_memory = [_Memory(-1)]


def begin() -> None:
    """Note, before anything is read, what version of the site this request sees at the least."""
    known = request.environ.get("forum.version")
    g.site_version = (find_version() if known is None else known) if _is_plain_reading() else None


def remembered(make: Callable[[], T], *key: Hashable) -> T:
    """Return what `make` gave under this key at the same version of the site, in this process; else make it now."""
    version = g.get("site_version")
    if version is None:
        return make()
    memory = _memory[0]
    if memory.version != version:
        memory = _memory[0] = _Memory(version)
    place = (id(current_app._get_current_object()), *key)  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's way
    if place not in memory.values:
        value = make()
        if len(memory.values) < MOST:
            memory.values[place] = value
        return value
    return cast("T", memory.values[place])


def forget() -> None:
    """Read everything anew in the rest of this request."""
    g.site_version = None


def _is_plain_reading() -> bool:
    return bool(current_app.extensions["forum_config"].page_cache) and request.method in {"GET", "HEAD"}
