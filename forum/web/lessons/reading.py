"""Show lesson plans: the list, one plan with its comments, its versions and what differs between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.associations.queries import AssociationRow, find_association, list_ancestors, list_associations
from forum.documents.comparison import compare as compare_documents
from forum.documents.converters.rendition import Rendition
from forum.documents.queries import RenditionRow, find_rendition, get_progress
from forum.errors import NotFound
from forum.feedback import policy as feedback_policy
from forum.feedback.queries import CommentRow, count_done, list_comments, tallies
from forum.lessons import policy as lesson_policy
from forum.lessons.queries import LessonRow, VersionRow, get_lesson, list_lessons, list_versions, pick_version
from forum.lessons.subjects import grade_name, grades, subject_name, subjects
from forum.web.http import LARGEST_ID
from forum.web.identity import actor, locale
from forum.web.lessons.paper import Words, lay_out, lay_out_difference
from forum.web.lessons.room import room
from forum.web.paging import LIST_LENGTH

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list of lessons, in the reader's words."""

    row: LessonRow
    url: str
    subject: str
    grade: str
    association: str
    association_url: str
    audience_name: str
    waiting: int
    done: int


@room.get("/lessons")
def index() -> str:
    """List the lesson plans the reader may open, last changed first; five queries whatever the length."""
    subject = request.args.get("subject") or None
    grade = _number(request.args.get("grade"))
    if subject is not None and subject not in subjects():
        raise NotFound
    if request.args.get("grade") and grade not in grades():
        raise NotFound
    rows = list_lessons(
        actor=actor(),
        subject=subject,
        grade=grade,
        before=_read_cursor(request.args.get("before")),
        limit=LIST_LENGTH + 1,
    )
    shown = rows[:LIST_LENGTH]
    older = None
    if len(rows) > LIST_LENGTH:
        older = url_for(".index", subject=subject, grade=grade, before=_write_cursor(shown[-1]))
    return render_template(
        "lessons/index.html",
        items=_items(shown),
        older=older,
        first_page=not request.args.get("before"),
        subject=subject,
        grade=grade,
        subject_choices=[(one.code, one.name(locale())) for one in subjects().values()],
        grade_choices=[(one.grade, one.name(locale())) for one in grades().values()],
    )


@room.get("/lessons/<slug>/<int:lesson_id>")
def lesson(slug: str, lesson_id: int) -> str | Response:
    """Show one version of a plan on paper with its comments beside; version N keeps its address."""
    row = get_lesson(actor=actor(), lesson_id=lesson_id)
    if slug != row.slug:
        asked = _version_asked(request.args.get("version"))
        return redirect(url_for(".lesson", slug=row.slug, lesson_id=row.id, version=asked), 301)
    versions = list_versions(actor=actor(), lesson_id=row.id)
    version = pick_version(versions, _version_asked(request.args.get("version")))
    rendition = find_rendition(actor=actor(), file_id=version.file_id) if version.state == "ready" else None
    comments = list_comments(actor=actor(), lesson_id=row.id, version_id=version.id, number=version.number)
    may_comment = rendition is not None and feedback_policy.can_leave(actor(), row.rights)
    return render_template(
        "lessons/lesson.html",
        lesson=row,
        card=_card(row),
        versions=versions,
        version=version,
        is_current=version.number == row.current_number,
        progress=None if rendition else get_progress(actor=actor(), file_id=version.file_id),
        rendition=rendition,
        paper=_paper(row, version, rendition, comments) if rendition else None,
        placed=[one for one in comments if one.block is not None],
        unplaced=[one for one in comments if one.block is None],
        passages=_passages(comments),
        done_here=sum(one.done_in == version.number for one in comments),
        may_comment=may_comment,
        may_decide=feedback_policy.can_decide(actor(), row.rights),
        may_change=lesson_policy.can_change(actor(), row.rights),
    )


@room.get("/lessons/<int:lesson_id>/versions")
def versions(lesson_id: int) -> str:
    """List the versions of a plan, newest first, with what each one has done."""
    row = get_lesson(actor=actor(), lesson_id=lesson_id)
    rows = list_versions(actor=actor(), lesson_id=row.id)
    return render_template(
        "lessons/versions.html",
        lesson=row,
        card=_card(row),
        versions=list(reversed(rows)),
        done=count_done(row.id),
        may_change=lesson_policy.can_change(actor(), row.rights),
    )


