"""What people do in the tree of associations, a verb each; nothing here commits."""

from __future__ import annotations

from forum.associations.operations.appointing import appoint, give_office, withdraw_office
from forum.associations.operations.membership import accept, ask_to_join, decline, join, leave
from forum.associations.operations.planting import add_parent, create_association, move

__all__ = [
    "accept",
    "add_parent",
    "appoint",
    "ask_to_join",
    "create_association",
    "decline",
    "give_office",
    "join",
    "leave",
    "move",
    "withdraw_office",
]
