"""What happens to stored files."""

from __future__ import annotations

from dataclasses import dataclass

from forum.outbox import Event


@dataclass(frozen=True, kw_only=True)
class FileStored(Event):
    """A file was stored and waits to be converted."""

    file_id: int


@dataclass(frozen=True, kw_only=True)
class FileConverted(Event):
    """A file can be read in the page now, or it is known why not."""

    file_id: int
    ok: bool
