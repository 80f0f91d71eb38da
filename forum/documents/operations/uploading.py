"""Take in a file to be shown in a post: a picture is made anew at once, a document is left to the worker."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from forum import blobs, clock
from forum.actor import Actor
from forum.db import db
from forum.documents.converters import gate, sandbox
from forum.documents.converters.refusal import Refused
from forum.documents.converters.rendition import CONVERTER_VERSION
from forum.documents.converters.sandbox import ConversionFailed
from forum.documents.models import RenditionMedia, StoredFile, StoredRendition
from forum.documents.operations.storing import DEFAULT_LIMIT, Kept, attach_file, clean_name, spool_file
from forum.documents.policy import require_upload
from forum.documents.queries import count_waiting
from forum.errors import N_, Invalid, TooMany
from forum.topics.operations import rows

LARGEST_PICTURE = 20 * 1024 * 1024
MOST_WAITING = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file that was taken in; `picture` is the name its page knows the picture by, sizes in pixels, else 0."""

    file_id: int
    name: str
    kind: str
    size: int
    picture: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Picture:
    name: str
    mime: str
    html: str
    width: int
    height: int


def upload(*, actor: Actor, stream: BinaryIO, name: str, max_bytes: int = DEFAULT_LIMIT) -> Upload:
    """Take in a file for what the actor is writing; until a post of hers shows it, only she may open it.

    Of a picture only the pixels are kept: no place, no camera, no time. Raises Forbidden, TooMany, Invalid("files").
    """
    require_upload(actor)
    kept, picture = _keep(stream, clean_name(name), max_bytes)
    actor = rows.begin(actor)
    require_upload(actor)
    rows.lock_person(actor.id)
    if count_waiting(actor=actor) >= MOST_WAITING:
        raise TooMany(N_("Слишком много файлов, которых нет ни в одном ответе. Опубликуйте текст или подождите день."))
    if picture is None:
        file = attach_file(actor=actor, kept=kept)
        return Upload(file_id=file.id, name=kept.name, kind=kept.kind, size=kept.size)
    file_id = _attach_picture(actor, kept, picture)
    return Upload(
        file_id=file_id, name=kept.name, kind=kept.kind, size=kept.size,
        picture=picture.name, width=picture.width, height=picture.height,
    )  # fmt: skip


def _keep(stream: BinaryIO, name: str, max_bytes: int) -> tuple[Kept, _Picture | None]:
    with tempfile.TemporaryDirectory(prefix="forum-upload-") as folder:
        path = Path(folder) / "upload"
        with path.open("w+b") as spool:
            size = spool_file(stream, spool, max_bytes)
        try:
            kind = gate.inspect(path, name)
        except Refused as refusal:
            raise Invalid("files", refusal.message, **refusal.params) from refusal
        if kind == gate.Kind.IMAGE:
            if size > LARGEST_PICTURE:
                limit = LARGEST_PICTURE // (1024 * 1024)
                raise Invalid("files", N_("Картинка больше %(limit)d МБ. Уменьшите её и выберите снова."), limit=limit)
            return _keep_picture(path, name, Path(folder) / "made")
        with path.open("rb") as stream_again:
            blob = blobs.store().put(cast("BinaryIO", stream_again), max_bytes=max(size, 1))
        return Kept(sha256=blob.sha256, name=name, kind=str(kind), size=blob.size), None


def _keep_picture(path: Path, name: str, folder: Path) -> tuple[Kept, _Picture]:
    """Make a picture anew in the child that has no network, and keep only what came out."""
    try:
        made = sandbox.convert(path, gate.Kind.IMAGE, into=folder)
    except ConversionFailed as failure:
        raise Invalid("files", failure.message, **failure.params) from failure
    media = made.media[0]
    with media.path.open("rb") as stream:
        blob = blobs.store().put(stream, max_bytes=LARGEST_PICTURE)
    picture = _Picture(name=media.name, mime=media.mime, html=made.html, width=media.width, height=media.height)
    return Kept(sha256=blob.sha256, name=name, kind=str(gate.Kind.IMAGE), size=blob.size), picture


def _attach_picture(actor: Actor, kept: Kept, picture: _Picture) -> int:
    """Write a picture down with its page: nothing is left for the worker."""
    file = StoredFile(
        sha256=kept.sha256, name=kept.name, kind=kept.kind, size=kept.size, uploader_id=actor.id,
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    rendition = StoredRendition(
        file_id=file.id, converter_version=CONVERTER_VERSION, state="ready", html=picture.html, pages=1,
        finished_at=clock.now(),
    )  # fmt: skip
    db.session.add(rendition)
    db.session.flush()
    media = RenditionMedia(rendition_id=rendition.id, name=picture.name, mime=picture.mime, sha256=kept.sha256)
    db.session.add(media)
    db.session.flush()
    return file.id
