"""Serve files after asking for the right each time: as attachments, in a sandbox, cached by nobody else."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum import blobs
from forum.documents.queries import ProgressRow, get_clean_picture, get_file, get_media, get_progress
from forum.errors import NotFound
from forum.web.identity import actor

room = Blueprint("documents", __name__)

MIMES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "doc": "application/msword",
    "pdf": "application/pdf",
}
PICTURE_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png"}


@room.get("/files/<int:file_id>/<name>")
def original(file_id: int, name: str) -> Response:
    """Send the file as it was uploaded, under its own name whatever the address says.

    A photo tells where and when it was taken, so others get it as the converter made it anew.
    """
    del name
    file = get_file(actor=actor(), file_id=file_id)
    if file.kind == "image" and not file.is_own:
        picture = get_clean_picture(actor=actor(), file_id=file_id)
        ending = PICTURE_ENDINGS[picture.mime]
        named = f"{file.name.rpartition('.')[0] or file.name}{ending}"
        return _send(picture.sha256, mime=picture.mime, is_public=file.is_public, name=named)
    mime = MIMES.get(file.kind, "application/octet-stream")
    return _send(file.sha256, mime=mime, is_public=file.is_public, name=file.name)


@room.get("/files/<int:file_id>/media/<name>")
def media(file_id: int, name: str) -> Response:
    """Send a picture of the page; it was made anew by the converter and is safe to show."""
    picture = get_media(actor=actor(), file_id=file_id, name=name)
    return _send(picture.sha256, mime=picture.mime, is_public=picture.is_public)


@room.get("/files/<int:file_id>/progress")
def progress(file_id: int) -> Response:
    """Say how far the conversion is: as JSON, or as the piece of a page that asks again by itself."""
    row = get_progress(actor=actor(), file_id=file_id)
    if request.accept_mimetypes.best == "application/json":
        response = make_response({"state": row.state, "done": row.done, "total": row.total})
    else:
        url = url_for(".progress", file_id=file_id)
        response = make_response(render_template("documents/progress.html", row=row, words=words(row), url=url))
        if row.is_settled:
            response.headers["HX-Refresh"] = "true"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def words(row: ProgressRow) -> str:
    """Return what is being done, and how far it is, in the reader's language."""
    if row.is_settled:
        return str(gettext("Готово."))
    if row.state == "waiting":
        return str(gettext("План ждёт своей очереди: сейчас подготовим его к чтению."))
    if row.total:
        return str(gettext("Готовим план к чтению: страница %(done)d из %(total)d.", done=row.done, total=row.total))
    return str(gettext("Готовим план к чтению."))


def _send(sha256: str, *, mime: str, is_public: bool, name: str | None = None) -> Response:
    path = blobs.store().path(sha256)
    if not path.is_file():
        raise NotFound
    response = send_file(path, mimetype=mime, as_attachment=name is not None, download_name=name, etag=sha256)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache" if is_public else "private, no-store"
    return response
