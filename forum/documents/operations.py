"""Take a file in: check it at once, keep its bytes, and leave its conversion to the worker."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from forum import blobs, clock
from forum.actor import Actor
from forum.db import db
from forum.documents.converters import gate
from forum.documents.converters.refusal import Refused
from forum.documents.converters.rendition import CONVERTER_VERSION
from forum.documents.events import FileStored
from forum.documents.models import NAME_LENGTH, StoredFile, StoredRendition
from forum.errors import N_, Forbidden, Invalid
from forum.outbox import record

DEFAULT_LIMIT = 50 * 1024 * 1024
CHUNK = 1024 * 1024
_SEPARATORS = re.compile(r"[\\/:*?\"<>|]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A file whose bytes lie in the store, under its content, and in no table yet."""

    sha256: str
    name: str
    kind: str
    size: int


def store_file(
    *, actor: Actor, stream: BinaryIO, name: str, topic_id: int | None = None, max_bytes: int = DEFAULT_LIMIT
) -> StoredFile:
    """Keep an uploaded file and ask for its conversion; `name` is what the sender's machine calls it.

    Without a topic only the uploader may open it. Raises Invalid("files") with a sentence when the file is refused.
    """
    kept = keep_file(actor=actor, stream=stream, name=name, max_bytes=max_bytes)
    return attach_file(actor=actor, kept=kept, topic_id=topic_id)


def keep_file(*, actor: Actor, stream: BinaryIO, name: str, max_bytes: int = DEFAULT_LIMIT) -> Kept:
    """Check an uploaded file and keep its bytes; nobody can open it before `attach_file` has written it down.

    Apart from that, because it takes as long as the file is large, and the lock need not be held meanwhile.
    Raises Invalid("files") with a sentence when the file is refused.
    """
    if not actor.signed_in:
        raise Forbidden
    name = clean_name(name)
    with tempfile.NamedTemporaryFile(prefix="forum-upload-") as spool:
        size = _spool(stream, spool, max_bytes)
        try:
            kind = gate.inspect(Path(spool.name), name)
        except Refused as refusal:
            raise Invalid("files", refusal.message, **refusal.params) from refusal
        spool.seek(0)
        blob = blobs.store().put(cast("BinaryIO", spool), max_bytes=max(size, 1))
    return Kept(sha256=blob.sha256, name=name, kind=str(kind), size=blob.size)


def attach_file(*, actor: Actor, kept: Kept, topic_id: int | None = None) -> StoredFile:
    """Write a kept file down as the actor's, and ask for its conversion."""
    file = StoredFile(
        sha256=kept.sha256,
        name=kept.name,
        kind=kept.kind,
        size=kept.size,
        uploader_id=actor.id,
        topic_id=topic_id,
        created_at=clock.now(),
    )
    db.session.add(file)
    db.session.flush()
    db.session.add(StoredRendition(file_id=file.id, converter_version=CONVERTER_VERSION))
    db.session.flush()
    record(FileStored(file_id=file.id))
    return file


def clean_name(name: str) -> str:
    """Return a file name to show and to download under: NFC, one line, no direction tricks, at most 255 characters."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    kept = "".join(char for char in name if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    kept = " ".join(_SEPARATORS.sub(" ", kept).split())
    stem, dot, ending = kept.rpartition(".")
    if not dot or not stem or len(ending) > 10:
        return kept[:NAME_LENGTH].strip() or "file"
    return f"{stem[: NAME_LENGTH - len(ending) - 1].rstrip()}.{ending}"


def _spool(stream: BinaryIO, spool: IO[bytes], max_bytes: int) -> int:
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise Invalid(
                "files",
                N_("Файл больше %(limit)d МБ. Уменьшите его и выберите снова."),
                limit=max_bytes // (1024 * 1024),
            )
        spool.write(chunk)
    spool.flush()
    return size
