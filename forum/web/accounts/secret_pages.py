"""Pages whose address is a secret from a letter: kept out of every cache, the same words for every link that ended."""

from __future__ import annotations

from flask import render_template
from werkzeug.wrappers import Response

from forum.web.accounts.forms import EmailForm


def secret_page(page: str, status: int = 200) -> Response:
    """Answer with a page that no cache keeps."""
    return Response(page, status, {"Cache-Control": "private, no-store"}, mimetype="text/html")


def link_ended(purpose: str) -> Response:
    """Say that a link is used, too old or unknown, and offer a new one."""
    page = render_template("accounts/link_ended.html", form=EmailForm(formdata=None), purpose=purpose)
    return secret_page(page, 404)
