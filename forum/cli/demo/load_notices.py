"""Let the demo's people have read what they were told, save the newest notices of those who can be signed in as."""

from __future__ import annotations

from forum.cli.demo.content import list_sign_ins
from forum.cli.demo.load_people import Cast
from forum.db import transaction
from forum.notifications import operations as notifications
from forum.notifications.queries import list_notices

UNREAD = 3
ALL = 1000


def read_notices(cast: Cast) -> None:
    """Mark notices read; those who can be signed in as keep their newest three."""
    visitors = {row["person"] for row in list_sign_ins()}
    with transaction():
        for key in cast.people:
            actor = cast.actor(key)
            if key not in visitors:
                notifications.mark_all_read(actor=actor)
                continue
            for notice in list_notices(actor, limit=ALL)[UNREAD:]:
                notifications.mark_read(actor=actor, notice_id=notice.id)
