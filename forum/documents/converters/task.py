"""One conversion in progress: where the file is, where pictures go, what has to be said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from forum.documents.converters.pictures import NotAPicture, reencode
from forum.documents.converters.rendition import MEDIA, Media, Note

MEDIA_COUNT = 400


class Unreadable(Exception):
    """The file cannot be shown; `code` is a key of sandbox.MESSAGES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _silent(_page: int, _pages: int) -> None:
    """Report nothing."""


@dataclass(slots=True)
class Task:
    """What a converter is given, and the shelf it fills while it works."""

    source: Path
    kind: str
    folder: Path
    say: Callable[[int, int], None] = _silent
    media: list[Media] = field(default_factory=list)
    _notes: dict[str, Note] = field(default_factory=dict)
    _shelf: dict[bytes, Media] = field(default_factory=dict)

    def note(self, code: str, message: str, **params: int | str) -> None:
        """Remember something to tell the reader; each code is said once, the last wording counts."""
        self._notes[code] = Note(code=code, message=message, params=params)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return what has to be said, in the order it came up."""
        return tuple(self._notes.values())

    def picture(self, data: bytes, *, name: str = "") -> Media | None:
        """Store a re-encoded copy and return it; None when it is no picture browsers can show."""
        if data in self._shelf:
            return self._shelf[data]
        if len(self.media) >= MEDIA_COUNT:
            return None
        try:
            picture = reencode(data)
        except NotAPicture:
            return None
        stem = name or f"image-{len(self.media) + 1}"
        item = self.keep(f"{stem}.{picture.extension}", picture.data, picture.width, picture.height)
        if len(data) < 4_000_000:
            self._shelf[data] = item
        return item

    def keep(self, name: str, data: bytes, width: int, height: int) -> Media:
        """Write one finished picture to the media folder."""
        folder = self.folder / MEDIA
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        mime = "image/png" if name.endswith(".png") else "image/jpeg"
        item = Media(name=name, mime=mime, path=folder / name, width=width, height=height)
        self.media.append(item)
        return item
