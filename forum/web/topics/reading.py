"""A topic as it is read, and the mending of its addresses."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from forum.associations.queries import list_paths
from forum.errors import NotFound
from forum.lessons.queries import LessonRow, find_lesson_of_topic
from forum.topics import policy
from forum.topics.queries import TopicRow, find_topic
from forum.web.identity import actor
from forum.web.paging import Pages, page_number
from forum.web.remembered import remembered
from forum.web.topics.addresses import full_address, post_address, topic_address
from forum.web.topics.forms import ReplyForm
from forum.web.topics.room import KEY, room
from forum.web.topics.stream import SLOT, stream_of

NEIGHBOURS = 2


@room.get(f"/t/<{KEY}:topic_id>")
def short(topic_id: int) -> Response:
    """Lead from the short address to the full one."""
    return redirect(topic_address(get_topic(topic_id)), 301)


@room.get(f"/t/<slug>/<{KEY}:topic_id>")
def show(slug: str, topic_id: int) -> str | Response:
    """Show a page of a topic with the form to answer at its end."""
    topic, page = get_topic(topic_id), page_number(request.args.get("page"))
    if slug != topic.slug:
        return redirect(topic_address(topic, page), 301)
    if page > topic.last_page:
        raise NotFound
    pages = Pages(page, topic.last_page)
    may_reply = policy.can_reply(actor(), topic.rights)
    page_html = render_template(
        "topics/show.html",
        topic=topic,
        lesson=_lesson(topic),
        way_down=remembered(lambda: next(iter(list_paths(topic.association_id)), ()), "way down", topic.association_id),
        stream_html=SLOT,
        pages=pages,
        numbers=_numbers(topic, pages),
        previous=topic_address(topic, pages.previous) if pages.previous else None,
        next=topic_address(topic, pages.next) if pages.next else None,
        canonical=full_address(topic_address(topic, page)),
        may_reply=may_reply,
        may_close=policy.can_close(actor(), topic.rights),
        may_change_audience=policy.can_change_audience(actor(), topic.rights),
        # Made only when it is shown: it begins a session, and a visitor's page is kept for all and must have none.
        new_form=lambda: ReplyForm(formdata=None),
    )
    # The stream is most of the page: kept as bytes, it is neither escaped nor copied nor encoded again.
    head, tail = page_html.split(SLOT)
    body = b"".join((head.encode(), stream_of(topic, page, actor=actor()), tail.encode()))
    return Response(body, mimetype="text/html")


@room.get(f"/t/<slug>/<{KEY}:topic_id>/<{KEY}:number>")
def show_post(slug: str, topic_id: int, number: int) -> Response:
    """Lead to the page a post stands on, and to its place there."""
    topic = get_topic(topic_id)
    if not 1 <= number <= topic.highest_number:
        raise NotFound
    return redirect(post_address(topic, number), 302 if slug == topic.slug else 301)


def get_topic(topic_id: int) -> TopicRow:
    """Return a topic the reader may read; raise NotFound."""
    who = actor()
    topic = remembered(lambda: find_topic(actor=who, topic_id=topic_id), "topic", who, topic_id)
    if topic is None:
        raise NotFound
    return topic


def _lesson(topic: TopicRow) -> LessonRow | None:
    return find_lesson_of_topic(actor=actor(), topic_id=topic.id) if topic.kind == "lesson" else None


def _numbers(topic: TopicRow, pages: Pages) -> list[tuple[int | None, str | None, bool]]:
    """Return the page numbers worth showing, as (number, address, is current); a gap is (None, None, False)."""
    if pages.last == 1:
        return []
    near = range(max(1, pages.current - NEIGHBOURS), min(pages.last, pages.current + NEIGHBOURS) + 1)
    shown: list[tuple[int | None, str | None, bool]] = []
    last = 0
    for number in sorted({1, pages.last, *near}):
        if number > last + 1:
            shown.append((None, None, False))
        shown.append((number, topic_address(topic, number), number == pages.current))
        last = number
    return shown
