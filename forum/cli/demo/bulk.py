"""Load the generated large forum: whole rows, many at a time, with every counter right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import click
from flask import Flask
from sqlalchemy import text

from forum import clock
from forum.cli.demo import state
from forum.cli.demo.bulk_rows import NUMBERED, Buffer
from forum.cli.demo.content import demo_password
from forum.cli.demo.scale import PEOPLE, POSTS, Row, ScaleTopic, generate
from forum.db import db, transaction
from forum.search import operations as search
from forum.search.documents import count_all

CHUNK = 5_000


def load_scale(app: Flask, *, scale: int, seed: int, index: bool) -> bool:
    """Load a generated forum into an empty one; return whether it was loaded.

    Needs an application context and the newest schema. A load that was cut short is taken away and begun again.
    """
    data = app.extensions["forum_config"].data
    with state.alone(data):
        if not state.make_empty():
            return False
        moment = clock.now().replace(microsecond=0)
        with state.unhurried_disk():
            with click.progressbar(length=POSTS * scale, label="Writing posts") as bar:
                load_rows(generate(scale, seed, until=moment), moment=moment, tell=bar.update)
            if index:
                _build_index()
        state.finish(data, password=demo_password(), sign_ins=_describe_sign_ins(PEOPLE * scale))
    return True


def load_rows(rows: Iterable[Row], *, moment: datetime, tell: Callable[[int], None] = lambda _posts: None) -> None:
    """Write associations, people, topics and posts as they come, a transaction a chunk of whole topics.

    `moment` is the last one of the stream; `tell` hears how many posts each chunk had.
    """
    buffer = Buffer(moment)
    for row in rows:
        if isinstance(row, ScaleTopic) and buffer.size >= CHUNK:
            tell(_write(buffer))
        buffer.take(row)
    tell(_write(buffer))
    _follow_on()


def _write(buffer: Buffer) -> int:
    with transaction() as session:
        return buffer.write(session.connection())


def _follow_on() -> None:
    """Let PostgreSQL count on from the numbers that were given, and know how the tables look now."""
    with transaction() as session:
        if session.get_bind().dialect.name != "postgresql":
            return
        for name in NUMBERED:
            session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608 - names of our own tables
            )
        # Only our own tables: the database may be shared, and a table of others be locked.
        session.execute(text(f"ANALYZE {', '.join(table.name for table in db.metadata.sorted_tables)}"))


def _build_index() -> None:
    with transaction(write=False):
        total = count_all()
    with click.progressbar(length=total, label="Building the index") as bar:
        search.rebuild(progress=lambda done: bar.update(done - bar.pos))


def _describe_sign_ins(people: int) -> str:
    return (
        f"Demo sign-ins, one password for all of them: {demo_password()}\n"
        f"  teacher.1@example.org … teacher.{people}@example.org\n"
    )
