"""What people do with topics and posts, a verb each; nothing here commits."""

from __future__ import annotations

from forum.topics.operations.deleting import delete_post, restore_post
from forum.topics.operations.editing import edit_post
from forum.topics.operations.opening import open_topic
from forum.topics.operations.replying import reply
from forum.topics.operations.settling import change_audience, close_topic, reopen_topic

__all__ = [
    "change_audience",
    "close_topic",
    "delete_post",
    "edit_post",
    "open_topic",
    "reopen_topic",
    "reply",
    "restore_post",
]
