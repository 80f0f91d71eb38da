"""Moments to be reminded at, as a person names them, in her own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from forum import clock
from forum.errors import N_

EVENING, MORNING = 18, 8
LAST_HOUR_FOR_EVENING = 17
MONDAY = 7


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment on offer: its form value, its words, the moment itself."""

    value: str
    label: str
    at: datetime


def offered(timezone: str) -> list[Moment]:
    """Return the moments on offer now: this evening while it is far enough, tomorrow morning, next Monday morning."""
    now = clock.now().astimezone(ZoneInfo(timezone))
    today = now.replace(minute=0, second=0, microsecond=0)
    moments = [
        Moment("tomorrow", N_("Завтра утром"), (today + timedelta(days=1)).replace(hour=MORNING)),
        Moment(
            "week", N_("На следующей неделе"), (today + timedelta(days=MONDAY - now.weekday())).replace(hour=MORNING)
        ),
    ]
    if now.hour < LAST_HOUR_FOR_EVENING:
        moments.insert(0, Moment("evening", N_("Сегодня вечером"), today.replace(hour=EVENING)))
    # On a Sunday the next week begins tomorrow: one line is enough.
    return [one for number, one in enumerate(moments) if one.at not in {other.at for other in moments[:number]}]


def parse(typed: str, timezone: str) -> datetime | None:
    """Read what a field of date and time holds, in a zone; None when it is no moment."""
    try:
        local = datetime.strptime(typed[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - the zone is given below
        return local.replace(tzinfo=ZoneInfo(timezone))
    except ValueError:
        return None


def written(moment: datetime, timezone: str) -> str:
    """Write a moment as a field of date and time holds it."""
    return moment.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%dT%H:%M")
