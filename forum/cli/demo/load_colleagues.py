"""Let the demo's people tell about themselves, write to one another, and keep bookmarks."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from forum.bookmarks import operations as bookmarks
from forum.cli.demo.content import list_bookmarks, list_messages, list_profiles, list_topics
from forum.cli.demo.load_people import Cast
from forum.cli.demo.load_topics import Thread, plan_replies
from forum.cli.demo.timeline import Step, some_hour
from forum.db import db
from forum.messages import operations as messages
from forum.people import operations as people
from forum.topics.models import Post, Topic

TOLD_DAYS, KEPT_DAYS = 60, 1
MORNING = 8


def plan_colleagues(cast: Cast, now: datetime) -> list[Step]:
    """Plan profiles, conversations with their replies, and bookmarks with reminders that are still to come."""
    steps = []
    for row in list_profiles():
        moment = some_hour(f"profile-{row['person']}", TOLD_DAYS, cast.zones[row["person"]], now)
        steps.append(Step(moment, partial(_introduce, cast, row)))
    for row in list_messages():
        thread = Thread()
        moment = some_hour(row["title"], row["days_ago"], cast.zones[row["author"]], now)
        steps.append(Step(moment, partial(_send, cast, thread, row)))
        steps += plan_replies(cast, thread, row["replies"], moment)
    for row in list_bookmarks():
        moment = some_hour(f"{row['person']}-{row['topic']}", KEPT_DAYS, cast.zones[row["person"]], now)
        steps.append(Step(moment, partial(_keep, cast, row, now)))
    return steps


def _introduce(cast: Cast, row: dict[str, Any]) -> None:
    told = {name: row[name] for name in ("help_with", "about", "subjects", "languages", "in_directory")}
    people.introduce(actor=cast.actor(row["person"]), **told)


def _send(cast: Cast, thread: Thread, row: dict[str, Any]) -> None:
    to = ", ".join(f"@{cast.actor(key).username}" for key in row["to"])
    group = cast.places[row["group"]] if row["group"] else None
    topic = messages.send(actor=cast.actor(row["author"]), to=to, title=row["title"], body=row["body"], group_id=group)
    thread.id = topic.id


def _keep(cast: Cast, row: dict[str, Any], now: datetime) -> None:
    title = {topic["key"]: topic["title"] for topic in list_topics()}[row["topic"]]
    post_id = db.session.scalars(
        select(Post.id).join(Topic, Topic.id == Post.topic_id).where(Topic.title == title, Post.number == 1)
    ).one()
    remind_at = None
    if row["remind_in_days"] is not None:
        local = (now + timedelta(days=row["remind_in_days"])).astimezone(ZoneInfo(cast.zones[row["person"]]))
        remind_at = local.replace(hour=MORNING, minute=0) + timedelta(days=local.hour >= MORNING)
    bookmarks.keep(actor=cast.actor(row["person"]), post_id=post_id, note=row["note"], remind_at=remind_at)
