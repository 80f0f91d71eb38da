"""Every page of this room hangs on its blueprint once these modules are read."""

from __future__ import annotations

from forum.web.lessons import publishing, reading
from forum.web.lessons.room import room

__all__ = ["publishing", "reading", "room"]
