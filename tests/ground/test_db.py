"""Writers of SQLite take turns."""

import sqlite3
import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from forum import db as ground
from forum.db import db, transaction

HELD_SECONDS = 0.4


@pytest.fixture
def another_writer(app):
    """Give a connection of somebody else that holds the lock of writers."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL locks rows, not the database")
        other = sqlite3.connect(db.engine.url.database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_a_writer_waits_no_longer_than_it_must(app, another_writer):
    released = []

    def release():
        released.append(time.monotonic())
        another_writer.rollback()

    threading.Timer(HELD_SECONDS, release).start()
    with app.app_context(), transaction() as session:
        session.execute(text("SELECT 1"))
        assert released, "two wrote at once"
        assert session.execute(text("PRAGMA busy_timeout")).scalar() == ground.BUSY_TIMEOUT_MS


def test_a_writer_that_waited_in_vain_is_told(app, another_writer, monkeypatch):
    monkeypatch.setattr(ground, "BUSY_TIMEOUT_MS", 50)
    with app.app_context():
        with pytest.raises(OperationalError, match="locked"), transaction() as session:
            session.execute(text("SELECT 1"))
        another_writer.rollback()
        with transaction() as session:
            assert session.execute(text("SELECT 1")).scalar() == 1
