"""Know whether a forum is empty, half loaded or somebody's own, and keep two loads apart.

Until a load is finished everybody it made carries a password that no one can have. That mark stands in the same
transaction as the first row and goes with the last one, so a load cut short is told from a forum of real people.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select, text, update
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from forum.accounts.models import Person
from forum.accounts.operations.passwords import hash_password
from forum.cli.setting import stop
from forum.db import db, transaction

LOCKED = "!the demo is being loaded"
LOADED, SIGN_INS, LOCK = "demo-loaded", "demo-sign-ins.txt", "demo-lock"


@contextmanager
def unhurried_disk() -> Iterator[None]:
    """Let commits not wait for the disk inside the block: a load is finished by a commit that does, or begun again."""
    engine = db.engine
    relax = {
        "sqlite": "PRAGMA synchronous = NORMAL",
        "postgresql": "SET synchronous_commit TO off",
    }.get(engine.dialect.name)

    def on_checkout(connection: DBAPIConnection, _record: ConnectionPoolEntry, _proxy: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(relax)
        cursor.close()
        connection.commit()

    db.session.rollback()
    event.listen(engine, "checkout", on_checkout)
    try:
        yield
    finally:
        event.remove(engine, "checkout", on_checkout)
        db.session.rollback()
        engine.dispose()


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the right to load into a data folder; the system gives it back when the process dies."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stop(f"The demo is being loaded into {data} by another program: wait until it has ended.")
        yield


def make_empty() -> bool:
    """Say whether the forum is empty, after taking away what a load that was cut short has left."""
    with transaction(write=False) as session:
        people = session.scalar(select(func.count()).select_from(Person))
        locked = session.scalar(select(func.count()).select_from(Person).where(Person.password_hash == LOCKED))
    if people and people == locked:
        wipe()
        return True
    return not people


def wipe() -> None:
    """Delete every row of the forum."""
    tables = list(reversed(db.metadata.sorted_tables))
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in tables)
            session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            for table in tables:
                session.execute(table.delete())


def finish(data: Path, *, password: str, sign_ins: str) -> None:
    """Let people sign in, and leave in the folder who they are: the load has ended."""
    (data / SIGN_INS).write_text(sign_ins, "utf-8")
    with transaction() as session:
        session.execute(
            update(Person).where(Person.password_hash == LOCKED).values(password_hash=hash_password(password))
        )
    (data / LOADED).touch()
