"""Read notices, choices and digests as plain rows."""

from __future__ import annotations

from forum.notifications.queries.choices import (
    DIGESTS,
    LETTERS,
    ReaderRow,
    Told,
    find_reader,
    kinds_told,
    list_told,
    list_ways,
)
from forum.notifications.queries.digests import DigestTopic, MailingRow, find_digest, find_mailing, list_new_topics
from forum.notifications.queries.notices import (
    LIST_LENGTH,
    NoticeRow,
    count_unread,
    count_waiting,
    find_notice,
    list_mailed,
    list_notices,
    list_unread_messages,
)

__all__ = [
    "DIGESTS",
    "LETTERS",
    "LIST_LENGTH",
    "DigestTopic",
    "MailingRow",
    "NoticeRow",
    "ReaderRow",
    "Told",
    "count_unread",
    "count_waiting",
    "find_digest",
    "find_mailing",
    "find_notice",
    "find_reader",
    "kinds_told",
    "list_mailed",
    "list_new_topics",
    "list_notices",
    "list_told",
    "list_unread_messages",
    "list_ways",
]
