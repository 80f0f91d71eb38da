"""Time zones as people know them: by city, Kazakhstan and Russia first, with the hours from UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location

from forum import clock

FIRST = (
    "Asia/Almaty", "Asia/Qyzylorda", "Asia/Qostanay", "Asia/Aqtobe", "Asia/Atyrau", "Asia/Aqtau", "Asia/Oral",
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Novosibirsk",
    "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka",
)  # fmt: skip
_AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


def zone_choices(locale: str) -> list[tuple[str, str]]:
    """Return (zone, «Алматы (UTC+5)») pairs in a language."""
    return list(_choices(locale, clock.now().date().toordinal()))


@cache
def _choices(locale: str, day: int) -> tuple[tuple[str, str], ...]:
    moment = datetime.fromordinal(day).replace(hour=12, tzinfo=UTC)
    first = [(zone, _label(zone, locale, moment)) for zone in FIRST]
    seen = {label for _zone, label in first}
    others: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        if zone.startswith(_AREAS) and zone not in FIRST:
            label = _label(zone, locale, moment)
            if label not in seen:
                others.setdefault(label, zone)
    return (*first, *((zone, label) for label, zone in sorted(others.items())))


def _label(zone: str, locale: str, moment: datetime) -> str:
    city = get_timezone_location(zone, locale=locale, return_city=True)
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "\N{MINUS SIGN}"
    return f"{city} (UTC{sign}{hours}{f':{rest:02}' if rest else ''})"
