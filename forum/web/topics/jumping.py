"""Ways through a long topic: to a number, to a day, and whether anything new has come."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import jsonify, redirect, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forum.topics.queries import TopicRow, count_after, find_number_since
from forum.web.identity import actor
from forum.web.topics.addresses import post_address
from forum.web.topics.finding import get_topic
from forum.web.topics.forms import whole_number
from forum.web.topics.limits import limit_looking
from forum.web.topics.room import KEY, room


@room.get(f"/t/<{KEY}:topic_id>/go")
def go(topic_id: int) -> Response:
    """Lead to the post of a number, or to the first one of a day; beyond the ends, to the nearest."""
    topic = get_topic(topic_id)
    number = whole_number(request.args.get("number"))
    if number is None:
        number = _since(topic, request.args.get("date", ""))
    return redirect(post_address(topic, min(max(number, 1), max(topic.highest_number, 1))), 302)


@room.get(f"/t/<{KEY}:topic_id>/news")
@limit_looking
def news(topic_id: int) -> Response:
    """Return how many posts have come after a number, and the words for it, as JSON."""
    topic = get_topic(topic_id)
    after = whole_number(request.args.get("after"))
    count = count_after(topic=topic, number=after) if after is not None and after < topic.highest_number else 0
    words = ngettext("%(num)d новый ответ", "%(num)d новых ответов", count) if count else ""
    response = jsonify({"count": count, "words": words})
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _since(topic: TopicRow, day: str) -> int:
    """Return the number of the first post of a day in the reader's zone, or after it; the last one when none is."""
    try:
        asked = date.fromisoformat(day)
        moment = datetime(asked.year, asked.month, asked.day, tzinfo=ZoneInfo(actor().timezone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return 1
    found = find_number_since(topic=topic, moment=moment)
    return topic.highest_number if found is None else found
