"""Keep the directory in order when somebody changes her name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from forum.accounts.events import PersonRenamed
from forum.accounts.models import Person
from forum.db import db
from forum.people.alphabet import order_key
from forum.people.models import Profile


def put_in_order(events: Sequence[PersonRenamed]) -> None:
    """Sort each of these people anew by her present name."""
    ids = {event.person_id for event in events}
    names = select(Profile, Person.full_name).join(Person, Person.id == Profile.person_id).where(Person.id.in_(ids))
    for profile, full_name in db.session.execute(names):
        profile.name_key = order_key(full_name)
