"""Who sees what people tell about themselves."""

from __future__ import annotations

from forum.actor import Actor


def can_see_details(actor: Actor) -> bool:
    """Say whether the actor sees more of colleagues than name and school: whoever has confirmed her address."""
    return actor.email_confirmed
