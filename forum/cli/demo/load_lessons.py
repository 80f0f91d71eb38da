"""Let the demo's people publish lessons, comment on them at a place, decide, and upload better versions."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from forum.associations.policy import Audience
from forum.cli.demo.content import list_lessons
from forum.cli.demo.documents import build_file
from forum.cli.demo.load_people import Cast
from forum.cli.demo.load_topics import Thread, plan_replies
from forum.cli.demo.timeline import Step, some_hour, some_minutes
from forum.documents.queries import list_blocks
from forum.feedback import operations as feedback
from forum.lessons import operations as lessons
from forum.lessons.queries import list_versions, pick_version

Record = dict[str, Any]


@dataclass(slots=True)
class Plan:
    """A lesson of the demo on its way: what it is, when it was published, and the ids known by now."""

    row: Record
    published: datetime
    latest: datetime
    thread: Thread = field(default_factory=Thread)
    lesson_id: int = 0
    comments: dict[str, int] = field(default_factory=dict)

    def after(self, **while_: float) -> datetime:
        """Return a moment some while after publishing."""
        return self.published + timedelta(**while_)

    def next_version(self, number: int) -> datetime | None:
        """Return when the version after this one is uploaded, None when there is none."""
        later = [one for one in self.row["versions"] if one["number"] == number + 1]
        return self.after(days=later[0]["days_after"]) if later else None


def plan_lessons(cast: Cast, now: datetime) -> list[Step]:
    """Plan every lesson with its versions, comments, decisions and replies."""
    return [step for row in list_lessons() for step in _plan(cast, row, now)]


def _plan(cast: Cast, row: Record, now: datetime) -> list[Step]:
    published = some_hour(row["key"], row["days_ago"], cast.zones[row["author"]], now)
    plan = Plan(row=row, published=published, latest=now - timedelta(minutes=1))
    word = {"author": row["author"], "minutes_after": 3, "body": row["note"]}
    steps = [
        Step(published, partial(_publish, cast, plan), at_once=True),
        *plan_replies(cast, plan.thread, [word, *row["replies"]], published),
    ]
    for version in row["versions"][1:]:
        uploaded = plan.after(days=version["days_after"])
        steps.append(Step(uploaded, partial(_improve, cast, plan, version), at_once=True))
    for comment in row["comments"]:
        steps.append(Step(plan.after(minutes=comment["minutes_after"]), partial(_comment, cast, plan, comment)))
        if comment["state"] != "open":
            steps.append(Step(_decided(plan, comment), partial(_decide, cast, plan, comment)))
    return steps


def _decided(plan: Plan, comment: Record) -> datetime:
    """Return when the author decides: before the version that does it, after one that left it for later."""
    soon = plan.after(minutes=comment["minutes_after"]) + some_minutes(comment["key"], 25, 240)
    better = plan.next_version(comment["version"])
    if better is not None and comment["state"] == "done":
        soon = min(soon, better - timedelta(minutes=30))
    if better is not None and comment["state"] == "accepted":
        soon = max(soon, better + timedelta(minutes=45))
    return min(soon, plan.latest)


def _publish(cast: Cast, plan: Plan) -> None:
    row = plan.row
    lesson = lessons.publish_lesson(
        actor=cast.actor(row["author"]),
        association_id=cast.places[row["association"]],
        title=row["title"],
        subject=row["subject"],
        grade=row["grade"],
        tags=row["tags"],
        audience=Audience.parse(cast.audience(row["audience"])),
        stream=io.BytesIO(build_file(row, 1)),
        file_name=row["file_name"],
        note=row["request"],
        language=row["language"],
    )
    plan.lesson_id, plan.thread.id = lesson.id, lesson.topic_id


def _improve(cast: Cast, plan: Plan, version: Record) -> None:
    lessons.upload_version(
        actor=cast.actor(plan.row["author"]),
        lesson_id=plan.lesson_id,
        stream=io.BytesIO(build_file(plan.row, version["number"])),
        name=plan.row["file_name"],
        note=version["note"],
    )


def _comment(cast: Cast, plan: Plan, comment: Record) -> None:
    """Leave a comment at the place its quote names: the smallest block that holds these words."""
    actor = cast.actor(comment["author"])
    versions = list_versions(actor=actor, lesson_id=plan.lesson_id)
    version = pick_version(versions, comment["version"])
    holding = [block for block in list_blocks(version.file_id) if comment["quote"] in " ".join(block.text.split())]
    if not holding:
        raise LookupError(f"{comment['key']}: its quote is not in version {version.number} ({version.state})")
    left = feedback.leave(
        actor=actor,
        lesson_id=plan.lesson_id,
        version_number=version.number,
        block=min(holding, key=lambda block: len(block.text)).id,
        kind=comment["kind"],
        body=comment["text"],
        quote=comment["quote"],
    )
    plan.comments[comment["key"]] = left.id


def _decide(cast: Cast, plan: Plan, comment: Record) -> None:
    actor, feedback_id = cast.actor(plan.row["author"]), plan.comments[comment["key"]]
    if comment["reply"]:
        feedback.answer(actor=actor, feedback_id=feedback_id, body=comment["reply"])
    if comment["state"] in {"accepted", "done"}:
        feedback.accept(actor=actor, feedback_id=feedback_id)
    if comment["state"] == "declined":
        feedback.decline(actor=actor, feedback_id=feedback_id, reason=comment["reason"])
