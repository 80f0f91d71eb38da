"""Quiet hours and the hour of the digest hold in every zone and on the days when clocks are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from forum.notifications.hours import next_digest, quiet_until

pytestmark = pytest.mark.anywhere

ZONES = (
    "Asia/Almaty", "Europe/Kaliningrad", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Pacific/Chatham", "Pacific/Apia", "America/St_Johns", "UTC",
)  # fmt: skip
# Around them clocks go forward or back somewhere above; and two ordinary days.
DAYS = ("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01", "2026-06-15", "2026-12-31")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "end"),
    [
        ("2026-11-18 14:59", "Asia/Almaty", None),  # 19:59
        ("2026-11-18 15:00", "Asia/Almaty", "2026-11-19 03:00"),  # 20:00
        ("2026-11-18 19:30", "Asia/Almaty", "2026-11-19 03:00"),  # after midnight
        ("2026-11-19 02:59", "Asia/Almaty", "2026-11-19 03:00"),  # 7:59
        ("2026-11-19 03:00", "Asia/Almaty", None),  # 8:00
        ("2026-03-28 22:00", "Europe/Berlin", "2026-03-29 06:00"),  # the night loses an hour
        ("2026-10-24 22:00", "Europe/Berlin", "2026-10-25 07:00"),  # the night gains one
    ],
)
def test_from_eight_in_the_evening_to_eight_in_the_morning(moment, zone, end):
    assert quiet_until(utc(moment), zone=zone, start=20, end=8) == (utc(end) if end else None)


def test_two_equal_hours_are_never_quiet():
    assert quiet_until(utc("2026-11-18 20:00"), zone="UTC", start=0, end=0) is None


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("start", "end"), [(20, 8), (22, 2), (1, 3), (0, 23), (23, 0)])
def test_quiet_hours_end_later_today_and_it_is_not_quiet_then(zone, day, start, end):
    for minutes in range(0, 48 * 60, 37):
        moment = utc(day) + timedelta(minutes=minutes)
        until = quiet_until(moment, zone=zone, start=start, end=end)
        hour = moment.astimezone(ZoneInfo(zone)).hour
        quiet = start <= hour < end if start < end else hour >= start or hour < end
        assert (until is not None) == quiet
        if until is not None:
            assert moment < until <= moment + timedelta(hours=26)
            assert quiet_until(until, zone=zone, start=start, end=end) is None


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("hour", [0, 2, 9, 23])
def test_the_next_digest_comes_at_its_hour_within_a_day_or_a_week(zone, day, hour):
    for minutes in range(0, 36 * 60, 97):
        moment = utc(day) + timedelta(minutes=minutes)
        daily = next_digest(moment, zone=zone, hour=hour, weekday=None)
        weekly = next_digest(moment, zone=zone, hour=hour, weekday=3)
        assert moment < daily <= moment + timedelta(hours=26)
        assert moment < weekly <= moment + timedelta(days=7, hours=2)
        assert weekly.astimezone(ZoneInfo(zone)).weekday() == 3
        local = daily.astimezone(ZoneInfo(zone))
        # An hour that clocks leap over is told an hour later.
        assert local.hour in {hour, (hour + 1) % 24}
