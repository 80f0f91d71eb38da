"""The statements a piece of code sends to the database, counted."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from forum.db import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect every statement of the block; BEGIN, COMMIT and the like are no statements of ours."""
    seen: list[str] = []

    def listen(_connection, _cursor, statement, _parameters, _context, _many):
        if statement.split(None, 1)[0].upper() in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
