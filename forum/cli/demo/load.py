"""Load the demo into an empty forum through the forum's own operations, once, whatever interrupts it."""

from __future__ import annotations

import click
from flask import Flask

from forum import clock, jobs, outbox
from forum.cli.demo import content, state
from forum.cli.demo.load_lessons import plan_lessons
from forum.cli.demo.load_notices import read_notices
from forum.cli.demo.load_people import found, plan_memberships
from forum.cli.demo.load_topics import plan_topics
from forum.cli.demo.timeline import play
from forum.db import transaction
from forum.notifications.mail import send_letters
from forum.search import operations as search
from forum.search.handlers import update_index

# The index is built at once in the end, and nobody in the demo has a letter box.
SPARED = frozenset(jobs.handler_name(handler) for handler in (update_index, send_letters))


def load_if_empty(app: Flask) -> bool:
    """Load the demo unless somebody is here already; return whether it was loaded.

    Needs an application context and the newest schema. A load that was cut short is taken away and begun again.
    """
    data = app.extensions["forum_config"].data
    with state.alone(data):
        if not state.make_empty():
            return False
        with state.unhurried_disk():
            _load()
        state.finish(data, password=content.demo_password(), sign_ins=describe_sign_ins())
    return True


def describe_sign_ins() -> str:
    """Return who may be signed in as, in words for the person who started the demo."""
    people = {person["key"]: person for person in content.list_people()}
    lines = [f"Demo sign-ins, one password for all of them: {content.demo_password()}"]
    for row in content.list_sign_ins():
        person = people[row["person"]]
        lines.append(f"  {person['email']:<34} {person['full_name']}: {row['what_ru']} ({row['what_en']})")
    return "\n".join(lines) + "\n"


def _load() -> None:
    moment = clock.now().replace(second=0, microsecond=0)
    with outbox.owing_nothing_to(SPARED):
        cast = found(moment)
        steps = [*plan_memberships(cast, moment), *plan_topics(cast, moment), *plan_lessons(cast, moment)]
        with click.progressbar(length=len(steps), label="Loading the demo") as bar:
            play(steps, tell=lambda: bar.update(1))
    with transaction(write=False):
        owed = jobs.count_backlog()
    if owed.waiting:
        raise RuntimeError(f"the demo did not load: {owed.waiting} of its events could not be delivered")
    read_notices(cast)
    search.rebuild()
