"""Put the demo's people and associations into the forum, and let everybody join where she belongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from forum import clock
from forum.accounts.models import Person
from forum.accounts.queries import get_account
from forum.actor import Actor
from forum.associations import operations as associations
from forum.associations.queries import actor_for, get_association
from forum.cli.demo.content import list_associations, list_people, list_requests
from forum.cli.demo.state import LOCKED
from forum.cli.demo.timeline import Step, some_hour
from forum.db import db, transaction

FOUNDED_DAYS = 120
JOINING_DAYS = (110.0, 65.0)
HEADS = "head"


@dataclass(frozen=True, slots=True)
class Cast:
    """The demo's people and associations by their keys."""

    people: dict[str, int]
    zones: dict[str, str]
    places: dict[str, int]
    admin: str

    def actor(self, key: str) -> Actor:
        """Return a person as she may act now."""
        return actor_for(get_account(self.people[key]))

    def audience(self, value: str) -> str:
        """Return the form value of an audience: public, private, or an association's id."""
        return str(self.places.get(value, value))


def found(now: datetime) -> Cast:
    """Make people, associations and offices in one transaction; nobody can sign in until the load is finished."""
    with clock.freeze(now - timedelta(days=FOUNDED_DAYS)), transaction():
        people = {row["key"]: _person(row) for row in list_people()}
        db.session.add_all(people.values())
        db.session.flush()
        cast = Cast(
            people={key: person.id for key, person in people.items()},
            zones={key: person.timezone for key, person in people.items()},
            places={},
            admin=next(key for key, person in people.items() if person.is_admin),
        )
        admin = cast.actor(cast.admin)
        for row in list_associations():
            cast.places[row["key"]] = _plant(admin, row, cast)
        for row in list_people():
            for duty in row["offices"]:
                associations.give_office(
                    actor=admin,
                    association_id=cast.places[duty["association"]],
                    person_id=cast.people[row["key"]],
                    office=duty["office"],
                )
    return cast


def plan_memberships(cast: Cast, now: datetime) -> list[Step]:
    """Plan how people join, heads first, and who still waits for an answer."""
    rows = [(person, row) for person in list_people() for row in person["memberships"]]
    rows.sort(key=lambda pair: pair[1]["role"] != HEADS)
    first, last = JOINING_DAYS
    pace = (first - last) / len(rows)
    led: dict[str, str] = {}
    steps = []
    for number, (person, row) in enumerate(rows):
        place = row["association"]
        if row["role"] == HEADS:
            led.setdefault(place, person["key"])
        moment = some_hour(f"{person['key']}-{place}", first - number * pace, person["timezone"], now)
        steps.append(Step(moment, partial(_enter, cast, person, row, led.get(place, cast.admin))))
    for row in list_requests():
        moment = some_hour(row["person"], row["days_ago"], cast.zones[row["person"]], now)
        steps.append(Step(moment, partial(_ask, cast, row["person"], row["association"], row["reason"])))
    return steps


def _person(row: dict[str, Any]) -> Person:
    return Person(
        username=row["username"],
        full_name=row["full_name"],
        email=row["email"],
        password_hash=LOCKED,
        email_confirmed_at=clock.now(),
        school=row["school"],
        locale=row["language"],
        timezone=row["timezone"],
        is_admin=row["is_admin"],
        created_at=clock.now(),
    )


def _plant(admin: Actor, row: dict[str, Any], cast: Cast) -> int:
    names = {
        f"{field}_{locale}": row[f"{field}_{locale}"] for field in ("name", "about") for locale in ("ru", "kk", "en")
    }
    return associations.create_association(
        actor=admin,
        kind=row["type"],
        subject=row["subject"],
        origin=row["origin"],
        joining=row["joining"],
        parents=[cast.places[parent] for parent in row["parents"]],
        **names,
    )


def _enter(cast: Cast, person: dict[str, Any], row: dict[str, Any], leader: str) -> None:
    """Join an open association, or ask and be let in by its head (the first head: by the administrator)."""
    place, person_id = cast.places[row["association"]], cast.people[person["key"]]
    if get_association(place).joining == "open":
        associations.join(actor=cast.actor(person["key"]), association_id=place)
    else:
        _ask(cast, person["key"], row["association"], person["about"])
        by = cast.admin if leader == person["key"] else leader
        associations.accept(actor=cast.actor(by), association_id=place, person_id=person_id)
    if row["role"] != "member":
        associations.appoint(actor=cast.actor(cast.admin), association_id=place, person_id=person_id, role=row["role"])


def _ask(cast: Cast, person: str, place: str, reason: str) -> None:
    associations.ask_to_join(actor=cast.actor(person), association_id=cast.places[place], reason=reason)
