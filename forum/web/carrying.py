"""Nothing typed is lost: what came with a request that could not be served goes back into a page, without secrets."""

from __future__ import annotations

import json

from flask import make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from forum.web.http import local_target

CARRIED_FIELDS, CARRIED_LENGTH = 40, 200_000
NOT_CARRIED = frozenset({"csrf_token", "password", "old_password", "new_password", "carry"})


def carried() -> dict[str, list[str]]:
    """Return what was typed in this request, without secrets, so a later page can bring it back."""
    fields: dict[str, list[str]] = {}
    try:
        typed = list(request.form.lists())
    except HTTPException:  # it was refused for being too much, and would be again
        return fields
    for name, values in typed[:CARRIED_FIELDS]:
        if name not in NOT_CARRIED:
            fields[name] = [value[:CARRIED_LENGTH] for value in values]
    return fields


def pack_carried(path: str, fields: dict[str, list[str]]) -> str:
    """Write a target and typed fields into one hidden value, and whether files were with them."""
    return json.dumps({"path": path, "fields": fields, "files": _has_files()}, ensure_ascii=False)


def unpack_carried(value: str | None) -> tuple[str, dict[str, list[str]], bool] | None:
    """Read what `pack_carried` wrote: target, fields, had files; None on anything else (it comes from outside)."""
    try:
        data = json.loads(value or "")
        path = local_target(data["path"], "")
        fields = {_whole(name): [_whole(one) for one in values] for name, values in data["fields"].items()}
        had_files = data.get("files") is True
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return (path, fields, had_files) if path else None


def _whole(text: object) -> str:
    """Return a text without halves of letters, which JSON can hold and a page cannot."""
    return str(text).encode("utf-8", "replace").decode("utf-8")


def show_carried(path: str, fields: dict[str, list[str]], *, had_files: bool = False, status: int = 200) -> Response:
    """Show what was typed, intact, with one button that sends it again; files must be chosen anew."""
    page = render_template("error/resend.html", path=path, fields=fields, had_files=had_files or _has_files())
    return make_response(page, status)


def _has_files() -> bool:
    return any(file.filename for file in request.files.values())
