"""How pages leave the house: compressed, and for visitors from a cache that any write makes stale.

The cache stands before Flask. A hit costs one query for the site's version and sends the bytes as they were kept.
Only what is the same for every visitor is kept: a page shown to nobody in particular, with no session touched.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import unquote_plus
from zoneinfo import ZoneInfo

import brotli
from flask import Flask, request, session
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_cookie, parse_etags
from werkzeug.wrappers import Response

from forum import clock
from forum.db import find_version
from forum.web.http import content_policy
from forum.web.identity import DEFAULT_TIMEZONE, LOCALE_COOKIE, actor, visitor_locale

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Key = tuple[str, ...]

SESSION_COOKIE = "forum_session"
SHARED_ENDPOINTS = frozenset(
    {
        "topics.latest", "topics.category", "topics.show", "topics.tags", "topics.tag",
        "associations.categories", "lessons.index", "lessons.lesson",
    }
)  # fmt: skip
CACHE_BYTES = 32 * 1024 * 1024
# About what an entry takes beside its bytes: key, headers, the objects themselves.
ENTRY_BYTES = 3000
LONGEST_QUERY = 200
WORTH_COMPRESSING = 1024
QUICK_GZIP, THOROUGH_GZIP, THOROUGH_BROTLI, QUICK_BROTLI = 1, 6, 6, 2
COMPRESSIBLE = frozenset({"text/html", "text/css", "application/json", "text/plain", "image/svg+xml"})
VARY = ("Accept-Encoding", "Cookie", "Accept-Language")


class Kept:
    """A page as it goes out: its bytes in each encoding that was asked for, its headers, its tag."""

    __slots__ = ("bodies", "etag", "headers")

    def __init__(self, plain: bytes, headers: tuple[tuple[str, str], ...], etag: str) -> None:
        self.bodies = {"": plain}
        self.headers = headers
        self.etag = etag

    @property
    def size(self) -> int:
        """Return about how many bytes it takes."""
        return ENTRY_BYTES + sum(len(body) for body in self.bodies.values())


class PageCache:
    """A WSGI application before the application: answers visitors from memory."""

    def __init__(self, inner: Application, app: Flask, *, most_bytes: int = CACHE_BYTES) -> None:
        self.inner = inner
        self.app = app
        self.most_bytes = most_bytes
        self.taken = 0
        self.hits = 0
        self._version = -1
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._turn = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer from memory when the page is there and fresh; else let the application answer and keep it."""
        key = _key(environ)
        if key is None:
            return self.inner(environ, start_response)
        # Read before the page is: what is kept under a version can only be newer than it, never older.
        with self.app.app_context():
            version = find_version()
        if version is None:  # the application knows how to say it
            return self.inner(environ, start_response)
        kept = self._find(key, version)
        if kept is not None:
            return self._send(kept, environ, start_response)
        environ["forum.version"] = version
        if environ["REQUEST_METHOD"] == "GET":
            environ["forum.keep"] = lambda *page: self._keep(key, version, Kept(*page))
        return self.inner(environ, start_response)

    def _find(self, key: Key, version: int) -> Kept | None:
        with self._turn:
            if version != self._version:
                self._version, self.taken = version, 0
                self._pages.clear()
            kept = self._pages.get(key)
            if kept is not None:
                self._pages.move_to_end(key)
                self.hits += 1
            return kept

    def _keep(self, key: Key, version: int, page: Kept) -> None:
        with self._turn:
            if version != self._version or key in self._pages:
                return
            self._pages[key] = page
            self.taken += page.size
            self._make_room()

    def _make_room(self) -> None:
        while self.taken > self.most_bytes and self._pages:
            self.taken -= self._pages.popitem(last=False)[1].size

    def _body(self, page: Kept, encoding: str) -> bytes:
        """Return the page in an encoding, compressed well when it is asked for the first time."""
        body = page.bodies.get(encoding)
        if body is None:
            body = squeeze(page.bodies[""], encoding, thorough=True)
            with self._turn:
                if encoding not in page.bodies:
                    page.bodies[encoding] = body
                    # A page that had to go meanwhile is no longer counted.
                    if any(one is page for one in reversed(self._pages.values())):
                        self.taken += len(body)
                        self._make_room()
        return body

    def _send(self, page: Kept, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = [*page.headers, ("ETag", page.etag), ("Content-Security-Policy", content_policy())]
        if is_known(environ.get("HTTP_IF_NONE_MATCH"), page.etag):
            start_response("304 Not Modified", headers)
            return []
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = self._body(page, encoding)
        if encoding:
            headers.append(("Content-Encoding", encoding))
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def init(app: Flask, *, cache: bool) -> None:
    """Compress what the application sends and, if wished, keep visitors' pages.

    Must come before every other room attaches itself: what is attached first is done last to an answer.
    """
    app.after_request(_deliver)
    if cache:
        app.wsgi_app = PageCache(app.wsgi_app, app)  # type: ignore[method-assign]


def tag_of(body: bytes) -> str:
    """Return the tag of a page: the same for the same words, however they are compressed, hence weak."""
    return f'W/"{blake2b(body, digest_size=12).hexdigest()}"'


def is_known(asked: str | None, etag: str) -> bool:
    """Say whether `If-None-Match` names a tag."""
    return bool(asked) and (asked == etag or parse_etags(asked).contains_weak(etag.removeprefix("W/").strip('"')))


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """Return how to compress for an `Accept-Encoding`: br, gzip, or not at all."""
    if len(accepted) > LONGEST_QUERY:
        return ""
    wanted = parse_accept_header(accepted, Accept)
    return next((one for one in ("br", "gzip") if one in accepted.lower() and wanted.quality(one) > 0), "")


def squeeze(body: bytes, encoding: str, *, thorough: bool = False) -> bytes:
    """Return a body compressed: quickly for one reader, thoroughly for what many will get."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=THOROUGH_BROTLI if thorough else QUICK_BROTLI))
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=THOROUGH_GZIP if thorough else QUICK_GZIP, mtime=0)
    return body


def _key(environ: dict[str, Any]) -> Key | None:
    """Return what tells one visitor's page from another, None for anything that may not be shared."""
    query = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_HX_REQUEST" in environ or len(query) > LONGEST_QUERY:
        return None
    if "lang=" in (unquote_plus(query) if "%" in query else query):
        return None
    cookies = parse_cookie(environ.get("HTTP_COOKIE"))
    if SESSION_COOKIE in cookies or "remember_token" in cookies or "HTTP_AUTHORIZATION" in environ:
        return None
    day = clock.now().astimezone(ZoneInfo(DEFAULT_TIMEZONE)).date().isoformat()
    language = visitor_locale(cookies.get(LOCALE_COOKIE), environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    return (environ.get("SCRIPT_NAME", ""), environ["PATH_INFO"], query, language, day)


def _deliver(response: Response) -> Response:
    """Hand a shared page to the cache; compress what is left, lightly, for the one reader it is for."""
    if response.direct_passthrough or response.is_streamed or response.mimetype not in COMPRESSIBLE:
        return response
    response.vary.update(VARY)
    if _may_be_shared(response):
        body = response.get_data()
        response.headers["Cache-Control"] = "private, no-cache"
        left_out = {"content-security-policy", "content-length", "set-cookie"}
        headers = tuple((name, value) for name, value in response.headers if name.lower() not in left_out)
        etag = tag_of(body)
        request.environ["forum.keep"](body, headers, etag)
        response.headers["ETag"] = etag
        if is_known(request.headers.get("If-None-Match"), etag):
            response.status_code = 304
            response.set_data(b"")
            return response
    return _compress(response)


def _compress(response: Response) -> Response:
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    if encoding and "Content-Encoding" not in response.headers:
        body = response.get_data()
        if len(body) >= WORTH_COMPRESSING:
            response.set_data(squeeze(body, encoding))
            response.headers["Content-Encoding"] = encoding
    return response


def _may_be_shared(response: Response) -> bool:
    return (
        "forum.keep" in request.environ
        and response.status_code == 200
        and response.mimetype == "text/html"
        and request.endpoint in SHARED_ENDPOINTS
        and not actor().signed_in
        and not session.modified
        and "Set-Cookie" not in response.headers
    )
