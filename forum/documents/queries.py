"""Read stored files and what they look like as plain rows; a reader's questions name the actor."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forum.actor import Actor
from forum.db import db
from forum.documents.converters.rendition import Block, block_from_dict
from forum.documents.models import RenditionMedia, StoredFile, StoredRendition
from forum.documents.policy import visible_to
from forum.errors import NotFound
from forum.topics.models import Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRow:
    """A stored file; `is_public` when its topic is open to everybody, `is_own` when the actor sent it."""

    id: int
    sha256: str
    name: str
    kind: str
    size: int
    is_public: bool
    is_own: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgressRow:
    """How far a file is: waiting, working (`done` of `total` pages, 0 of 0 when not known), ready or failed."""

    file_id: int
    state: str
    done: int
    total: int
    message: str
    params: dict[str, Any]

    @property
    def is_settled(self) -> bool:
        """Say whether nothing more will happen by itself."""
        return self.state in {"ready", "failed"}


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteRow:
    """Something the reader is told plainly: a Russian msgid and its parameters."""

    code: str
    message: str
    params: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class RenditionRow:
    """A file as it is read in the page: HTML with `media:` sources and comment marks, made safe by its converter."""

    file_id: int
    html: str
    notes: tuple[NoteRow, ...]
    pages: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MediaRow:
    """A picture inside a rendition."""

    sha256: str
    mime: str
    is_public: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FileText:
    """What a file says, for the search index: one block a line."""

    file_id: int
    topic_id: int | None
    name: str
    kind: str
    text: str


def get_file(*, actor: Actor, file_id: int) -> FileRow:
    """Return a file the actor may open; raise NotFound on any other."""
    query = (
        select(
            StoredFile.id, StoredFile.sha256, StoredFile.name, StoredFile.kind, StoredFile.size,
            StoredFile.uploader_id, Topic.audience,
        )
        .outerjoin(Topic, Topic.id == StoredFile.topic_id)
        .where(StoredFile.id == file_id, visible_to(actor))
    )  # fmt: skip
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound
    return FileRow(
        id=row.id,
        sha256=row.sha256,
        name=row.name,
        kind=row.kind,
        size=row.size,
        is_public=row.audience == "public",
        is_own=actor.signed_in and row.uploader_id == actor.person_id,
    )


def get_progress(*, actor: Actor, file_id: int) -> ProgressRow:
    """Return how far the conversion of a file is; raise NotFound unless the actor may open the file."""
    query = (
        select(
            StoredRendition.file_id, StoredRendition.state, StoredRendition.done, StoredRendition.total,
            StoredRendition.message, StoredRendition.params,
        )
        .join(StoredFile, StoredFile.id == StoredRendition.file_id)
        .where(StoredFile.id == file_id, visible_to(actor))
    )  # fmt: skip
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound
    return ProgressRow(**row._mapping)  # noqa: SLF001 - the documented way to a row's names


def find_rendition(*, actor: Actor, file_id: int) -> RenditionRow | None:
    """Return the page of a converted file, or None while there is none the actor may read."""
    query = (
        select(StoredRendition.file_id, StoredRendition.html, StoredRendition.notes, StoredRendition.pages)
        .join(StoredFile, StoredFile.id == StoredRendition.file_id)
        .where(StoredFile.id == file_id, StoredRendition.state == "ready", visible_to(actor))
    )
    row = db.session.execute(query).first()
    if row is None:
        return None
    notes = tuple(
        NoteRow(code=note["code"], message=note["message"], params=dict(note["params"])) for note in row.notes
    )
    return RenditionRow(file_id=row.file_id, html=row.html, notes=notes, pages=row.pages)


def get_media(*, actor: Actor, file_id: int, name: str) -> MediaRow:
    """Return a picture of a file's rendition; raise NotFound unless the actor may open the file."""
    query = (
        select(RenditionMedia.sha256, RenditionMedia.mime, Topic.audience)
        .join(StoredRendition, StoredRendition.id == RenditionMedia.rendition_id)
        .join(StoredFile, StoredFile.id == StoredRendition.file_id)
        .outerjoin(Topic, Topic.id == StoredFile.topic_id)
        .where(StoredFile.id == file_id, RenditionMedia.name == name, visible_to(actor))
    )
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound
    return MediaRow(sha256=row.sha256, mime=row.mime, is_public=row.audience == "public")


def get_clean_picture(*, actor: Actor, file_id: int) -> MediaRow:
    """Return a photo as the converter made it anew: without place, camera and time; raise NotFound until it has."""
    query = (
        select(RenditionMedia.name)
        .join(StoredRendition, StoredRendition.id == RenditionMedia.rendition_id)
        .where(StoredRendition.file_id == file_id)
        .order_by(RenditionMedia.id)
        .limit(1)
    )
    return get_media(actor=actor, file_id=file_id, name=db.session.scalar(query) or "")


def list_blocks(file_id: int) -> tuple[Block, ...]:
    """Return the blocks of a converted file in reading order, none before that; the caller has asked who may."""
    stored = db.session.scalar(
        select(StoredRendition.blocks).where(StoredRendition.file_id == file_id, StoredRendition.state == "ready")
    )
    return tuple(block_from_dict(item) for item in stored or ())


def list_texts(file_ids: Collection[int]) -> list[FileText]:
    """Return what converted files say, for the index, which asks for the reader's rights itself; by file id."""
    query = (
        select(
            StoredFile.id.label("file_id"), StoredFile.topic_id, StoredFile.name, StoredFile.kind, StoredRendition.text
        )
        .join(StoredRendition, StoredRendition.file_id == StoredFile.id)
        .where(StoredFile.id.in_(file_ids), StoredRendition.state == "ready")
        .order_by(StoredFile.id)
    )
    return [FileText(**row._mapping) for row in db.session.execute(query)]  # noqa: SLF001
