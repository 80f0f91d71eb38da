"""When a letter may go out: quiet hours and the hour of the digest, in the reader's zone, whatever its clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def quiet_until(moment: datetime, *, zone: str, start: int, end: int) -> datetime | None:
    """Return the end of the quiet hours a moment falls into, None outside them; `start` = `end` means none at all.

    Hours are local, 0 to 23; 20 and 8 mean from eight in the evening to eight in the morning.
    """
    local = moment.astimezone(ZoneInfo(zone))
    if start == end or not _within(local.hour, start, end):
        return None
    day = local.date() + timedelta(days=1 if start > end and local.hour >= start else 0)
    return _next(moment, zone, day.toordinal(), end)


def next_digest(moment: datetime, *, zone: str, hour: int, weekday: int | None) -> datetime:
    """Return the first time after a moment when it is this hour there, on this day of the week (0 is Monday) or any."""
    local = moment.astimezone(ZoneInfo(zone))
    first = local.date().toordinal()
    for day in range(first, first + 9):
        at = _next(None, zone, day, hour)
        if at > moment and (weekday is None or datetime.fromordinal(day).weekday() == weekday):
            return at
    raise AssertionError("every week has every day")


def _within(hour: int, start: int, end: int) -> bool:
    return start <= hour < end if start < end else hour >= start or hour < end


def _next(after: datetime | None, zone: str, day: int, hour: int) -> datetime:
    """Return an hour of a local day in UTC; of two such hours in autumn the first that is later than `after`."""
    local = datetime.fromordinal(day).replace(hour=hour, tzinfo=ZoneInfo(zone))
    at = local.astimezone(UTC)
    return local.replace(fold=1).astimezone(UTC) if after is not None and at <= after else at
