"""Write a feed: entries into Atom or RSS, with whole addresses and without what XML forbids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import feedgenerator
from flask import make_response, request
from lxml import html
from werkzeug.wrappers import Response

from forum import letters
from forum.web.identity import locale

FORMATS = {"atom": feedgenerator.Atom1Feed, "rss": feedgenerator.Rss201rev2Feed}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of a feed; `path` is the address on this site, `body` cooked HTML."""

    title: str
    path: str
    author: str
    body: str
    published_at: datetime
    updated_at: datetime
    tags: tuple[str, ...] = ()


def write_feed(form: str, *, title: str, path: str, about: str, entries: Iterable[Entry]) -> Response:
    """Return a feed as an answer; one that only its owner may read is neither kept by others nor indexed."""
    feed = FORMATS[form](
        title=_clean(title),
        link=letters.address(path),
        description=_clean(about),
        language=locale(),
        feed_url=letters.address(request.full_path.rstrip("?")),
        feed_guid=letters.address(path),
    )
    for entry in entries:
        address = letters.address(entry.path)
        feed.add_item(
            title=_clean(entry.title),
            link=address,
            description=_whole(entry.body),
            author_name=_clean(entry.author),
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            unique_id=address,
            unique_id_is_permalink=True,
            categories=[_clean(tag) for tag in entry.tags],
        )
    response = make_response(feed.writeString("utf-8"))
    response.headers["Content-Type"] = feed.content_type
    if "key" in request.args:
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["X-Robots-Tag"] = "noindex"
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


def _clean(text: str) -> str:
    """Return a text without the signs that XML has no way to write."""
    return _NOT_XML.sub("", text)


def _whole(body: str) -> str:
    """Return HTML whose links and pictures name this site, for it is read elsewhere."""
    if not body.strip():
        return ""
    root = html.fragment_fromstring(_clean(body), create_parent="div")
    root.make_links_absolute(letters.address("/"), resolve_base_href=False)
    return str(html.tostring(root, encoding="unicode"))
