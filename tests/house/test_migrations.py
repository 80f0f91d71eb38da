"""The migrations make exactly the tables that the models describe, on the database of this run."""

import os
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from forum.db import db
from tests.databases import fresh_database
from tests.house.tree import ROOT

MIGRATIONS = ROOT / "forum" / "migrations"
COMMAND = [sys.executable, "-c", "from forum.cli import main; main()"]


@pytest.fixture
def migrated(tmp_path):
    """Give the URL of a database that `forum database upgrade` has filled."""
    with fresh_database(tmp_path) as url:
        settings = {"FORUM_DATA": str(tmp_path / "data"), "FORUM_DATABASE_URL": url, "FORUM_SECRET_KEY": "tests only"}
        done = subprocess.run(
            [*COMMAND, "database", "upgrade"],
            env={**os.environ, **settings},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        yield url


def test_migrations_and_models_agree(migrated):
    engine = create_engine(migrated)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, db.metadata)
    engine.dispose()
    assert not difference


def test_there_is_one_line_of_migrations():
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    for revision in script.walk_revisions():
        name = os.path.basename(revision.path)  # noqa: PTH119 - alembic gives a string
        assert name.startswith(f"{revision.revision}_"), "the file is named after its revision"
        assert revision.down_revision is None or revision.down_revision < revision.revision
