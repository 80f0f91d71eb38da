"""Pages about the site itself: its health, and in the demo its letters and its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, g, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from forum.actor import Actor
from forum.errors import NotFound
from forum.web.site.health import look
from forum.web.site.outbox import find_letter, list_letters
from forum.web.site.specimens import specimens

room = Blueprint("site", __name__)


@room.get("/health")
def health() -> Response:
    """Say how the forum is: figures for a machine, a page for the operator; 503 when it cannot work."""
    config = current_app.extensions["forum_config"]
    found = look(data=config.data, smtp_url=config.smtp_url)
    if not found.ok:
        g.actor = Actor.visitor()  # nobody can be looked up now
    if found.ok and request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        response = make_response(render_template("site/health.html", health=found))
    else:
        response = make_response(jsonify(found.figures()), 200 if found.ok else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


@room.get("/outbox")
def outbox() -> str:
    """List the letters of the demo."""
    return render_template("site/outbox.html", letters=list_letters(_outbox()))


@room.get("/outbox/<name>")
def letter(name: str) -> str:
    """Show one letter of the demo with links that can be followed."""
    found = find_letter(_outbox(), name)
    if found is None:
        raise NotFound
    return render_template("site/letter.html", letter=found)


@room.get("/styleguide")
def styleguide() -> str:
    """Show every part in every state; only in the demo."""
    _only_in_demo()
    return render_template("site/styleguide.html", **specimens())


def _outbox() -> Path:
    folder: Path = _only_in_demo().data / "outbox"
    return folder


def _only_in_demo() -> Any:
    config = current_app.extensions["forum_config"]
    if not config.demo or config.smtp_url:
        raise NotFound
    return config
