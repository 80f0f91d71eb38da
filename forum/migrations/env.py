"""Alembic's entry: run the migrations on the application's own engine."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from forum.db import Base, UtcDateTime

migrate = current_app.extensions["migrate"]
engine = migrate.db.engine


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our moments as plain columns, so a migration never needs today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


if context.is_offline_mode():
    raise SystemExit("migrations run on a live database only")

with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_item=render_item, **migrate.configure_args
    )
    with context.begin_transaction():
        context.run_migrations()
