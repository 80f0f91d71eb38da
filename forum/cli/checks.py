"""What is looked at before the forum starts; each finding is one sentence for the person who runs it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

QUICK_CHECK_LIMIT = 64 * 1024 * 1024


def folder_problem(folder: Path) -> str | None:
    """Return why the data folder cannot be used, or None."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"probe")
        probe.unlink()
    except OSError as error:
        return (
            f"The data folder {folder} cannot be written ({error.strerror}): "
            "allow writing, or set FORUM_DATA to another folder."
        )
    return None


def sqlite_file(database_url: str) -> Path | None:
    """Return the file of an embedded database, None for a server."""
    prefix = "sqlite:///"
    return Path(database_url.removeprefix(prefix)) if database_url.startswith(prefix) else None


def database_problem(file: Path) -> str | None:
    """Return why an embedded database file cannot be used, or None; a missing one is made later."""
    if not file.exists() or file.stat().st_size == 0:
        return None
    damaged = f"The database {file} is damaged: put a backup in its place, or move the file away to start empty."
    try:
        connection = sqlite3.connect(f"file:{file}?mode=rw", uri=True, timeout=10)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if file.stat().st_size <= QUICK_CHECK_LIMIT:
                (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
                return None if verdict == "ok" else damaged
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return f"The database {file} is in use by another program that does not let go of it."
        return f"The database {file} cannot be opened ({error})."
    except sqlite3.DatabaseError:
        return damaged
    return None


def renew_queue(file: Path) -> None:
    """Take away a damaged file of the job queue: it holds wake-up calls only, the work itself stands in the outbox."""
    if database_problem(file) is None:
        return
    for path in (file, *file.parent.glob(f"{file.name}-*")):
        path.unlink(missing_ok=True)


def schema_of(file: Path) -> str | None:
    """Return the revision an embedded database stands at, without loading the application."""
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def newest_schema(versions: Path) -> str | None:
    """Return the newest revision by file name (`NNNN_words.py`, revision NNNN)."""
    names = sorted(path.name for path in versions.glob("[0-9]*_*.py"))
    return names[-1].partition("_")[0] if names else None
