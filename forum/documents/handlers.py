"""Convert stored files after the answer: slow work in short transactions, so a killed worker loses nothing."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import delete, select, update

from forum import blobs, clock, jobs
from forum.db import transaction
from forum.documents.converters import sandbox
from forum.documents.converters.gate import Kind
from forum.documents.converters.rendition import CONVERTER_VERSION, Rendition
from forum.documents.converters.sandbox import ConversionFailed
from forum.documents.events import FileConverted, FileStored
from forum.documents.models import RenditionMedia, StoredFile, StoredRendition
from forum.outbox import record, take_recorded

PROGRESS_SECONDS = 0.5
PICTURE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Task:
    rendition_id: int
    file_id: int
    sha256: str
    kind: str


@jobs.own_transactions
def convert(events: Sequence[FileStored]) -> None:
    """Make each stored file readable in the page, or write down why it is not; done again, it changes nothing."""
    for event in events:
        task = _begin(event.file_id)
        if task is not None:
            _convert(task)
            jobs.wake(take_recorded())


def _begin(file_id: int) -> _Task | None:
    with transaction() as session:
        row = session.execute(
            select(
                StoredRendition.id, StoredFile.sha256, StoredFile.kind, StoredRendition.state, StoredRendition.failure
            )
            .join(StoredFile, StoredFile.id == StoredRendition.file_id)
            .where(StoredFile.id == file_id)
        ).first()
        if row is None or row.state == "ready" or (row.state == "failed" and row.failure != "unavailable"):
            return None
        session.execute(
            update(StoredRendition).where(StoredRendition.id == row.id).values(state="working", done=0, total=0)
        )
        return _Task(row.id, file_id, row.sha256, row.kind)


def _convert(task: _Task) -> None:
    with tempfile.TemporaryDirectory(prefix="forum-convert-") as folder:
        try:
            rendition = sandbox.convert(
                blobs.store().path(task.sha256), Kind(task.kind), into=Path(folder), on_progress=_teller(task)
            )
            pictures = [(item.name, item.mime, _keep(item.path)) for item in rendition.media]
        except ConversionFailed as failure:
            _fail(task, failure)
            if failure.code == "unavailable":
                raise
        else:
            _finish(task, rendition, pictures)


def _teller(task: _Task) -> Callable[[int, int], None]:
    """Return what a converter reports its pages to: the first, the last, and between them twice a second at most."""
    last = [0.0]

    def tell(done: int, total: int) -> None:
        moment = time.monotonic()
        if done < total and moment - last[0] < PROGRESS_SECONDS:
            return
        last[0] = moment
        with transaction() as session:
            session.execute(
                update(StoredRendition).where(StoredRendition.id == task.rendition_id).values(done=done, total=total)
            )

    return tell


def _keep(path: Path) -> str:
    with path.open("rb") as stream:
        return blobs.store().put(stream, max_bytes=PICTURE_BYTES).sha256


def _finish(task: _Task, rendition: Rendition, pictures: Sequence[tuple[str, str, str]]) -> None:
    plain = rendition.to_dict()
    with transaction() as session:
        session.execute(delete(RenditionMedia).where(RenditionMedia.rendition_id == task.rendition_id))
        session.add_all(
            RenditionMedia(rendition_id=task.rendition_id, name=name, mime=mime, sha256=sha256)
            for name, mime, sha256 in pictures
        )
        session.execute(
            update(StoredRendition)
            .where(StoredRendition.id == task.rendition_id)
            .values(
                state="ready",
                converter_version=CONVERTER_VERSION,
                html=_storable(rendition.html),
                blocks=plain["blocks"],
                text=_storable(rendition.text),
                notes=[asdict(note) for note in rendition.notes],
                pages=rendition.pages,
                failure=None,
                message="",
                params={},
                finished_at=clock.now(),
            )
        )
        record(FileConverted(file_id=task.file_id, ok=True))


def _fail(task: _Task, failure: ConversionFailed) -> None:
    with transaction() as session:
        session.execute(
            update(StoredRendition)
            .where(StoredRendition.id == task.rendition_id)
            .values(
                state="failed",
                failure=failure.code,
                message=failure.message,
                params=dict(failure.params),
                finished_at=clock.now(),
            )
        )
        if failure.code != "unavailable":
            record(FileConverted(file_id=task.file_id, ok=False))


def _storable(text: str) -> str:
    """Return text that PostgreSQL takes: it knows no NUL."""
    return text.replace("\x00", "")
