"""All pages of topics: importing this module hangs them on the blueprint."""

from __future__ import annotations

from forum.web.topics import changing, composing, history, lists, reading, writing
from forum.web.topics.room import room

__all__ = ["changing", "composing", "history", "lists", "reading", "room", "writing"]
