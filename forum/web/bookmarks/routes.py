"""Bookmark posts and lessons, find the bookmarks again, let them go."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from forum import clock
from forum.bookmarks import operations
from forum.bookmarks.queries import (
    LIST_LENGTH,
    BookmarkRow,
    TargetRow,
    find_bookmark,
    get_first_post,
    get_target,
    list_bookmarks,
)
from forum.errors import N_, ForumError, Invalid, NotFound
from forum.web import http
from forum.web.bookmarks.forms import BookmarkForm
from forum.web.bookmarks.moments import offered, parse, written
from forum.web.identity import actor, sign_in_required, timezone
from forum.web.templating import moment

room = Blueprint("bookmarks", __name__)

LONGEST_SEARCH = 100
NEVER, KEPT, OWN = "never", "kept", "own"

limit_marking = http.limiter.limit("120 per hour", methods=["POST"])


@room.get("/my/bookmarks")
@sign_in_required
def bookmarks() -> str:
    """Show one's bookmarks, the latest first, with a search among them."""
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    before = request.args.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 16 and int(before) <= http.LARGEST_ID):
        raise NotFound
    rows = list_bookmarks(actor=actor(), text=text, before_id=int(before) if before else None)
    shown = rows[:LIST_LENGTH]
    more = url_for("bookmarks.bookmarks", q=text or None, before=shown[-1].id) if len(rows) > LIST_LENGTH else None
    return render_template(
        "bookmarks/bookmarks.html", rows=shown, text=text, older=more, first_page=not before, address=address
    )


@room.get("/p/<int:post_id>/bookmark")
@sign_in_required
def edit(post_id: int) -> tuple[str, int]:
    """Show the form of a bookmark: a new one, or the one that is there."""
    target, known = get_target(actor=actor(), post_id=post_id), find_bookmark(actor=actor(), post_id=post_id)
    waits = known is not None and known.waits
    form = BookmarkForm(formdata=None, note=known.note if known else "", remind=KEPT if waits else NEVER, own="")
    return _form_page(form, target, known)


@room.post("/p/<int:post_id>/bookmark")
@sign_in_required
@limit_marking
def save(post_id: int) -> Response | tuple[str, int]:
    """Keep the bookmark."""
    target, known = get_target(actor=actor(), post_id=post_id), find_bookmark(actor=actor(), post_id=post_id)
    form = BookmarkForm()
    try:
        kept = operations.keep(
            actor=actor(), post_id=post_id, note=form.note.data or "", remind_at=_chosen(form, known)
        )
    except NotFound:
        raise
    except ForumError as error:
        http.refused(form, error)
        return _form_page(form, target, known)
    if kept.remind_at is not None and kept.rung_at is None:
        http.note(gettext("Закладка сохранена. Напомним: %(when)s.", when=moment(kept.remind_at)))
    else:
        http.note(gettext("Закладка сохранена."))
    return redirect(address(target), 303)


@room.get("/lessons/<int:lesson_id>/bookmark")
@sign_in_required
def of_lesson(lesson_id: int) -> Response:
    """Lead to the form of a lesson's bookmark."""
    return redirect(url_for("bookmarks.edit", post_id=get_first_post(actor=actor(), lesson_id=lesson_id)))


@room.post("/my/bookmarks/<int:bookmark_id>/remove")
@sign_in_required
def remove(bookmark_id: int) -> Response:
    """Let a bookmark go."""
    operations.let_go(actor=actor(), bookmark_id=bookmark_id)
    http.note(gettext("Закладка убрана."))
    return redirect(url_for("bookmarks.bookmarks"), 303)


def address(target: TargetRow) -> str:
    """Return where what is bookmarked stands."""
    if target.lesson_id is not None:
        return url_for("lessons.lesson", slug=target.slug, lesson_id=target.lesson_id)
    if target.number == 1:
        return url_for("topics.show", slug=target.slug, topic_id=target.topic_id)
    return url_for("topics.show_post", slug=target.slug, topic_id=target.topic_id, number=target.number)


def _chosen(form: BookmarkForm, known: BookmarkRow | None) -> datetime | None:
    """Return the moment chosen; a date typed without choosing «own» counts too. Raise Invalid."""
    choice, typed = form.remind.data or NEVER, (form.own.data or "").strip()
    if choice == KEPT and known is not None and known.waits:
        return known.remind_at
    if choice == OWN or (choice == NEVER and typed):
        found = parse(typed, timezone())
        if found is None:
            raise Invalid("own", N_("Укажите дату и время, например 2026-12-01 09:00."))
        return found
    return next((one.at for one in offered(timezone()) if one.value == choice), None)


def _form_page(form: BookmarkForm, target: TargetRow, known: BookmarkRow | None) -> tuple[str, int]:
    choices = [(NEVER, gettext("Не напоминать"))]
    if known is not None and known.waits and known.remind_at is not None:
        choices.append((KEPT, gettext("Как решили: %(when)s", when=moment(known.remind_at))))
    choices += [(one.value, f"{gettext(one.label)}: {moment(one.at)}") for one in offered(timezone())]
    choices.append((OWN, gettext("В своё время")))
    form.remind.choices = [SelectChoice(value, label) for value, label in choices]
    page = render_template(
        "bookmarks/edit.html",
        form=form,
        target=target,
        known=known,
        address=address(target),
        earliest=written(clock.now(), timezone()),
    )
    return page, http.status_of(form)
