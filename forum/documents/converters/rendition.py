"""What a converter hands over: the page, its commentable blocks, its pictures and what could not be shown."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

CONVERTER_VERSION = 1

RESULT = "result.json"
MEDIA = "media"
MEDIA_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}\.(?:jpg|png)\Z")
MEDIA_MIMES = {"jpg": "image/jpeg", "png": "image/png"}
RESULT_BYTES = 48_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a block stands in a table: all numbers count from 0, `table` through the whole document."""

    table: int
    row: int
    column: int
    row_label: str = ""
    column_label: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One commentable leaf; `text` equals the textContent of its element exactly.

    `kind`: heading, paragraph, item, cell, caption, note, code, image, slide or line. `page` (of a PDF, a slide) counts
    from 1. `key` stands in for the text of a block that has none: a fingerprint of a picture, the title of a slide.
    """

    id: str
    kind: str
    text: str
    cell: Cell | None = None
    page: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """One picture of the rendition, already re-encoded; `path` is where its bytes lie."""

    name: str
    mime: str
    path: Path
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader must be told plainly: a Russian msgid and its parameters."""

    code: str
    message: str
    params: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendition:
    """A converted document: HTML with `media:` sources and `<!--comment:ID-->` marks, its blocks in reading order."""

    html: str
    blocks: tuple[Block, ...] = ()
    media: tuple[Media, ...] = ()
    notes: tuple[Note, ...] = ()
    pages: int = 0
    extra_text: str = ""

    @property
    def text(self) -> str:
        """Return everything that can be searched, one block a line; `extra_text` is searchable but not shown."""
        parts = [block.text or block.key for block in self.blocks if block.text or block.kind == "slide"]
        return "\n".join([*parts, self.extra_text] if self.extra_text else parts)

    def save(self, folder: Path) -> None:
        """Write result.json into the folder; pictures already lie in its media subfolder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RESULT).write_text(json.dumps(self.to_dict(), ensure_ascii=False), encoding="utf-8")

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; a picture is named, its path is left out."""
        return {
            "version": CONVERTER_VERSION,
            "html": self.html,
            "blocks": [asdict(block) for block in self.blocks],
            "media": [{key: value for key, value in asdict(item).items() if key != "path"} for item in self.media],
            "notes": [asdict(note) for note in self.notes],
            "pages": self.pages,
            "extra_text": self.extra_text,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any], media_folder: Path) -> Rendition:
        """Rebuild from `to_dict`; raises ValueError, KeyError or TypeError when the shape is wrong."""
        return cls(
            html=_text(data["html"]),
            blocks=tuple(block_from_dict(item) for item in data["blocks"]),
            media=tuple(_media(item, media_folder) for item in data["media"]),
            notes=tuple(
                Note(code=_text(item["code"]), message=_text(item["message"]), params=dict(item["params"]))
                for item in data["notes"]
            ),
            pages=int(data["pages"]),
            extra_text=_text(data.get("extra_text", "")),
        )

    @classmethod
    def load(cls, folder: Path) -> Rendition:
        """Read what `save` wrote; raises OSError or ValueError, also for a file that is too long to be true."""
        path = folder / RESULT
        if path.stat().st_size > RESULT_BYTES:
            raise ValueError("result too long")
        try:
            return cls.from_dict(json.loads(path.read_text(encoding="utf-8")), folder / MEDIA)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("result of a wrong shape") from error


def block_from_dict(item: dict[str, Any]) -> Block:
    """Rebuild one block from its JSON form."""
    cell = item.get("cell")
    page = item.get("page")
    return Block(
        id=_text(item["id"]),
        kind=_text(item["kind"]),
        text=_text(item["text"]),
        cell=Cell(**cell) if cell else None,
        page=int(page) if page is not None else None,
        key=_text(item.get("key", "")),
    )


def utf16_to_codepoints(text: str, offset: int) -> int:
    """Turn a browser's offset (UTF-16 code units) into a Python one; an offset inside a pair or past the end is cut."""
    units = 0
    for index, character in enumerate(text):
        if units >= offset:
            return index
        units += 2 if ord(character) > 0xFFFF else 1
        if units > offset:
            return index
    return len(text)


def codepoints_to_utf16(text: str, offset: int) -> int:
    """Turn a Python offset into a browser's one (UTF-16 code units)."""
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text[:offset])


def _media(item: dict[str, Any], folder: Path) -> Media:
    name = _text(item["name"])
    if not MEDIA_NAME.match(name):
        raise ValueError("a picture of a wrong name")
    return Media(
        name=name,
        mime=MEDIA_MIMES[name.rsplit(".", 1)[1]],
        path=folder / name,
        width=int(item["width"]),
        height=int(item["height"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a string was expected")
    return value
