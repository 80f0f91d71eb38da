"""Find the place of every comment again in a new version, and mark as done what it was uploaded for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum import jobs
from forum.db import db, transaction
from forum.documents.anchors import Anchor, Placement, State, reanchor, reanchor_all
from forum.documents.converters.rendition import Block
from forum.documents.events import FileConverted
from forum.documents.models import StoredRendition
from forum.documents.queries import list_blocks
from forum.feedback.events import FeedbackDecided, FeedbackLeft
from forum.feedback.models import Feedback, FeedbackPlacement
from forum.feedback.operations import renew_stream
from forum.lessons.models import Lesson, LessonVersion
from forum.outbox import record, take_recorded


@dataclass(frozen=True, slots=True)
class _Version:
    """A version that can be read."""

    id: int
    number: int
    file_id: int
    author_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class _Missing:
    """A comment that has no place in a version yet; `previous` is where it stood one version earlier."""

    feedback_id: int
    version_id: int
    left_file_id: int
    file_id: int
    anchor: Anchor
    previous: tuple[int, Anchor] | None


@jobs.own_transactions
def place(events: Sequence[FileConverted | FeedbackLeft]) -> None:
    """Place the comments of the lessons that got a readable version or a comment on an old one; idempotent."""
    for lesson_id in _lessons(events):
        found = _search(lesson_id)
        _write(lesson_id, found)
        jobs.wake(take_recorded())


def _lessons(events: Iterable[FileConverted | FeedbackLeft]) -> list[int]:
    events = list(events)
    file_ids = [event.file_id for event in events if isinstance(event, FileConverted) and event.ok]
    with transaction(write=False) as session:
        of_files = session.scalars(select(LessonVersion.lesson_id).where(LessonVersion.file_id.in_(file_ids))).all()
    of_comments = [event.lesson_id for event in events if isinstance(event, FeedbackLeft)]
    return sorted({*of_files, *of_comments})


def _search(lesson_id: int) -> list[tuple[_Missing, Placement]]:
    """Return the places that are not written down yet; version by version, so that each may lean on the one before."""
    known: dict[tuple[int, int], Placement] = {}
    found: list[tuple[_Missing, Placement]] = []
    with transaction(write=False) as session:
        versions = _readable(lesson_id)
        comments = session.execute(
            select(Feedback.id, Feedback.anchor, LessonVersion.number, LessonVersion.file_id)
            .join(LessonVersion, LessonVersion.id == Feedback.version_id)
            .where(Feedback.lesson_id == lesson_id)
            .order_by(Feedback.id)
        ).all()
        for row in session.scalars(
            select(FeedbackPlacement).join(Feedback, Feedback.id == FeedbackPlacement.feedback_id)
            .where(Feedback.lesson_id == lesson_id)
        ):  # fmt: skip
            anchor = Anchor.from_dict(row.anchor) if row.anchor else None
            known[row.feedback_id, row.version_id] = Placement(State(row.state), anchor, 100.0)
        blocks = {version.file_id: list_blocks(version.file_id) for version in versions} if comments else {}
    for index, version in enumerate(versions):
        missing = [
            _Missing(
                comment.id, version.id, comment.file_id, version.file_id, Anchor.from_dict(comment.anchor),
                _previous(known, comment.id, versions[index - 1]) if index else None,
            )
            for comment in comments
            if comment.number < version.number and (comment.id, version.id) not in known
        ]  # fmt: skip
        for one, placement in _place(missing, blocks):
            known[one.feedback_id, one.version_id] = placement
            found.append((one, placement))
    return found


def _readable(lesson_id: int) -> list[_Version]:
    rows = db.session.execute(
        select(
            LessonVersion.id, LessonVersion.number, LessonVersion.file_id, LessonVersion.author_id,
            LessonVersion.created_at,
        )
        .join(StoredRendition, StoredRendition.file_id == LessonVersion.file_id)
        .where(LessonVersion.lesson_id == lesson_id, StoredRendition.state == "ready")
        .order_by(LessonVersion.number)
    )  # fmt: skip
    return [_Version(**row._mapping) for row in rows]  # noqa: SLF001 - the documented way to a row's names


def _previous(
    known: dict[tuple[int, int], Placement], feedback_id: int, version: _Version
) -> tuple[int, Anchor] | None:
    placement = known.get((feedback_id, version.id))
    return (version.file_id, placement.anchor) if placement and placement.anchor else None


def _place(missing: Sequence[_Missing], blocks: dict[int, tuple[Block, ...]]) -> list[tuple[_Missing, Placement]]:
    """Find anchors again, those left on one version together; what is gone is looked for from the version before."""
    found: list[tuple[_Missing, Placement]] = []
    for left_file_id in sorted({one.left_file_id for one in missing}):
        group = [one for one in missing if one.left_file_id == left_file_id]
        placements = reanchor_all([one.anchor for one in group], blocks[left_file_id], blocks[group[0].file_id])
        found += [(one, _second_look(one, placement, blocks)) for one, placement in zip(group, placements, strict=True)]
    return found


def _second_look(one: _Missing, placement: Placement, blocks: dict[int, tuple[Block, ...]]) -> Placement:
    if placement.anchor is not None or one.previous is None:
        return placement
    file_id, anchor = one.previous
    again = reanchor(anchor, blocks[file_id], blocks[one.file_id])
    return Placement(State.CHANGED, again.anchor, again.score) if again.anchor is not None else placement


def _write(lesson_id: int, found: Sequence[tuple[_Missing, Placement]]) -> None:
    """Write the places down and mark accepted comments as done, in one transaction that holds the lesson."""
    with transaction() as session:
        session.execute(select(Lesson.id).where(Lesson.id == lesson_id).with_for_update())
        for one, placement in found:
            if session.get(FeedbackPlacement, (one.feedback_id, one.version_id)) is None:
                session.add(
                    FeedbackPlacement(
                        feedback_id=one.feedback_id,
                        version_id=one.version_id,
                        state=str(placement.state),
                        anchor=placement.anchor.to_dict() if placement.anchor else None,
                    )
                )
        _mark_done(lesson_id)


def _mark_done(lesson_id: int) -> None:
    """Mark comments as done by the first readable version that was uploaded after they were accepted."""
    versions = _readable(lesson_id)
    accepted = db.session.execute(
        select(Feedback, LessonVersion.number)
        .join(LessonVersion, LessonVersion.id == Feedback.version_id)
        .where(Feedback.lesson_id == lesson_id, Feedback.state == "accepted")
        .with_for_update(of=Feedback)
    ).all()
    for feedback, left_on in accepted:
        moment = feedback.decided_at or feedback.created_at
        by = next((one for one in versions if one.number > left_on and one.created_at >= moment), None)
        if by is None:
            continue
        feedback.state, feedback.done_version_id = "done", by.id
        renew_stream(lesson_id)
        record(
            FeedbackDecided(
                feedback_id=feedback.id, lesson_id=lesson_id, state="done", decided_by_id=by.author_id,
                version_number=by.number,
            )
        )  # fmt: skip
