"""What happens to messages beyond what happens to every topic."""

from __future__ import annotations

from dataclasses import dataclass

from forum.outbox import Event


@dataclass(frozen=True, kw_only=True)
class ReadersAdded(Event):
    """People were let into a conversation that was there already."""

    topic_id: int
    by_id: int
    person_ids: tuple[int, ...]
