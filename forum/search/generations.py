"""Generations of the index on disk: folders, the pointer to the current one, locks and the journal of a rebuild.

The folder of the index holds:

    current            "<generation> <format>"; replaced atomically, so a reader sees the old or the new index
    index-<n>/         one generation
    write.lock         held by whoever writes the current generation or moves the pointer
    rebuild.lock       held by a rebuild for its whole life; the system frees it when the process dies
    rebuilding         "<n>" while generation n is being built
    journal-<n>        every batch applied meanwhile, one JSON line each; replayed into n before the switch

Why nothing is lost: a rebuild announces itself under write.lock and only then starts to read the database, so a batch
applied before is already in the database it reads. A batch applied later is written to the journal (and to the disk)
before it goes to the current generation. The last of the journal is replayed under write.lock, where no batch can come,
and the pointer moves there too. A rebuild that dies leaves a marker whose rebuild.lock is free: the next writer sweeps.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from forum.search.entries import IndexBusy, IndexDamaged, IndexDocument

_PAUSE: Final = 0.02


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes that belong together; keys are already unique."""

    upserts: tuple[IndexDocument, ...]
    deletes: tuple[str, ...]


class Generations:
    """The folder of the index, shared by processes."""

    def __init__(self, root: Path, format_: str) -> None:
        self.root = root
        self.format = format_
        self._pointer = root / "current"
        self._marker = root / "rebuilding"

    def folder(self, number: int) -> Path:
        return self.root / f"index-{number}"

    def journal(self, number: int) -> Path:
        return self.root / f"journal-{number}"

    def exists(self) -> bool:
        """Tell whether an index was ever made here (a first start that died half way does not count)."""
        return self._pointer.exists() or (any(self.root.glob("index-*")) and not (self.root / "creating").exists())

    @contextmanager
    def creating(self) -> Iterator[int]:
        """Make the first generation: fill the folder inside the block, the pointer is set after it."""
        (self.root / "creating").touch()
        shutil.rmtree(self.folder(1), ignore_errors=True)
        self.folder(1).mkdir()
        yield 1
        self.switch(1)
        (self.root / "creating").unlink(missing_ok=True)

    def current(self) -> int:
        """Read the pointer."""
        try:
            number, format_ = self._pointer.read_text("ascii").split()
            generation = int(number)
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"The pointer to the search index cannot be read: {self._pointer}") from error
        if format_ != self.format:
            raise IndexDamaged(f"The search index has format {format_}, this program needs {self.format}.")
        return generation

    def stamp(self) -> tuple[int, int] | None:
        """Tell one pointer from another of the same number: the folder may have been taken away and filled anew."""
        with suppress(OSError):
            found = self._pointer.stat()
            return found.st_ino, found.st_mtime_ns
        return None

    def switch(self, number: int) -> None:
        """Point to another generation, atomically and on the disk itself."""
        _sync(self.folder(number))
        fresh = self._pointer.with_suffix(".new")
        with fresh.open("w", encoding="ascii") as file:
            file.write(f"{number} {self.format}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._pointer)
        _sync_folder(self.root)

    @contextmanager
    def writing(self, wait: float) -> Iterator[None]:
        """Hold the lock of writers; IndexBusy after `wait` seconds."""
        with _locked(self.root / "write.lock", wait, "The search index is being written by another process."):
            self._sweep()
            yield

    @contextmanager
    def rebuilding(self, wait: float) -> Iterator[int]:
        """Hold the lock of rebuilds, announce one and give the number of its generation; tidy up if it fails."""
        with _locked(self.root / "rebuild.lock", 0.5, "The search index is already being rebuilt."):
            with self._write_lock(wait):
                number = self._announce()
            try:
                yield number
            finally:
                with self._write_lock(wait):
                    self._clear(number)

    def record(self, batch: Batch) -> None:
        """Write a batch into the journal of the running rebuild, if there is one; call under `writing`."""
        number = self._announced()
        if number is None:
            return
        line = json.dumps({"upserts": [asdict(d) for d in batch.upserts], "deletes": batch.deletes}, default=_to_text)
        with self.journal(number).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def recorded(self, number: int, offset: int) -> tuple[list[Batch], int]:
        """Read the whole lines of the journal after `offset` bytes; give the batches and the new offset."""
        with suppress(FileNotFoundError), self.journal(number).open("rb") as file:
            file.seek(offset)
            data = file.read()
            whole = data[: data.rfind(b"\n") + 1]
            return [_batch(json.loads(line)) for line in whole.splitlines()], offset + len(whole)
        return [], offset

    def _write_lock(self, wait: float) -> Any:
        return _locked(self.root / "write.lock", wait, "The search index is being written by another process.")

    def _announce(self) -> int:
        numbers = [int(path.name[6:]) for path in self.root.glob("index-*") if path.name[6:].isdigit()]
        number = max(numbers, default=0) + 1
        for path in (*self.root.glob("journal-*"), self._marker):
            path.unlink(missing_ok=True)
        self.folder(number).mkdir()
        self._marker.write_text(str(number), "ascii")
        return number

    def _announced(self) -> int | None:
        with suppress(OSError, ValueError):
            return int(self._marker.read_text("ascii"))
        return None

    def _sweep(self) -> None:
        """Remove what a dead rebuild left; under the lock of writers."""
        if not self._marker.exists():
            return
        with suppress(IndexBusy), _locked(self.root / "rebuild.lock", 0.0, ""):
            number = self._announced()
            self._clear(number or 0)

    def _clear(self, number: int) -> None:
        """Forget rebuild `number`; every generation but the current one goes."""
        self._marker.unlink(missing_ok=True)
        self.journal(number).unlink(missing_ok=True)
        with suppress(IndexDamaged):
            current = self.folder(self.current())
            for path in self.root.glob("index-*"):
                # An open reader keeps its files: removing names does not take them from under it.
                if path != current:
                    shutil.rmtree(path, ignore_errors=True)


def _to_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong in the journal")


def _batch(data: dict[str, Any]) -> Batch:
    return Batch(tuple(_document(fields) for fields in data["upserts"]), tuple(data["deletes"]))


def _document(fields: dict[str, Any]) -> IndexDocument:
    times = {name: datetime.fromisoformat(fields[name]) for name in ("created_at", "active_at")}
    return IndexDocument(**{**fields, **times, "tags": tuple(fields["tags"])})


@contextmanager
def _locked(path: Path, wait: float, message: str) -> Iterator[None]:
    deadline = time.monotonic() + wait
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() >= deadline:
                    raise IndexBusy(message) from None
                time.sleep(_PAUSE)
        yield  # closing the file frees the lock


def _sync(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
