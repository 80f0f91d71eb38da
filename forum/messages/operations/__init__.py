"""What people do with messages, a verb each; replying is done as in any topic. Nothing here commits."""

from __future__ import annotations

from forum.messages.operations.joining import add_readers, leave
from forum.messages.operations.refusing import block, unblock
from forum.messages.operations.sending import send

__all__ = ["add_readers", "block", "leave", "send", "unblock"]
