"""The stream of a page of a topic: the same words for all who read it, made once, with the reader's layer on top.

What is made is kept in this process by topic, page and version, and by what words and dates depend on: language,
zone and day. A reader's own buttons are put into the slots left for them.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from flask import current_app, request

from forum import clock
from forum.actor import Actor
from forum.feedback.queries import cards_for_posts
from forum.topics.policy import can_edit, can_reply, can_restore
from forum.topics.queries import PostRow, TopicRow, list_posts
from forum.web.topics.addresses import post_address

MOST_BYTES = 32 * 1024 * 1024
SLOT = "<!--own-->"
# An author may change her name or school; after so many seconds the stream says it anew.
FRESH_SECONDS = 600

Key = tuple[int, int, int, str, str, date, int]


@dataclass(frozen=True, slots=True)
class Stream:
    """The pieces between the slots, one slot a post; `whole` is put together for those who wrote none of the posts."""

    pieces: tuple[str, ...]
    posts: tuple[PostRow, ...]
    whole: dict[tuple[bool, bool], bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return about how many bytes it takes, with what is put together of it later."""
        return 3 * sum(sys.getsizeof(piece) for piece in self.pieces) + 2000 * len(self.posts)


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
    if not stream.posts:
        return b""
    replies = can_reply(actor, topic.rights)
    if actor.signed_in and any(actor.person_id in {post.author_id, post.deleted_by_id} for post in stream.posts):
        return _with_layer(stream, topic, actor, replies=replies)
    kind = (actor.signed_in, replies)
    if kind not in stream.whole:
        stream.whole[kind] = _with_layer(stream, topic, actor, replies=replies)
    return stream.whole[kind]


def _with_layer(stream: Stream, topic: TopicRow, actor: Actor, *, replies: bool) -> bytes:
    if not actor.signed_in:
        return "".join(stream.pieces).encode()
    layer = current_app.jinja_env.get_template("topics/_layer.html").module
    parts = [stream.pieces[0]]
    for post, piece in zip(stream.posts, stream.pieces[1:], strict=True):
        parts += [_buttons(layer, topic, post, actor, replies=replies), piece]
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
    page = template.render(
        topic=topic, posts=posts, cards=cards, slot=SLOT, address=lambda number: post_address(topic, number)
    )
    pieces = page.split(SLOT)
    if len(pieces) != len(posts) + 1:
        raise RuntimeError("a post brought a slot of its own into the stream")
    return Stream(tuple(pieces), tuple(posts))


def _buttons(layer: object, topic: TopicRow, post: PostRow, actor: Actor, *, replies: bool) -> str:
    rights = topic.rights
    return str(
        layer.buttons(  # type: ignore[attr-defined]  # a macro of the template
            topic_id=topic.id,
            post=post,
            quote_path=f"/t/{topic.slug}/{topic.id}/{post.number}",
            replies=replies and post.deleted_at is None,
            own=post.deleted_at is None and can_edit(actor, rights, post.author_id),
            restores=post.deleted_at is not None and can_restore(actor, rights, post.author_id, post.deleted_by_id),
        )
    )
