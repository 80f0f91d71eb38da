"""Files sent with a text: taken in, and written into the text as Markdown."""

from __future__ import annotations

from typing import BinaryIO, cast
from urllib.parse import quote

from flask import current_app, request
from flask_babel import gettext
from flask_wtf import FlaskForm

from forum.documents.operations import Upload, upload
from forum.errors import ForumError
from forum.web import http
from forum.web.identity import actor

FIELD = "uploads"
MOST_AT_ONCE = 10
KILOBYTE = 1024


def take(stream: BinaryIO, name: str) -> Upload:
    """Take in one file of the actor."""
    limit = current_app.extensions["forum_config"].max_upload
    return upload(actor=actor(), stream=stream, name=name, max_bytes=limit)


def markdown_of(made: Upload) -> str:
    """Return what shows a file in a text: a picture with its size, anything else as a card."""
    if made.picture:
        stem = made.name.rpartition(".")[0] or made.name
        return f"![{_plain(stem)}|{made.width}x{made.height}](/files/{made.file_id}/media/{made.picture})"
    note = f"{made.kind.upper()}, {size_in_words(made.size)}"
    return f"[{_plain(made.name)}|{note}](/files/{made.file_id}/{quote(made.name, safe='')})"


def size_in_words(size: int) -> str:
    """Return a size as people read it."""
    kilobytes = max(round(size / KILOBYTE), 1)
    if kilobytes < KILOBYTE:
        return f"{kilobytes} {gettext('КБ')}"
    return f"{size / KILOBYTE / KILOBYTE:.1f} {gettext('МБ')}".replace(".", ",")


def wrote_files(form: FlaskForm) -> bool:
    """Take in the files that came with a form for text, and write them at the end of it; False when there were none.

    For forms sent without a script: the form is to be shown again, so that its writer sees where her files are.
    """
    sent = [file for file in request.files.getlist(FIELD) if file.filename][:MOST_AT_ONCE]
    if not sent:
        return False
    try:
        lines = [markdown_of(take(cast("BinaryIO", file.stream), file.filename or "")) for file in sent]
    except ForumError as error:
        http.refused(form, error)
        return True
    form.body.data = "\n\n".join([part for part in [(form.body.data or "").rstrip(), *lines] if part])
    form.body.raw_data = None
    http.note(gettext("Файлы добавлены в конец текста. Проверьте его и отправьте."))
    return True


def _plain(name: str) -> str:
    return "".join(" " if char in "[]|\\`*_<>$:@#~\n" else char for char in name).strip() or "file"
