"""What a post said before each edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for

from forum.errors import NotFound
from forum.topics.comparison import Piece, compare
from forum.topics.queries import REVISIONS_ON_PAGE, PostSource, RevisionRow, list_revisions
from forum.web.identity import actor
from forum.web.topics.addresses import post_address
from forum.web.topics.changing import get_post
from forum.web.topics.forms import whole_number
from forum.web.topics.room import KEY, room


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit as it is shown: by whom, when, and what became of what."""

    number: int
    editor: str | None
    at: datetime
    title: list[Piece]
    tags: list[Piece]
    body: list[Piece]


@dataclass(frozen=True, slots=True)
class _Side:
    title: str | None
    tags: tuple[str, ...] | None
    source: str


@room.get(f"/p/<{KEY}:post_id>/history")
def history(post_id: int) -> str:
    """Show the edits of a post, the latest first, a page at a time."""
    found = get_post(post_id)
    before = whole_number(request.args.get("before"))
    if found.post.deleted_at is not None or (request.args.get("before") and before is None):
        raise NotFound
    rows = list_revisions(actor=actor(), post_id=post_id, up_to=before)
    after = _now(found)
    if before is not None and rows:
        after, rows = _side(rows[0]), rows[1:]
    shown = rows[:REVISIONS_ON_PAGE]
    older = url_for("topics.history", post_id=post_id, before=shown[-1].number) if len(rows) > len(shown) else None
    return render_template(
        "topics/history.html",
        post=found.post,
        topic=found.topic,
        edits=_edits(shown, after),
        older=older,
        address=post_address(found.topic, found.post.number),
    )


def _now(found: PostSource) -> _Side:
    first = found.post.number == 1
    tags = tuple(tag.name for tag in found.topic.tags) if first else None
    return _Side(found.topic.title if first else None, tags, found.source)


def _side(row: RevisionRow) -> _Side:
    return _Side(row.title, row.tags, row.source)


def _edits(rows: list[RevisionRow], after: _Side) -> list[Edit]:
    edits = []
    for row in rows:
        before = _side(row)
        edits.append(
            Edit(
                number=row.number,
                editor=row.editor_name,
                at=row.created_at,
                title=_changed(before.title, after.title),
                tags=_changed(", ".join(before.tags or ()), ", ".join(after.tags or ())),
                body=_changed(before.source, after.source),
            )
        )
        after = before
    return edits


def _changed(before: str | None, after: str | None) -> list[Piece]:
    return [] if before == after else compare(before or "", after or "")
