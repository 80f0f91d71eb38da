"""Compare two texts word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

CONTEXT = 160
MOST_CELLS = 100_000_000
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")

Change = Literal["same", "added", "removed", "skipped"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, came or went; a skipped one stands for text that stayed and is not shown."""

    change: Change
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """Return how one text became the other; long stretches that stayed are cut in their middle."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) * len(after) > MOST_CELLS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[Piece] = []
    removed, added = "", ""
    for step in Indel.opcodes(before, after):
        gone = "".join(before[step.src_start : step.src_end])
        come = "".join(after[step.dest_start : step.dest_end])
        # A space that stayed between two changed words belongs to the change: phrases read better than confetti.
        if step.tag == "equal" and not (gone.isspace() and (removed or added) and step.src_end < len(before)):
            pieces += [*_changed(removed, added), *_shortened(gone)]
            removed, added = "", ""
        else:
            removed += gone if step.tag != "insert" else ""
            added += come if step.tag != "delete" else ""
    return [*pieces, *_changed(removed, added)]


def _changed(removed: str, added: str) -> list[Piece]:
    if removed == added:
        return [Piece("same", removed)] if removed else []
    return [piece for piece in (Piece("removed", removed), Piece("added", added)) if piece.text]


def _shortened(text: str) -> list[Piece]:
    if len(text) <= 3 * CONTEXT:
        return [Piece("same", text)]
    return [Piece("same", text[:CONTEXT]), Piece("skipped", ""), Piece("same", text[-CONTEXT:])]
