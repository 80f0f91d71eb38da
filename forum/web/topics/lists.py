"""Lists of topics: views of everything, an association's, a tag's, one's own; the tags; whether there is news."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forum.associations.policy import can_open_in
from forum.associations.queries import find_association, get_head
from forum.errors import NotFound
from forum.lessons.subjects import grades, subjects
from forum.topics.queries import Cursor, count_newer, find_level, find_tag, list_tags
from forum.web.identity import actor, sign_in_required
from forum.web.remembered import remembered
from forum.web.topics.limits import limit_looking
from forum.web.topics.listing import (
    FILTERS,
    LONGEST_TAG,
    Listing,
    address_of,
    filter_words,
    listing,
    places,
    tabs_of,
    wanted_of,
    without,
)
from forum.web.topics.room import KEY, room


@room.get("/latest")
def latest() -> str:
    """Show what was said last, wherever the reader may read."""
    return _page("topics/latest.html", listing(view="latest"))


@room.get("/new")
@sign_in_required
def new_topics() -> str:
    """Show the topics of the last two days that the reader has not opened yet."""
    return _page("topics/view.html", listing(view="new"))


@room.get("/unread")
@sign_in_required
def unread() -> str:
    """Show the topics the reader follows that hold something she has not read."""
    return _page("topics/view.html", listing(view="unread"))


@room.get("/top")
def top() -> str:
    """Show the topics with the most answers, of a period or of all time."""
    return _page("topics/view.html", listing(view="top"))


@room.get("/unanswered")
def unanswered() -> str:
    """Show questions and discussions nobody has answered."""
    return _page("topics/view.html", listing(view="unanswered"))


@room.get("/waiting")
def waiting() -> str:
    """Show lessons that have waited for an improvement comment for a week."""
    return _page("topics/view.html", listing(view="waiting"))


@room.get(f"/c/<slug>/<{KEY}:association_id>")
def category(slug: str, association_id: int) -> str | Response:
    """Show an association: what it is, its own topics and those published to its circle."""
    who = actor()
    head = remembered(lambda: get_head(who, association_id), "head", who, association_id)
    association = head.association
    if slug != association.slug:
        return redirect(url_for("topics.category", slug=association.slug, association_id=association.id), 301)
    one = listing(
        view="latest", fixed={"category": str(association_id)}, slug=slug, association_id=association_id
    )  # fmt: skip
    level = None
    if who.signed_in:
        level = remembered(
            lambda: find_level(actor=who, association_id=association_id), "level", who.person_id, association_id
        )
    return _page(
        "topics/category.html", one, head=head, may_open=can_open_in(actor(), association_id), level=level,
        fixed="category",
    )  # fmt: skip


@room.get("/tag/<name>")
def tag(name: str) -> str:
    """Show the topics with a tag; a tag of nothing the reader may read does not exist."""
    who = actor()
    known = find_tag(actor=who, slug=name) if len(name) <= LONGEST_TAG else None
    if known is None:
        raise NotFound
    one = listing(view="latest", fixed={"tag": name}, name=name)
    level = None
    if who.signed_in:
        level = remembered(lambda: find_level(actor=who, tag=name), "level of tag", who.person_id, name)
    return _page("topics/tag.html", one, tag=known, level=level, fixed="tag")


@room.get("/tags")
def tags() -> str:
    """Show the tags of what the reader may read."""
    return render_template("topics/tags.html", tags=list_tags(actor=actor()))


@room.get("/my/topics")
@sign_in_required
def mine() -> str:
    """Show the topics one has opened oneself."""
    return _page("topics/mine.html", listing(view="mine"))


@room.get("/news")
@limit_looking
def list_news() -> Response:
    """Say how much has happened in a list since its page was made, as JSON."""
    filters = {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}
    since = Cursor.parse(request.args.get("since", ""))
    view = request.args.get("view", "latest")
    if since is None or view == "top":
        raise NotFound
    count = count_newer(actor=actor(), wanted=wanted_of(view, filters), than=since)
    words = ngettext("%(num)d тема с новым. Показать", "%(num)d тем с новым. Показать", count) if count else ""
    response = jsonify({"count": count, "words": words})
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(template: str, one: Listing, *, fixed: str = "", **values: Any) -> str:
    """Render a list with its tabs and filters; `fixed` is the filter the path itself names."""
    locale = actor().locale
    narrowed = without(one.filters, fixed)
    names = _names(narrowed, locale)
    chips = [
        (name, words, url_for(str(request.endpoint), **(request.view_args or {}), **without(narrowed, name)))
        for name, words in filter_words(narrowed, names)
        if not (name == "period" and one.wanted.view == "top")
    ]
    periods = ("", "year", "month", "week", "day") if one.wanted.view == "top" else ()
    return render_template(
        template,
        one=one,
        found=one.found,
        tabs_shown=tuple(tabs_of(one)),
        chips_shown=tuple(chips),
        narrowed=tuple(narrowed.items()),
        fixed=fixed,
        own_places=places(),
        subject_choices=_subjects(locale),
        grade_choices=_grades(locale),
        periods=tuple(
            (key, address_of("top", {**without(one.filters, "period"), **({"period": key} if key else {})}))
            for key in periods
        ),
        clear=request.path,
        **one.ways,
        **values,
    )


@cache
def _subjects(locale: str) -> tuple[tuple[str, str], ...]:
    return tuple((subject.code, subject.name(locale)) for subject in subjects().values())


@cache
def _grades(locale: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(grade.grade), grade.name(locale)) for grade in grades().values())


def _names(filters: dict[str, str], locale: str) -> dict[str, str]:
    if "category" not in filters:
        return {}
    row = remembered(lambda: find_association(int(filters["category"])), "place", filters["category"])
    if row is None:
        raise NotFound
    return {"category": row.name(locale)}
