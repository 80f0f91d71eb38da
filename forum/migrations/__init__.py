"""The history of the database schema, written by Alembic."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from forum.db import db


def attach(app: Flask) -> None:
    """Let an application change its schema; only commands do, so web and worker never load Alembic (15 MB each)."""
    Migrate(app, db, directory=str(Path(__file__).parent), render_as_batch=True, compare_type=True)
