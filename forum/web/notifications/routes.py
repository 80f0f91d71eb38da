"""Show a person her notices, lead her to what they are about, and mark them read."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.errors import NotFound
from forum.notifications.operations import mark_all_read, mark_read
from forum.notifications.queries import LIST_LENGTH, NoticeRow, find_notice, list_notices
from forum.notifications.wording import SENTENCES, SOMEBODY, params, path
from forum.web import http
from forum.web.identity import actor, locale, sign_in_required

room = Blueprint("notifications", __name__)


@room.get("/my/notifications")
@sign_in_required
def notices() -> str:
    """Show the notices, newest first, a page at a time."""
    before = request.args.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 16 and int(before) <= http.LARGEST_ID):
        raise NotFound
    rows = list_notices(actor(), before_id=int(before) if before else None)
    return render_template(
        "notifications/notices.html",
        notices=rows[:LIST_LENGTH],
        older=rows[LIST_LENGTH - 1].id if len(rows) > LIST_LENGTH else None,
        first_page=not before,
        words=words,
    )


@room.post("/my/notifications/<int:notice_id>")
@sign_in_required
def open_notice(notice_id: int) -> Response:
    """Mark one notice read and go to what it is about."""
    notice = find_notice(actor(), notice_id)
    if notice is None:
        raise NotFound
    mark_read(actor=actor(), notice_id=notice_id)
    return redirect(path(notice))


@room.post("/my/notifications/read")
@sign_in_required
def read_all() -> Response:
    """Mark every notice read."""
    mark_all_read(actor=actor())
    http.note(gettext("Все уведомления отмечены прочитанными."))
    return redirect(url_for("notifications.notices"))


def words(notice: NoticeRow) -> str:
    """Return the sentence of a notice in the reader's language."""
    filled = params(notice, somebody=gettext(SOMEBODY), locale=locale())
    return str(gettext(SENTENCES[notice.kind])) % filled