@room.get("/lessons/<int:lesson_id>/compare")
def compare(lesson_id: int) -> str:
    """Show what differs between two versions, cell by cell, and say it in words."""
    row = get_lesson(actor=actor(), lesson_id=lesson_id)
    rows = list_versions(actor=actor(), lesson_id=row.id)
    new = pick_version(rows, _version_asked(request.args.get("to")))
    old = pick_version(rows, _version_asked(request.args.get("from")) or max(new.number - 1, 1))
    before = find_rendition(actor=actor(), file_id=old.file_id)
    after = find_rendition(actor=actor(), file_id=new.file_id)
    difference = page = None
    if before and after:
        difference = compare_documents(Rendition(html=before.html), Rendition(html=after.html))
        page = lay_out_difference(difference.html, old=_media(old.file_id), new=_media(new.file_id))
    return render_template(
        "lessons/compare.html",
        lesson=row,
        versions=rows,
        old=old,
        new=new,
        summary=difference.summary if difference else None,
        page=page,
        wanted=_asked_change(request.args.get("change"), difference.summary.marks if difference else 0),
    )


def _items(rows: Sequence[LessonRow]) -> list[Item]:
    """Dress the rows of a list: the names of their associations and their comments, two queries for all of them."""
    ids = {row.association_id for row in rows} | {row.audience_id for row in rows if row.audience_id is not None}
    places = {one.id: one for one in list_associations(ids)} if ids else {}
    counted = tallies([row.id for row in rows]) if rows else {}
    return [
        Item(
            row=row,
            url=url_for(".lesson", slug=row.slug, lesson_id=row.id),
            subject=subject_name(row.subject, locale()),
            grade=grade_name(row.grade, locale()),
            association="" if row.audience_id == row.association_id else places[row.association_id].name(locale()),
            association_url=_place_url(places[row.association_id]),
            audience_name=places[row.audience_id].name(locale()) if row.audience_id else "",
            waiting=counted[row.id].waiting if row.id in counted else 0,
            done=counted[row.id].done if row.id in counted else 0,
        )
        for row in rows
    ]


def _card(row: LessonRow) -> dict[str, object]:
    """Return what the head of a lesson says, in the reader's words."""
    circle = find_association(row.audience_id) if row.audience_id else None
    above = list_ancestors(row.association_id)
    return {
        "subject": subject_name(row.subject, locale()),
        "grade": grade_name(row.grade, locale()),
        "audience_name": circle.name(locale()) if circle else "",
        "association": above[0].name(locale()),
        "association_url": _place_url(above[0]),
    }


def _paper(row: LessonRow, version: VersionRow, rendition: RenditionRow, comments: Sequence[CommentRow]) -> str:
    may_comment = feedback_policy.can_leave(actor(), row.rights)
    form = url_for("feedback.comment", lesson_id=row.id, version=version.number)
    return lay_out(
        rendition.html,
        media=_media(version.file_id),
        words=Words(
            comment=gettext("Комментировать"),
            places=gettext("Места этой страницы, о которых можно оставить замечание"),
            mark=lambda one: gettext("Замечание %(number)s", number=one.number),
        ),
        comments=comments,
        comment_at=f"{form}&block=" if may_comment else None,
    )


def _passages(comments: Sequence[CommentRow]) -> list[dict[str, object]]:
    """Return the exact places of comments for the script that paints them; offsets in code points."""
    return [
        {"number": one.number, "block": one.block, "start": one.start, "end": one.end, "kind": one.kind}
        for one in comments
        if one.block is not None and one.start is not None and one.end is not None
    ]


def _media(file_id: int) -> str:
    return url_for("documents.media", file_id=file_id, name="-").removesuffix("-")


def _place_url(place: AssociationRow) -> str:
    return f"/c/{place.slug}/{place.id}"


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None


def _version_asked(value: str | None) -> int | None:
    """Read a number of a version; None when none is asked for, NotFound on nonsense."""
    if not value:
        return None
    number = _number(value)
    if number is None:
        raise NotFound
    return number


def _asked_change(value: str | None, marks: int) -> int:
    number = _number(value) or 0
    return number if number <= marks else 0


def _write_cursor(row: LessonRow) -> str:
    return f"{(row.updated_at - EPOCH) // timedelta(microseconds=1)}-{row.id}"


def _read_cursor(value: str | None) -> tuple[datetime, int] | None:
    """Read where the page before ended; NotFound on nonsense."""
    if not value:
        return None
    moment, dash, last = value.partition("-")
    if not dash or not all(one.isascii() and one.isdigit() and len(one) < 18 for one in (moment, last)):
        raise NotFound
    if int(last) > LARGEST_ID:
        raise NotFound
    return EPOCH + timedelta(microseconds=int(moment)), int(last)
