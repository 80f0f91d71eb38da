"""What happens to notices."""

from __future__ import annotations

from dataclasses import dataclass

from forum.outbox import Event


@dataclass(frozen=True, kw_only=True)
class NoticeMade(Event):
    """Someone was told something in the page; a letter may follow."""

    notice_id: int
