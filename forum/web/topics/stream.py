"""The stream of a page of a topic: the same words for all who read it, made once, with the reader's layer on top.

What is made is kept in this process by topic, page and version, and by what words and dates depend on: language,
zone and day. A reader's own buttons are put into the slots left for them.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from flask import current_app, request

from forum import clock
from forum.actor import Actor
from forum.feedback.queries import cards_for_posts
from forum.topics.queries import PostRow, TopicRow, list_numbered, list_posts, page_of
from forum.web.topics.acts import TopicActs, post_acts, topic_acts
from forum.web.topics.addresses import post_address
from forum.web.topics.buttons import buttons_of
from forum.web.topics.cards import Link, put_cards, take_links

MOST_BYTES = 32 * 1024 * 1024
SLOT = "<!--own-->"
# An author may change her name or school; after so many seconds the stream says it anew.
FRESH_SECONDS = 600

Key = tuple[int, int, int, str, str, date, int]


@dataclass(frozen=True, slots=True)
class Stream:
    """The pieces between the slots, one slot a post.

    `touched` are the people who have something of their own in it; for all others it is put together once (`whole`).
    """

    pieces: tuple[str, ...]
    posts: tuple[PostRow, ...]
    touched: frozenset[int | None] = frozenset()
    links: tuple[Link, ...] = ()
    whole: dict[TopicActs, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return about how many bytes it takes, with what is put together of it later."""
        return 3 * sum(sys.getsizeof(piece) for piece in self.pieces) + 4000 * len(self.posts)


class Shelf:
    """The streams made last, within a bound of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.taken = 0
        self._streams: OrderedDict[Key, Stream] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Stream | None:
        """Return a stream and remember that it was asked for."""
        with self._lock:
            if key in self._streams:
                self._streams.move_to_end(key)
            return self._streams.get(key)

    def put(self, key: Key, stream: Stream) -> None:
        """Keep a stream; the ones not asked for longest go."""
        with self._lock:
            self._drop(key)
            self._streams[key] = stream
            self.taken += stream.size
            while self.taken > self.most_bytes and self._streams:
                self._drop(next(iter(self._streams)))

    def _drop(self, key: Key) -> None:
        old = self._streams.pop(key, None)
        self.taken -= old.size if old else 0


shelf = Shelf(MOST_BYTES)


def stream_of(topic: TopicRow, page: int, *, actor: Actor) -> bytes:
    """Return the stream of a page with the actor's own buttons in it; empty when nothing stands there."""
    stream = _made(topic, page, actor)
    acts = topic_acts(topic, actor)
    if not stream.posts:
        return b""
    if actor.signed_in and actor.person_id in stream.touched:
        return put_cards(_with_layer(stream, topic, actor, acts), stream.links, actor)
    if acts not in stream.whole:
        stream.whole[acts] = _with_layer(stream, topic, actor, acts)
    return put_cards(stream.whole[acts], stream.links, actor)


def post_of(topic: TopicRow, number: int, *, actor: Actor) -> bytes:
    """Return one post as it stands in the stream, with the actor's own buttons, made anew."""
    stream = _make(topic, list_numbered(topic=topic, number=number))
    return put_cards(_with_layer(stream, topic, actor, topic_acts(topic, actor)), stream.links, actor)


def _with_layer(stream: Stream, topic: TopicRow, actor: Actor, acts: TopicActs) -> bytes:
    if not actor.signed_in:
        return "".join(stream.pieces).encode()
    parts = [stream.pieces[0]]
    for post, piece in zip(stream.posts, stream.pieces[1:], strict=True):
        parts += [buttons_of(topic, post, post_acts(topic, post, actor, acts)), piece]
    return "".join(parts).encode()


def _made(topic: TopicRow, page: int, actor: Actor) -> Stream:
    # A page shown again after a refused form may hold what was never committed: only plain reading is kept.
    keep = current_app.extensions["forum_config"].page_cache and request.method == "GET"
    moment = clock.now()
    today = moment.astimezone(ZoneInfo(actor.timezone)).date()
    age = int(moment.timestamp()) // FRESH_SECONDS
    key = (topic.id, page, topic.version, actor.locale, actor.timezone, today, age)
    stream = shelf.get(key) if keep else None
    if stream is None:
        stream = _make(topic, list_posts(topic=topic, page=page))
        if keep:
            shelf.put(key, stream)
    return stream


def _make(topic: TopicRow, posts: list[PostRow]) -> Stream:
    # Rendered without the context of the page: nothing of the one who happens to ask first may get into it.
    template = current_app.jinja_env.get_template("topics/_stream.html")
    cards = cards_for_posts([post.id for post in posts]) if topic.kind == "lesson" else {}
    solution = next((one for one in posts if one.number == topic.accepted_number and one.deleted_at is None), None)
    here = [one for one in posts if one is not solution or page_of(one.number) == page_of(posts[0].number)]
    links: list[Link] = []
    base = current_app.extensions["forum_config"].base_url
    here = [replace(one, cooked=take_links(one.cooked, base, links)) for one in here]
    page = template.render(
        topic=topic, posts=here, cards=cards, solution=solution, slot=SLOT,
        address=lambda number: post_address(topic, number),
    )  # fmt: skip
    pieces = page.split(SLOT)
    if len(pieces) != len(here) + 1:
        raise RuntimeError("a post brought a slot of its own into the stream")
    return Stream(tuple(pieces), tuple(here), _touched(here), tuple(links))


def _touched(posts: list[PostRow]) -> frozenset[int | None]:
    return frozenset(
        person_id
        for post in posts
        for person_id in (post.author_id, post.deleted_by_id, *(one.person_id for one in post.thanked_by))
    )
