"""Let the demo's people open their topics, answer one another and close what is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from forum.cli.demo.content import list_topics
from forum.cli.demo.load_people import Cast
from forum.cli.demo.timeline import Step, some_hour, some_minutes
from forum.topics import operations as topics


@dataclass(slots=True)
class Thread:
    """A topic of the demo; its id is known once it is opened."""

    id: int = 0


def plan_topics(cast: Cast, now: datetime) -> list[Step]:
    """Plan every question and discussion with its replies."""
    return [step for row in list_topics() for step in _plan(cast, row, now)]


def plan_replies(cast: Cast, thread: Thread, rows: list[dict[str, Any]], opened: datetime) -> list[Step]:
    """Plan replies: {"author", "minutes_after", "body"} and perhaps "reply_to", in a topic opened at a moment."""
    return [Step(opened + timedelta(minutes=row["minutes_after"]), partial(_reply, cast, thread, row)) for row in rows]


def _plan(cast: Cast, row: dict[str, Any], now: datetime) -> list[Step]:
    thread = Thread()
    opened = some_hour(row["key"], row["days_ago"], cast.zones[row["author"]], now)
    steps = [Step(opened, partial(_open, cast, thread, row)), *plan_replies(cast, thread, row["replies"], opened)]
    if row["closed"]:
        settled = steps[-1].at + some_minutes(row["key"], 10, 60)
        steps.append(Step(settled, partial(_close, cast, thread, row["author"])))
    return steps


def _open(cast: Cast, thread: Thread, row: dict[str, Any]) -> None:
    topic = topics.open_topic(
        actor=cast.actor(row["author"]),
        association_id=cast.places[row["association"]],
        kind=row["kind"],
        title=row["title"],
        body=row["body"],
        tags=row["tags"],
        audience=cast.audience(row["audience"]),
        language=row["language"],
    )
    thread.id = topic.id


def _reply(cast: Cast, thread: Thread, row: dict[str, Any]) -> None:
    topics.reply(
        actor=cast.actor(row["author"]), topic_id=thread.id, body=row["body"], reply_to_number=row.get("reply_to")
    )


def _close(cast: Cast, thread: Thread, author: str) -> None:
    topics.close_topic(actor=cast.actor(author), topic_id=thread.id)
