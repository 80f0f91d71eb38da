"""Show a person her notices, lead her to what they are about, mark them read, and say how many wait."""

from __future__ import annotations

from flask import Response as Answer
from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from forum import letters
from forum.errors import NotFound
from forum.notifications.kinds import FILTERS
from forum.notifications.operations import mark_all_read, mark_lesson_seen, mark_read, mark_seen
from forum.notifications.queries import LIST_LENGTH, NoticeRow, count_waiting, find_notice, list_notices
from forum.notifications.wording import path, sentence
from forum.web import http
from forum.web.identity import actor, locale, sign_in_required
from forum.web.notifications.room import room


@room.get("/my/notifications")
@sign_in_required
def notices() -> str:
    """Show the notices, newest first, a page at a time; all, those not read yet, or those of some kinds."""
    before, kind, unread = request.args.get("before", ""), request.args.get("kind", ""), "unread" in request.args
    filters = {one.name: one for one in FILTERS}
    if (before and not _is_id(before)) or (kind and kind not in filters):
        raise NotFound
    rows = list_notices(
        actor(), before_id=int(before) if before else None, kinds=filters[kind].kinds if kind else (), unread=unread
    )
    return render_template(
        "notifications/notices.html",
        notices=rows[:LIST_LENGTH],
        older=rows[LIST_LENGTH - 1].id if len(rows) > LIST_LENGTH else None,
        first_page=not before,
        filters=filters.values(),
        kind=kind,
        unread=unread,
        words=words,
    )


@room.get("/my/notifications/count.json")
def count() -> Answer | tuple[Answer, int]:
    """Say how many notices wait, for the bell of a page that stays open."""
    if not actor().signed_in:
        return jsonify(unread=0), 401
    return _waiting(count_waiting(actor()))


@room.post("/my/notifications/<int:notice_id>")
@sign_in_required
def open_notice(notice_id: int) -> Response:
    """Mark one notice read and go to what it is about."""
    notice = find_notice(actor(), notice_id)
    if notice is None:
        raise NotFound
    mark_read(actor=actor(), notice_id=notice_id)
    return redirect(path(notice))


@room.post("/my/notifications/<int:notice_id>/read")
@sign_in_required
def read_one(notice_id: int) -> Response:
    """Mark one notice read and stay."""
    mark_read(actor=actor(), notice_id=notice_id)
    http.note(gettext("Уведомление отмечено прочитанным."))
    back = url_for(
        "notifications.notices",
        kind=request.args.get("kind"),
        unread=request.args.get("unread"),
        before=request.args.get("before"),
    )
    return redirect(back, 303)


@room.post("/my/notifications/read")
@sign_in_required
def read_all() -> Response:
    """Mark every notice read."""
    mark_all_read(actor=actor())
    http.note(gettext("Все уведомления отмечены прочитанными."))
    return redirect(url_for("notifications.notices"))


@room.post("/my/notifications/seen")
@sign_in_required
def seen() -> Answer:
    """Mark read what a page before her shows: posts of a topic from one number to another, or a lesson."""
    topic, lesson = request.form.get("topic", ""), request.form.get("lesson", "")
    if _is_id(lesson):
        return _waiting(mark_lesson_seen(actor=actor(), lesson_id=int(lesson)))
    first, last = request.form.get("first", ""), request.form.get("last", "")
    if not (_is_id(topic) and _is_id(first) and _is_id(last)):
        raise NotFound
    return _waiting(mark_seen(actor=actor(), topic_id=int(topic), first=int(first), last=int(last)))


def words(notice: NoticeRow) -> str:
    """Return the sentence of a notice in the reader's language."""
    return sentence(notice, words=letters.words(locale()), locale=locale())


def _waiting(number: int) -> Answer:
    said = ngettext("%(num)d новое уведомление", "%(num)d новых уведомлений", number)
    answer = jsonify(unread=number, words=said if number else gettext("Уведомления: новых нет"))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 16 and int(value) <= http.LARGEST_ID
