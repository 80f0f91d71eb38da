"""Whether the forum is well: database, index, queue, disk and mail, in figures without personal data."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from forum import jobs
from forum.db import is_reachable

QUEUE_LATE_SECONDS = 60
DISK_LOW_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """What an operator looks at; sizes in bytes, times in seconds, None where it cannot be known."""

    database: bool
    index: bool
    queue_waiting: int | None
    queue_failing: int | None
    queue_oldest_seconds: int | None
    disk_free: int
    mail: str

    @property
    def ok(self) -> bool:
        """Say whether the forum can answer at all."""
        return self.database

    @property
    def queue_late(self) -> bool:
        """Say whether work waits longer than a running worker would let it."""
        return (self.queue_oldest_seconds or 0) > QUEUE_LATE_SECONDS

    @property
    def disk_low(self) -> bool:
        """Say whether the disk is nearly full."""
        return self.disk_free < DISK_LOW_BYTES

    def figures(self) -> dict[str, Any]:
        """Return everything as JSON can hold it, with a word for the whole."""
        worry = self.queue_late or self.disk_low or not self.index or bool(self.queue_failing)
        return {"status": ("attention" if worry else "ok") if self.ok else "failing", **asdict(self)}


def look(*, data: Path, smtp_url: str | None) -> Health:
    """Look at every part; a database that fails is a finding, not an error."""
    database = is_reachable()
    backlog = jobs.count_backlog() if database else None
    index = data / "index"
    return Health(
        database=database,
        index=index.is_dir() and any(index.iterdir()),
        queue_waiting=backlog.waiting if backlog else None,
        queue_failing=backlog.failing if backlog else None,
        queue_oldest_seconds=backlog.oldest_seconds if backlog else None,
        disk_free=shutil.disk_usage(data).free,
        mail="smtp" if smtp_url else "files",
    )
