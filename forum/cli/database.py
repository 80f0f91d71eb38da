"""Look after the database schema."""

from __future__ import annotations

import click
from alembic import command
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from forum import migrations
from forum.cli.setting import application, stop


@click.group()
def database() -> None:
    """Look after the database."""


@database.command()
def upgrade() -> None:
    """Bring the database to the newest schema."""
    upgrade_or_stop(application())
    click.echo("The database has the newest schema.")


def upgrade_or_stop(app: Flask) -> None:
    """Bring the database to the newest schema; a database that cannot be used ends the command."""
    migrations.attach(app)
    name = _without_password(app.extensions["forum_config"].database_url)
    try:
        with app.app_context():
            command.upgrade(app.extensions["migrate"].migrate.get_config(), "head")
    except SQLAlchemyError as error:
        stop(f"The database {name} cannot be used: {' '.join(str(getattr(error, 'orig', None) or error).split())}")
    except CommandError:
        stop(f"The database {name} was made by another version of the forum: run the version that used it last.")


def _without_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else url
