"""The demo's past: what was done and when, played in its order with the clock standing at each moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zlib import crc32
from zoneinfo import ZoneInfo

from forum import clock, jobs, outbox
from forum.db import transaction

FIRST_HOUR, LAST_HOUR = 8, 20


@dataclass(frozen=True, slots=True)
class Step:
    """One thing somebody did, in a transaction of its own.

    What it causes is delivered `at_once` when the next steps need it, else at the end of its day.
    """

    at: datetime
    act: Callable[[], object]
    at_once: bool = False


def play(steps: Iterable[Step], *, tell: Callable[[], None]) -> None:
    """Do everything in the order of its time; `tell` is called after each step."""
    for _day, group in groupby(sorted(steps, key=_moment), key=lambda step: _moment(step).date()):
        of_day = list(group)
        for step in of_day:
            with clock.freeze(step.at):
                with transaction():
                    step.act()
                    outbox.take_recorded()  # there is no worker to wake: the work is done here
                if step.at_once:
                    jobs.run_pending()
            tell()
        with clock.freeze(of_day[-1].at):
            jobs.run_pending()


def _moment(step: Step) -> datetime:
    return step.at.astimezone(UTC)


def some_hour(key: str, days_ago: float, zone: str, now: datetime) -> datetime:
    """Return an hour of the day at a place, the same for the same key, at least `days_ago` days before now."""
    latest = now - timedelta(days=days_ago)
    minute = FIRST_HOUR * 60 + crc32(key.encode()) % ((LAST_HOUR - FIRST_HOUR) * 60)
    local = latest.astimezone(ZoneInfo(zone)).replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
    return local if local <= latest else local - timedelta(days=1)


def some_minutes(key: str, least: int, most: int) -> timedelta:
    """Return a while between two numbers of minutes, the same for the same key."""
    return timedelta(minutes=least + crc32(key.encode()) % (most - least + 1))
