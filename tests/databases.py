"""An empty database for a test run, a SQLite file or a schema on a PostgreSQL server; and tidying up."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, make_url, text

from forum.db import db


@contextmanager
def fresh_database(folder: Path) -> Iterator[str]:
    """Give the URL of an empty database that is gone afterwards; a SQLite file lies in `folder`."""
    server = os.environ.get("FORUM_TEST_DATABASE_URL")
    if not server:
        yield f"sqlite:///{folder / 'forum.db'}"
        return
    schema = f"forum_test_{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    own = make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
    try:
        yield own.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


def put_away(app: Flask) -> None:
    """Close what an application holds open: the session, the connections to the database, the queue."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    app.extensions["forum_queue"].storage.close()
