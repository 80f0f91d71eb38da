"""Choose how to be told: the way of each kind, letters, quiet hours, the digest."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select, update

from forum import clock
from forum.accounts.models import Person
from forum.actor import Actor
from forum.db import db
from forum.errors import N_, Invalid
from forum.notifications.hours import next_digest
from forum.notifications.kinds import SWITCHES, Way
from forum.notifications.models import Notice, NoticeChoice, NoticeReader
from forum.notifications.operations.settings import reader_of
from forum.notifications.queries import DIGESTS, LETTERS

HOURS = range(24)


def choose_ways(*, actor: Actor, ways: Mapping[str, str]) -> None:
    """Choose how to be told of each kind, by the names of switches; what is not named stays as it is."""
    known = {switch.name: switch for switch in SWITCHES}
    for name, way in ways.items():
        if name not in known or way not in set(Way):
            raise Invalid("ways", N_("Выберите один из четырёх способов для каждого случая."))
    changed = [name for name in ways if name in known]
    db.session.execute(delete(NoticeChoice).where(NoticeChoice.person_id == actor.id, NoticeChoice.switch.in_(changed)))
    db.session.add_all(
        NoticeChoice(person_id=actor.id, switch=name, way=Way(way).value)
        for name, way in ways.items()
        if Way(way) is not known[name].first
    )


def choose_letters(
    *, actor: Actor, letters: str, digest: str, digest_hour: int, digest_day: int,
    quiet_from: int | None, quiet_to: int | None,
) -> None:  # fmt: skip
    """Choose whether letters come at once, only as a digest or not at all, when the digest comes, when it is quiet.

    Two equal hours mean that it is never quiet. A digest that had stopped begins anew.
    """
    if letters not in LETTERS:
        raise Invalid("letters", N_("Выберите, какие письма присылать."))
    if digest not in DIGESTS or digest_hour not in HOURS or digest_day not in range(7):
        raise Invalid("digest", N_("Выберите, когда присылать дайджест."))
    if any(hour is not None and hour not in HOURS for hour in (quiet_from, quiet_to)):
        raise Invalid("quiet", N_("Тихие часы — это целые часы от 0 до 23."))
    row = reader_of(actor.id)
    row.letters = letters if letters != "none" else row.letters
    row.quiet_from, row.quiet_to = quiet_from, quiet_to
    row.digest, row.digest_hour, row.digest_day = digest, digest_hour, digest_day
    row.unopened, row.stopped_at = 0, None
    db.session.execute(update(Person).where(Person.id == actor.id).values(mail_notices=letters != "none"))
    if letters != "each":
        _drop_waiting(actor.id)
    plan_digest(row, actor.timezone)


def unsubscribe(*, person_id: int, name: str) -> None:
    """End the letters of one list without signing in; the right to it was signed into the letter."""
    row = reader_of(person_id)
    if name == "digest":
        row.digest, row.digest_at = "never", None
    else:
        row.letters = "digest"
        _drop_waiting(person_id)


def unsubscribe_of_all(*, person_id: int) -> None:
    """End all letters about what happens on the site."""
    db.session.execute(update(Person).where(Person.id == person_id).values(mail_notices=False))
    _drop_waiting(person_id)


def subscribe_again(*, person_id: int, name: str) -> None:
    """Take back an unsubscribing."""
    row = reader_of(person_id)
    timezone = db.session.scalar(select(Person.timezone).where(Person.id == person_id)) or "UTC"
    db.session.execute(update(Person).where(Person.id == person_id).values(mail_notices=True))
    if name == "digest":
        row.digest, row.unopened, row.stopped_at = "weekly", 0, None
        plan_digest(row, timezone)
    else:
        row.letters = "each"


def plan_digest(row: NoticeReader, timezone: str) -> None:
    """Write down when a person's next digest is due, by what she has chosen."""
    weekday = row.digest_day if row.digest == "weekly" else None
    due = next_digest(clock.now(), zone=timezone, hour=row.digest_hour, weekday=weekday)
    row.digest_at = None if row.digest == "never" or row.stopped_at is not None else due


def _drop_waiting(person_id: int) -> None:
    db.session.execute(update(Notice).where(Notice.person_id == person_id).values(mail_at=None))
