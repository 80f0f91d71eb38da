"""The search page: one box, results with marked fragments, only what the reader may read."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext, ngettext

from forum.lessons.subjects import grades, subjects
from forum.search.queries import HITS_ON_PAGE, ResultRow, Results, search
from forum.web import http
from forum.web.identity import actor, locale
from forum.web.paging import Pages, page_number

room = Blueprint("search", __name__)


@room.get("/search")
@http.limiter.limit("60/minute")
def find() -> str:
    """Show what was found for `?q=`; `?kind=lesson` keeps the lessons."""
    text = request.args.get("q", "")
    kind = "lesson" if request.args.get("kind") == "lesson" else ""
    page = page_number(request.args.get("page"))
    results = search(actor=actor(), text=text, page=page, kind=kind)
    last = max(1, -(-results.total // HITS_ON_PAGE))
    return render_template(
        "search/find.html",
        text=text,
        kind=kind,
        results=results,
        pages=Pages(min(page, last), last),
        address=address,
        school=school,
        link_to=lambda number: url_for("search.find", q=text, kind=kind or None, page=number if number > 1 else None),
        asked=bool(text.strip()),
        summary=summary(results),
    )


def summary(results: Results) -> str:
    """Say how much was found, in words."""
    if results.more:
        return str(gettext("Показаны первые %(number)d, подходит больше. Уточните запрос.", number=results.total))
    return str(ngettext("Нашлось: %(num)d результат", "Нашлось: %(num)d результатов", results.total))


def address(row: ResultRow) -> str:
    """Return where a result opens: the lesson, or the place in the stream."""
    if row.lesson_id is not None:
        return url_for("lessons.lesson", slug=row.topic_slug, lesson_id=row.lesson_id)
    number = row.number if row.number > 1 else None
    return f"/t/{row.topic_slug}/{row.topic_id}" + (f"/{number}" if number else "")


def school(row: ResultRow) -> str:
    """Return subject and grade of a lesson in the reader's language."""
    if row.grade is None:
        return ""
    named = [subjects().get(row.subject), grades().get(row.grade)]
    return " · ".join(one.name(locale()) for one in named if one is not None)
