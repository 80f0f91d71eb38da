"""The life of a request: one transaction, what an operation refused, security headers, safe redirects."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

from forum import jobs
from forum.db import begin_unit, end_unit
from forum.errors import Conflict, Forbidden, ForumError, Invalid, NotFound, TooMany
from forum.outbox import take_recorded
from forum.web import remembered
from forum.web.identity import actor
from forum.web.templating import said

STATUS: dict[type[ForumError], int] = {NotFound: 404, Forbidden: 403, Conflict: 409, Invalid: 422, TooMany: 429}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Sent by POST for its length only; a dear text must not keep the others from writing.
LOOKING = frozenset({"topics.preview"})
# They cook a text, take a file apart or try a password before they ask for the lock (`begin_writing`): on SQLite one
# writes at a time, and everybody else would wait for that.
READING_FIRST = frozenset(
    {
        "accounts.log_in", "accounts.sign_up", "accounts.do_confirm", "accounts.set_first_password",
        "accounts.set_password", "accounts.change_password", "topics.open_topic", "topics.reply", "topics.save",
        "feedback.leave", "feedback.answer", "lessons.publish", "lessons.upload_version",
    }
)  # fmt: skip

LARGEST_ID = 2**31 - 1

csrf = CSRFProtect()
limiter = Limiter(key_func=lambda: str(actor().person_id or get_remote_address()), default_limits=[])


class Id(IntegerConverter):
    """A number in an address: no larger than an id can be, so a larger one is simply not found."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **options})


def init(app: Flask) -> None:
    """Attach transactions, protection and headers to an application."""
    app.url_map.converters["int"] = Id
    # First of all: what the protections below ask the database already belongs to this unit of work.
    app.before_request(_begin)
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_finish)
    app.after_request(_headers)


def refused(form: FlaskForm, error: ForumError) -> None:
    """Undo what the operation began and put its sentence at the field it is about, or above the form."""
    abandon()
    field = form._fields.get(error.field) if isinstance(error, Invalid) else None
    if field is not None:
        field.errors = [*field.errors, said(error)]
    else:
        form.form_errors.append(said(error))
    g.status = STATUS.get(type(error), 422)


def status_of(form: FlaskForm) -> int:
    """Return the status of a page that shows a form again: 200 untouched, else what refused it."""
    return int(g.get("status", 422 if form.errors else 200))


def note(message: str, category: str = "good", **params: object) -> None:
    """Show one sentence on the next page; `message` is already translated."""
    flash(message % params if params else message, category)


def local_target(target: str | None, default: str) -> str:
    """Return a redirect target inside this site; anything else gives the default."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return default
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(char) < 32 for char in target):
        return default
    return target


def content_policy(nonce: str | None = None) -> str:
    """Return the content security policy of a page; a new nonce unless the page has one of its own."""
    nonce = nonce or secrets.token_urlsafe(16)
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _begin() -> None:
    g.csp_nonce = secrets.token_urlsafe(16)
    remembered.begin()
    may_write = request.method not in SAFE_METHODS and request.endpoint not in LOOKING
    later = may_write and request.endpoint in READING_FIRST
    begin_unit(write=may_write and not later, later=later)
    # PostgreSQL takes no NUL in a text, and nothing of ours has one in its address.
    if "\x00" in request.path or b"%00" in request.query_string or b"\x00" in request.query_string:
        raise NotFound
    if request.method not in SAFE_METHODS and request.mimetype != "multipart/form-data":
        _require_modest_form()


def _require_modest_form() -> None:
    """Refuse a plain form that is too much before it is taken apart: Werkzeug bounds only those with parts."""
    request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.get_data().count(b"&") >= current_app.config["MAX_FORM_PARTS"]:
        raise RequestEntityTooLarge


def _finish(response: Response) -> Response:
    ok = response.status_code < 400 and not g.get("abandoned", False)
    end_unit(ok=ok)
    if request.method not in SAFE_METHODS:
        names = take_recorded()
        if ok and names:
            jobs.wake(names)
    return response


def abandon() -> None:
    """Drop what this request wrote so far; what follows may only read."""
    take_recorded()
    end_unit(ok=False)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_policy(g.get("csp_nonce")))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if current_app.extensions["forum_config"].secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in headers and response.mimetype == "text/html":
        headers["Cache-Control"] = "private, no-store" if actor().signed_in else "private, no-cache"
    return response
