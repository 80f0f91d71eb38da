"""What the operator has set for letters of this forum, and the row each reader has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from forum.db import db
from forum.notifications.models import NoticeReader


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """How long a letter waits, and between which local hours none goes out unless a reader chose others."""

    delay: timedelta = timedelta(minutes=10)
    quiet_from: int = 20
    quiet_to: int = 8


# What everybody begins with.
BEGUN: Mapping[str, Any] = {
    "unread": 0, "letters": "each", "digest": "weekly", "digest_hour": 9, "digest_day": 0, "unopened": 0,
}  # fmt: skip

_rules = [Rules()]


def configure(rules: Rules) -> None:
    """Give this process the rules of the operator."""
    _rules[:] = [rules]


def rules() -> Rules:
    """Return the rules of this process."""
    return _rules[0]


def reader_of(person_id: int) -> NoticeReader:
    """Return a person's row, made now when she has none yet."""
    row = db.session.get(NoticeReader, person_id)
    if row is not None:
        return row
    try:
        with db.session.begin_nested():
            row = NoticeReader(person_id=person_id, **BEGUN)
            db.session.add(row)
    except IntegrityError:  # somebody made it a moment ago
        row = db.session.get_one(NoticeReader, person_id)
    return row
