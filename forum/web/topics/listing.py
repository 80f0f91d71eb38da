"""What an address of a list asks for, and the ways from one list to another: tabs, filters, pages beside."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, cast
from urllib.parse import urlencode

from flask import current_app, g, request, url_for
from flask_babel import gettext

from forum import clock
from forum.errors import NotFound
from forum.lessons.subjects import grade_name, grades, subject_name, subjects
from forum.slugs import slugify
from forum.topics.queries import (
    PERIODS,
    Cursor,
    Mark,
    TopicList,
    TopicRow,
    Waiting,
    Wanted,
    count_waiting,
    find_stamp,
    list_marks,
    list_pinned,
    list_wanted,
)
from forum.web.identity import LOCALES, actor
from forum.web.remembered import remembered
from forum.web.topics.forms import whole_number

LONGEST_TAG = 60
KINDS = ("question", "discussion", "lesson")
# One list's own name in an address of a filter -> its place in `Wanted`.
FILTERS = {
    "category": "association_id", "tag": "tag", "kind": "kind", "subject": "subject", "grade": "grade",
    "language": "language", "period": "period",
}  # fmt: skip
PATHS = {
    "latest": "/latest", "new": "/new", "unread": "/unread", "top": "/top", "unanswered": "/unanswered",
    "waiting": "/waiting", "mine": "/my/topics",
}  # fmt: skip

Values = dict[str, Any]


class Place(TypedDict):
    """Where in a list a page begins or ends."""

    before: Cursor | None
    after: Cursor | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """A page of a list as its template shows it."""

    wanted: Wanted
    pinned: tuple[TopicRow, ...]
    found: TopicList
    marks: dict[int, Mark]
    waiting: Waiting
    filters: Values
    ways: dict[str, str | None]
    news: str | None

    @property
    def topics(self) -> tuple[TopicRow, ...]:
        """Return the rows below the pinned ones, none of them twice."""
        above = {one.id for one in self.pinned}
        return tuple(one for one in self.found.topics if one.id not in above) if above else self.found.topics

    @property
    def marks_key(self) -> Hashable:
        """Return what stands for the marks among the things a kept piece of the page is made of."""
        return tuple(sorted(self.marks.items(), key=lambda one: one[0]))


def listing(*, view: str, fixed: Values | None = None, **parts: Any) -> Listing:
    """Read the page of a list that the address asks for.

    `fixed` are the filters that the path itself names (the association of its page, the tag); `parts` the path's own.
    """
    who, place, filters = actor(), _place(), _filters()
    filters = {**filters, **(fixed or {})}
    wanted = wanted_of(view, filters)
    asked = ("topics", who, wanted, place["before"], place["after"], _minute(wanted))
    first = not place["before"] and not place["after"]
    stamp = _stamp()
    mine = (who.person_id, stamp, _now() if stamp is not None else None)
    found = remembered(
        lambda: list_wanted(actor=who, wanted=wanted, **place), *asked, *(mine if view in {"new", "unread"} else ())
    )
    pinned: tuple[TopicRow, ...] = ()
    if first and view == "latest" and set(filters) <= {"category"}:
        pinned = remembered(
            lambda: list_pinned(actor=who, association_id=wanted.association_id),
            "pinned", who, wanted.association_id, stamp,
        )  # fmt: skip
    ids = [one.id for one in (*pinned, *found.topics)]
    own = {key: value for key, value in filters.items() if not fixed or key not in fixed}
    return Listing(
        wanted=wanted,
        pinned=pinned,
        found=found,
        marks=remembered(lambda: list_marks(actor=who, topic_ids=ids), "marks", *mine, *asked) if who.signed_in else {},
        waiting=waiting(),
        filters=filters,
        ways=_ways(found, {**own, **parts}),
        news=_news(view, filters, found, pinned) if first and view != "top" else None,
    )


def wanted_of(view: str, filters: Values) -> Wanted:
    """Return what is asked of the topics; raise NotFound on a filter that is none."""
    association_id = whole_number(filters["category"]) if "category" in filters else None
    grade = whole_number(filters["grade"]) if "grade" in filters else None
    known = {
        "kind": KINDS, "subject": subjects(), "language": LOCALES, "period": PERIODS, "view": PATHS,
    }  # fmt: skip
    wrong = any(name in known and value not in known[name] for name, value in {**filters, "view": view}.items())
    if wrong or ("category" in filters and association_id is None) or ("grade" in filters and grade not in grades()):
        raise NotFound
    return Wanted(
        view=view,
        association_id=association_id,
        tag=filters.get("tag"),
        kind=filters.get("kind"),
        subject=filters.get("subject"),
        grade=grade,
        language=filters.get("language"),
        period=filters.get("period"),
        author_id=None,
    )


def waiting() -> Waiting:
    """Return how much is new and unread for the reader; nothing for a visitor."""
    who = actor()
    if not who.signed_in:
        return Waiting()
    return remembered(lambda: count_waiting(actor=who), "waiting", who, _stamp(), _now())


def address_of(view: str, filters: Values) -> str:
    """Return the address of a list with these filters."""
    # Written as the routes of lists.py: a list names a dozen of these.
    return f"{PATHS[view]}?{urlencode(filters)}" if filters else PATHS[view]


def without(filters: Values, name: str) -> Values:
    """Return the filters but one."""
    return {key: value for key, value in filters.items() if key != name}


def tabs_of(one: Listing) -> list[tuple[str, str, bool] | tuple[str, str, bool, int | None]]:
    """Return the tabs over a list: (text, address, is this one, how many); the filters come along."""
    kept = one.filters
    shown: list[tuple[str, str, int | None]] = [("latest", gettext("Свежее"), None)]
    if actor().signed_in:
        shown += [
            ("new", gettext("Новое"), one.waiting.new or None),
            ("unread", gettext("Непрочитанное"), one.waiting.unread or None),
        ]
    shown += [
        ("top", gettext("Лучшее"), None),
        ("unanswered", gettext("Без ответа"), None),
        ("waiting", gettext("Ждут отклика"), None),
    ]
    if actor().signed_in:
        shown.append(("mine", gettext("Мои темы"), None))
    return [
        (text, request.path if view == one.wanted.view else address_of(view, kept), view == one.wanted.view, count)
        for view, text, count in shown
    ]


def filter_words(filters: Values, names: dict[str, str]) -> list[tuple[str, str]]:
    """Return (filter, what it says) of each that is on; `names` are those of the association and the tag."""
    if not filters:
        return []
    locale = actor().locale
    kinds = {"question": gettext("Вопросы"), "discussion": gettext("Обсуждения"), "lesson": gettext("Уроки")}
    periods = {
        "day": gettext("за день"), "week": gettext("за неделю"), "month": gettext("за месяц"),
        "year": gettext("за год"),
    }  # fmt: skip
    words: dict[str, Callable[[str], Any]] = {
        "kind": kinds.get, "period": periods.get, "language": LOCALES.get,
        "subject": lambda code: subject_name(code, locale),
        "grade": lambda number: grade_name(int(number), locale),
    }  # fmt: skip
    return [
        (name, names.get(name) or str(words[name](value) if name in words else value))
        for name, value in filters.items()
        if name in FILTERS
    ]


def places() -> tuple[tuple[str, str], ...]:
    """Return (id, name) of what the reader may narrow a list to without looking for it: her own circles."""
    nav = current_app.extensions["forum_nav"](actor(), request.path)
    return tuple({node.url.rpartition("/")[2]: node.name for node in nav.mine}.items())


def _filters() -> Values:
    found = {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}
    if "tag" in found:
        found["tag"] = slugify(found["tag"], fallback="")[:LONGEST_TAG].strip("-")
        if not found["tag"]:
            raise NotFound
    return found


def _place() -> Place:
    """Read `?before=` or `?after=`; raise NotFound on anything that is no place in a list."""
    before, after = request.args.get("before"), request.args.get("after")
    place: Place = {"before": Cursor.parse(before) if before else None, "after": Cursor.parse(after) if after else None}
    if (before and not place["before"]) or (after and not place["after"]) or (before and after):
        raise NotFound
    return place


def _ways(found: TopicList, parts: dict[str, Any]) -> dict[str, str | None]:
    """Return the links to the pages beside; before the first one lies the list's own address."""
    endpoint = request.endpoint or "topics.latest"
    return {
        "newer": url_for(endpoint, after=str(found.newer), **parts) if found.newer else None,
        "older": url_for(endpoint, before=str(found.older), **parts) if found.older else None,
        "start": url_for(endpoint, **parts) if request.args.get("before") or request.args.get("after") else None,
    }


def _news(view: str, filters: Values, found: TopicList, pinned: tuple[TopicRow, ...]) -> str:
    newest = max([Cursor(one.bumped_at, one.id) for one in (*found.topics[:1], *pinned)], key=_when, default=None)
    return f"/news?{urlencode({'view': view, 'since': str(newest) if newest else '0-0', **filters})}"


def _when(cursor: Cursor) -> tuple[datetime, int]:
    return cursor.bumped_at, cursor.topic_id


def _stamp() -> int | None:
    if "reading_stamp" not in g:
        who = actor()
        g.reading_stamp = find_stamp(who.id) if who.signed_in else None
    return cast("int | None", g.reading_stamp)


def _now() -> int:
    """Return the minute: what is new grows old by itself."""
    return int(clock.now().timestamp()) // 60


def _minute(wanted: Wanted) -> int | None:
    return _now() if wanted.period or wanted.view == "waiting" else None
