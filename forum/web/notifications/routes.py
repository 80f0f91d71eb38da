"""All pages of the room."""

from __future__ import annotations

from forum.web.notifications import choosing, letters, reading
from forum.web.notifications.room import room

__all__ = ["choosing", "letters", "reading", "room"]
