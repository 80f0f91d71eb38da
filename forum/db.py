"""The database: one session, one transaction per unit of work, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, event, text, update
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 10_000
# SQLite itself would look again after ever longer naps, 100 ms at last: a short write waited out by sleeping.
LOOK_AGAIN_SECONDS = 0.003
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_may_write: ContextVar[bool] = ContextVar("may_write", default=False)


class Base(DeclarativeBase):
    """The base of every table; constraints get names, so migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment, stored without zone on SQLite and with it on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; hand UTC to the driver."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: use forum.clock.now()")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's call
    ) -> datetime | None:
        """Give back an aware UTC time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Set up a SQLite connection: WAL, foreign keys, full durability, our own BEGIN."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()
    connection.create_function("casefold", 1, _casefold, deterministic=True)


def _casefold(value: str | None) -> str | None:
    return value.casefold() if isinstance(value, str) else value


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Take SQLite's write lock at once for a writer, so it never fails half way on a stale snapshot."""
    if connection.dialect.name != "sqlite":
        return
    if _writing.get():
        _take_turn(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _take_turn(connection: Connection) -> None:
    """Begin to write as soon as nobody else does; fail as SQLite does when somebody writes for ten seconds."""
    driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while not _has_begun(driver):
            if time.monotonic() > deadline:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            time.sleep(LOOK_AGAIN_SECONDS)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _has_begun(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


class SiteVersion(Base):
    """One row that grows with every transaction that wrote: what was cached under an older number is stale."""

    __tablename__ = "site_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int]


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _context: UOWTransaction) -> None:
    session.info["wrote"] = True


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info["wrote"] = True


def _commit() -> None:
    """Commit; when anything was written, let the site's version grow in the same transaction, as its last step."""
    session = db.session
    session.flush()
    if session.info.pop("wrote", False):
        grown = session.execute(update(SiteVersion).values(value=SiteVersion.value + 1))
        if not grown.rowcount:  # type: ignore[attr-defined]
            session.add(SiteVersion(id=1, value=1))
    session.commit()
    session.info.pop("wrote", None)


@contextmanager
def transaction(*, write: bool = True) -> Iterator[Any]:
    """Run a block as one transaction: commit at its end, roll back on any error; yields the session.

    The session must be fresh: whatever was read before belongs to another unit of work and is dropped.
    """
    db.session.rollback()
    token = _writing.set(write)
    try:
        yield db.session
        if write:
            _commit()
        else:
            db.session.rollback()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


def begin_unit(*, write: bool, later: bool = False) -> None:
    """Begin the unit of work of a request: with the right to write, now or after `begin_writing`, or to read only."""
    _writing.set(write)
    _may_write.set(write or later)


def begin_writing() -> bool:
    """Let a unit of work that began by reading write from here on: what takes long is done, now comes the lock.

    What it has read is let go, to be read again under the lock. Return False where it could write all along.
    """
    if _writing.get():
        return False
    if not _may_write.get():
        raise RuntimeError("this unit of work only reads")
    _require_nothing_written()
    db.session.rollback()
    _writing.set(True)
    return True


def _require_nothing_written() -> None:
    if db.session.registry.has() and (db.session.new or db.session.dirty or db.session.info.pop("wrote", False)):
        raise RuntimeError("written in a unit of work that only reads")


def end_unit(*, ok: bool) -> None:
    """End the unit of work: commit a writer that went well, roll everything else back."""
    try:
        if ok and _writing.get():
            _commit()
        elif ok and _may_write.get():
            _require_nothing_written()
            db.session.rollback()
        elif db.session.registry.has():
            db.session.rollback()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.set(False)
        _may_write.set(False)


def current_version() -> int:
    """Return the number that grows with every write, read on a connection of its own outside any unit of work."""
    return read_version(db.engine)


def find_version() -> int | None:
    """Return the same number, or None while the database does not answer."""
    try:
        return current_version()
    except (SQLAlchemyError, db.engine.dialect.loaded_dbapi.Error):
        return None


def read_version(engine: Engine) -> int:
    """Return the number that grows with every write; asked for each page, so it goes straight to the driver."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT value FROM site_version")
        row = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return int(row[0]) if row else 0


def is_reachable() -> bool:
    """Say whether the database answers; a failing one is left rolled back."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True
