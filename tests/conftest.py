"""What every test stands on: quiet surroundings, one application a process, an empty database a test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

# A developer's own settings must not reach a test: only what a test is asked to use stays.
for _name in [name for name in os.environ if name.startswith("FORUM_") and not name.startswith("FORUM_TEST_")]:
    del os.environ[_name]

from config import Config
from forum.app import create_app
from forum.db import db, transaction
from tests.databases import fresh_database, put_away

pytest_plugins = ["tests.house.rendered", "tests.browsers"]


class Browser(FlaskClient):
    """A browser without JavaScript whose every request has a context of its own, as on the running site.

    Flask would share the context a test stands in with all its requests, and with it `g`: the first person to act.
    """

    def open(self, *args, **kwargs):
        db.session.rollback()  # what the test has read so far must not be all it ever sees
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give this process a database of its own."""
    with fresh_database(tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Config:
    """Give the settings of the test forum."""
    return Config(
        data=tmp_path_factory.mktemp("data"),
        secret_key="not a secret: tests only",
        database_url=database_url,
        base_url="http://localhost",
        demo=True,
        testing=True,
        rate_limits=False,
        page_cache=False,
    )


@pytest.fixture(scope="session")
def built_app(config: Config) -> Iterator[Flask]:
    """Build the application and its tables once a process."""
    app = create_app(config)
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
    yield app
    put_away(app)


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """Give the application with an empty database, inside an application context."""
    with built_app.app_context():
        yield built_app
        db.session.rollback()
        db.session.remove()
    with built_app.app_context(), transaction() as session:
        _empty(session)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser without JavaScript that has not signed in."""
    return app.test_client()


def _empty(session) -> None:
    """Delete every row; children before parents."""
    tables = list(reversed(db.metadata.sorted_tables))
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in tables)
        session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        return
    for table in tables:
        session.execute(table.delete())
