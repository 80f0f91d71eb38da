"""What happens to bookmarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forum.outbox import Event


@dataclass(frozen=True, kw_only=True)
class ReminderDue(Event):
    """The moment has come that a person asked to be reminded at."""

    bookmark_id: int
    remind_at: datetime
