"""How often a person may write: far above what typing allows, far below what a script wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forum.web.http import limiter

View = Callable[..., Any]


def limit_writing(view: View) -> View:
    """Limit topics, replies and edits of one person."""
    return limiter.limit("20 per minute; 200 per hour", methods=["POST"])(view)


def limit_looking(view: View) -> View:
    """Limit previews and names, which a page asks for while one types."""
    return limiter.limit("120 per minute")(view)
