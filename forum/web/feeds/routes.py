"""Every page of this room; importing them hangs them on the blueprint."""

from __future__ import annotations

from forum.web.feeds import keys, lists, sitemap
from forum.web.feeds.room import room

__all__ = ["keys", "lists", "room", "sitemap"]
