"""Addresses of topics and posts."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from flask import current_app
from flask_babel import gettext

from forum.topics.queries import TopicRow, page_of


def topic_address(topic: TopicRow, page: int = 1) -> str:
    """Return the address of a page of a topic."""
    address = _path(topic.slug, topic.id)
    return f"{address}?page={page}" if page > 1 else address


@lru_cache(maxsize=4000)
def _path(slug: str, topic_id: int) -> str:
    # Written as the route `topics.show`; a page of a topic names dozens of such addresses.
    return f"/t/{quote(slug)}/{topic_id}"


def post_address(topic: TopicRow, number: int) -> str:
    """Return where a post stands: the page of the stream it is on, and its place there."""
    return f"{topic_address(topic, page_of(number))}#p-{number}"


def full_address(path: str) -> str:
    """Return an address of this site with its host, as search engines want it."""
    return f"{current_app.extensions['forum_config'].base_url}{path}"


def quoted_post(topic: TopicRow, *, author: str, number: int, source: str) -> str:
    """Return Markdown that quotes a post under a line that leads back to it."""
    name = "".join(char for char in author if char not in "[]()\\`*_")
    lines = source.strip().splitlines()
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    numbered = gettext("№ %(number)s", number=number)
    return f"> [{name}, {numbered}](/t/{topic.slug}/{topic.id}/{number})\n>\n{quoted}\n\n"
