"""Tell people, note what they have read, let them choose, and make their letters."""

from __future__ import annotations

from forum.notifications.operations.choosing import (
    choose_letters,
    choose_ways,
    subscribe_again,
    unsubscribe,
    unsubscribe_of_all,
)
from forum.notifications.operations.collecting import collect, forget_letters, make_letters, plan_first_digests
from forum.notifications.operations.mailing import UNOPENED, claim, drop, open_digest, release, settle
from forum.notifications.operations.reading import (
    list_waiting_in,
    mark_all_read,
    mark_lesson_seen,
    mark_read,
    mark_seen,
    mark_topic_read,
    recount,
)
from forum.notifications.operations.settings import Rules, configure, rules
from forum.notifications.operations.telling import About, tell, tell_all

__all__ = [
    "UNOPENED",
    "About",
    "Rules",
    "choose_letters",
    "choose_ways",
    "claim",
    "collect",
    "configure",
    "drop",
    "forget_letters",
    "list_waiting_in",
    "make_letters",
    "mark_all_read",
    "mark_lesson_seen",
    "mark_read",
    "mark_seen",
    "mark_topic_read",
    "open_digest",
    "plan_first_digests",
    "recount",
    "release",
    "rules",
    "settle",
    "subscribe_again",
    "tell",
    "tell_all",
    "unsubscribe",
    "unsubscribe_of_all",
]
