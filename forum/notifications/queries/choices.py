"""Read how people want to be told: their switches, their letters, their quiet hours, their digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Person
from forum.db import db
from forum.notifications.kinds import SWITCHES, Kind, Way, switch_of
from forum.notifications.models import NoticeChoice, NoticeReader

LETTERS = ("each", "digest", "none")
DIGESTS = ("daily", "weekly", "never")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReaderRow:
    """A person as a reader of notices; hours are None where the site's own hold."""

    letters: str = "each"
    quiet_from: int | None = None
    quiet_to: int | None = None
    digest: str = "weekly"
    digest_hour: int = 9
    digest_day: int = 0
    digest_at: datetime | None = None
    unopened: int = 0
    stopped_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """How one person is told of one kind: the way she chose, and whether letters go out at once at all.

    `has_row` says whether she has a row as a reader yet.
    """

    way: Way
    at_once: bool
    has_row: bool


def find_reader(person_id: int) -> ReaderRow:
    """Return what a person has chosen about letters; what everybody begins with where she has not."""
    row = db.session.execute(
        select(
            Person.mail_notices, NoticeReader.letters, NoticeReader.quiet_from, NoticeReader.quiet_to,
            NoticeReader.digest, NoticeReader.digest_hour, NoticeReader.digest_day, NoticeReader.digest_at,
            NoticeReader.unopened, NoticeReader.stopped_at,
        )
        .outerjoin(NoticeReader, NoticeReader.person_id == Person.id)
        .where(Person.id == person_id)
    ).first()  # fmt: skip
    if row is None:
        return ReaderRow()
    values = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    wanted = values.pop("mail_notices")
    begun = ReaderRow(**values) if values["letters"] is not None else ReaderRow()
    return begun if wanted else replace(begun, letters="none")


def list_ways(person_id: int) -> dict[str, Way]:
    """Return the way of every switch by its name, chosen or not."""
    query = select(NoticeChoice.switch, NoticeChoice.way).where(NoticeChoice.person_id == person_id)
    chosen = {name: Way(way) for name, way in db.session.execute(query)}
    return {switch.name: chosen.get(switch.name, switch.first) for switch in SWITCHES}


def list_told(reasons: Mapping[int, Kind]) -> dict[int, Told]:
    """Return how each of these people is told of the kind beside her; two queries for all of them."""
    people = db.session.execute(
        select(Person.id, Person.mail_notices, NoticeReader.letters)
        .outerjoin(NoticeReader, NoticeReader.person_id == Person.id)
        .where(Person.id.in_(sorted(reasons)))
    ).all()
    names = sorted({switch_of(kind).name for kind in reasons.values()})
    chosen = db.session.execute(
        select(NoticeChoice.person_id, NoticeChoice.switch, NoticeChoice.way).where(
            NoticeChoice.person_id.in_(sorted(reasons)), NoticeChoice.switch.in_(names)
        )
    )
    ways = {(row.person_id, row.switch): Way(row.way) for row in chosen}
    found = {}
    for row in people:
        switch = switch_of(reasons[row.id])
        found[row.id] = Told(
            way=ways.get((row.id, switch.name), switch.first),
            at_once=row.mail_notices and row.letters in {None, "each"},
            has_row=row.letters is not None,
        )
    return found


def kinds_told(person_id: int, *ways: Way) -> frozenset[str]:
    """Return the kinds a person is told of in one of these ways."""
    chosen = list_ways(person_id)
    return frozenset(str(kind) for switch in SWITCHES if chosen[switch.name] in ways for kind in switch.kinds)
