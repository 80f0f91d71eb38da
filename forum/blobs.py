"""Files by content: a blob is stored once under its SHA-256 and never changed."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from forum.errors import N_, Invalid

CHUNK = 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored content: its hash in hex and its size in bytes."""

    sha256: str
    size: int


class BlobStore:
    """A folder of blobs; writing is atomic and durable before `put` returns."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, stream: BinaryIO, *, max_bytes: int) -> Blob:
        """Store a stream of at most `max_bytes`; raise Invalid("files") when it is longer."""
        self.root.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self.root, prefix=".part-", delete=False) as part:
            try:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    _require_size(size, max_bytes)
                    digest.update(chunk)
                    part.write(chunk)
                part.flush()
                os.fsync(part.fileno())
                blob = Blob(digest.hexdigest(), size)
                self._settle(Path(part.name), blob)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        return blob

    def path(self, sha256: str) -> Path:
        """Return where a blob lies (or would lie); raise ValueError on anything but a hash."""
        if not _SHA256.match(sha256):
            raise ValueError("not a SHA-256 in hex")
        return self.root / sha256[:2] / sha256

    def open(self, sha256: str) -> BinaryIO:
        """Open a blob for reading; raise FileNotFoundError when it is gone."""
        return self.path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        """Say whether a blob is stored."""
        return self.path(sha256).is_file()

    def _settle(self, part: Path, blob: Blob) -> None:
        target = self.path(blob.sha256)
        target.parent.mkdir(exist_ok=True)
        part.chmod(0o640)
        part.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _require_size(size: int, limit: int) -> None:
    if size > limit:
        sentence = N_("Файл больше %(limit)d МБ. Уменьшите его и выберите снова.")
        raise Invalid("files", sentence, limit=limit // (1024 * 1024))


_stores: list[BlobStore] = []


def configure(root: Path) -> None:
    """Name the folder of this process's blobs."""
    _stores[:] = [BlobStore(root)]


def store() -> BlobStore:
    """Return the store of this process; `configure` must have been called."""
    return _stores[0]
