"""What people do with topics and posts, a verb each; nothing here commits."""

from __future__ import annotations

from forum.topics.operations.accepting import (
    accept_answer,
    withdraw_answer,
)
from forum.topics.operations.deleting import (
    delete_post,
    restore_post,
)
from forum.topics.operations.drafting import (
    Kept,
    drop_draft,
    keep_draft,
)
from forum.topics.operations.editing import (
    edit_post,
)
from forum.topics.operations.following import (
    follow_association,
    follow_tag,
    follow_topic,
)
from forum.topics.operations.opening import (
    open_topic,
)
from forum.topics.operations.pinning import (
    pin_topic,
    unpin_topic,
)
from forum.topics.operations.reading import (
    read_posts,
)
from forum.topics.operations.recooking import (
    recook,
)
from forum.topics.operations.replying import (
    reply,
)
from forum.topics.operations.settling import (
    change_audience,
    close_topic,
    reopen_topic,
)
from forum.topics.operations.thanking import (
    take_thanks_back,
    thank,
)

__all__ = [
    "Kept",
    "accept_answer",
    "change_audience",
    "close_topic",
    "delete_post",
    "drop_draft",
    "edit_post",
    "follow_association",
    "follow_tag",
    "follow_topic",
    "keep_draft",
    "open_topic",
    "pin_topic",
    "read_posts",
    "recook",
    "reopen_topic",
    "reply",
    "restore_post",
    "take_thanks_back",
    "thank",
    "unpin_topic",
    "withdraw_answer",
]
