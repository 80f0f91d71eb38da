"""A place in a document that somebody speaks about, and how it is found again in the next version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

from forum.documents.alignment import align
from forum.documents.converters.rendition import Block, Cell

CONTEXT = 32
MIN_FUZZY = 62.0
MIN_ELSEWHERE = 82.0
LONG_QUOTE = 18
_WORD_CHARS = re.compile(r"[\w\-’'ʼ]")


class State(StrEnum):
    """What became of a place in the next version."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage of one block in code points, or the whole block; `position` is the block's index, from 0.

    Words before and after (32 + 32 characters, also of neighbouring blocks) tell equal quotes apart.
    """

    block: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    position: int = 0
    whole: bool = False
    cell: Cell | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Anchor:
        """Rebuild from `to_dict`."""
        values = dict(data)
        cell = values.pop("cell", None)
        return cls(**values, cell=Cell(**cell) if cell else None)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an anchor landed; `anchor` is None when removed, `score` runs from 0 to 100."""

    state: State
    anchor: Anchor | None
    score: float


def make_anchor(blocks: Sequence[Block], block_id: str, start: int, end: int) -> Anchor:
    """Anchor a passage, offsets in code points; spaces at its ends are left out, an empty one means the whole block.

    Raises ValueError for an unknown block or offsets outside of it.
    """
    position = next((index for index, block in enumerate(blocks) if block.id == block_id), None)
    if position is None:
        raise ValueError(f"no block {block_id!r}")
    return _anchor(blocks, position, start, end)


def reanchor(anchor: Anchor, old_blocks: Sequence[Block], new_blocks: Sequence[Block]) -> Placement:
    """Find one anchor again in the next version."""
    return reanchor_all([anchor], old_blocks, new_blocks)[0]


def reanchor_all(
    anchors: Sequence[Anchor], old_blocks: Sequence[Block], new_blocks: Sequence[Block]
) -> list[Placement]:
    """Find many anchors again; the two versions are aligned once. Placements come in the order of the anchors."""
    if not anchors:
        return []
    search = _Search(old_blocks, new_blocks)
    return [search.place(anchor) for anchor in anchors]


def _anchor(blocks: Sequence[Block], position: int, start: int, end: int) -> Anchor:
    block = blocks[position]
    text = block.text
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"{start}..{end} is outside of block {block.id!r}")
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        start, end = 0, len(text)
    whole = (start, end) == (0, len(text))
    return Anchor(
        block=block.id,
        start=start,
        end=end,
        quote=text[start:end] or block.key,
        prefix=_before(blocks, position, start),
        suffix=_after(blocks, position, end),
        position=position,
        whole=whole,
        cell=block.cell,
    )


def _before(blocks: Sequence[Block], position: int, start: int) -> str:
    found = blocks[position].text[max(0, start - CONTEXT) : start]
    while len(found) < CONTEXT and position > 0:
        position -= 1
        found = f"{blocks[position].text[-CONTEXT:]}\n{found}"
    return found[-CONTEXT:]


def _after(blocks: Sequence[Block], position: int, end: int) -> str:
    found = blocks[position].text[end : end + CONTEXT]
    while len(found) < CONTEXT and position + 1 < len(blocks):
        position += 1
        found = f"{found}\n{blocks[position].text[:CONTEXT]}"
    return found[:CONTEXT]


class _Search:
    """Two versions aligned block by block, asked once for every anchor."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block]) -> None:
        self.old, self.new = old, new
        self.old_index = {block.id: index for index, block in enumerate(old)}
        self.pairs = pair_blocks(old, new)
        taken = set(self.pairs.values())
        self.free = [index for index in range(len(new)) if index not in taken]
        self.by_text: dict[str, list[int]] = {}
        for index in self.free:
            self.by_text.setdefault(_face(new[index]), []).append(index)

    def place(self, anchor: Anchor) -> Placement:
        position = self._old_position(anchor)
        partner = self.pairs.get(position) if position is not None else None
        found = self._in_partner(anchor, partner) if partner is not None else None
        found = found or self._elsewhere(anchor, position, partner)
        if (
            found is None
            and partner is not None
            and position is not None
            and self._keeps_place(anchor, position, partner)
        ):
            found = self._whole(partner, State.CHANGED, fuzz.ratio(anchor.quote, self.new[partner].text))
        return found or Placement(State.REMOVED, None, 0.0)

    def _old_position(self, anchor: Anchor) -> int | None:
        """Return the old block; an anchor whose offsets went stale is still found by its quote."""
        position = self.old_index.get(anchor.block)
        if position is not None and (anchor.quote in _face(self.old[position]) or anchor.whole):
            return position
        found = (index for index, block in enumerate(self.old) if anchor.quote and anchor.quote in block.text)
        return next(found, None)

    def _in_partner(self, anchor: Anchor, partner: int) -> Placement | None:
        block = self.new[partner]
        if anchor.whole:
            if _face(block) == anchor.quote:
                return self._whole(partner, State.SAME, 100.0)
            score = fuzz.ratio(anchor.quote, _face(block))
            likely = score >= 45 or fuzz.token_set_ratio(anchor.quote, block.text) >= 75
            return self._whole(partner, State.CHANGED, score) if likely else None
        start = self._exact(anchor, partner)
        if start is not None:
            return self._passage(partner, start, start + len(anchor.quote), State.SAME, 100.0)
        return self._fuzzy(anchor, partner, MIN_FUZZY)

    def _elsewhere(self, anchor: Anchor, position: int | None, partner: int | None) -> Placement | None:
        """Look for a passage that was moved: an equal block without a partner, else a long quote anywhere."""
        if anchor.whole and (equal := self.by_text.get(anchor.quote)) and self._tells(anchor, equal):
            return self._whole(min(equal, key=lambda index: abs(index - anchor.position)), State.MOVED, 100.0)
        if len(anchor.quote) < LONG_QUOTE:
            return None
        before = {index for index, block in enumerate(self.old) if anchor.quote in block.text and index != position}
        kept = {self.pairs[index] for index in before if index in self.pairs}
        exact = [index for index, block in enumerate(self.new) if anchor.quote in block.text and index not in kept]
        for index in sorted(exact, key=lambda item: abs(item - anchor.position)):
            start = self._exact(anchor, index)
            if start is not None:
                return self._passage(index, start, start + len(anchor.quote), State.MOVED, 100.0)
        candidates = [index for index in self.free if index != partner]
        scored = [
            (fuzz.partial_ratio(anchor.quote, self.new[index].text), index)
            for index in candidates
            if len(self.new[index].text) * 2 >= len(anchor.quote)
        ]
        best = max(scored, default=(0.0, -1))
        return self._fuzzy(anchor, best[1], MIN_ELSEWHERE) if best[0] >= MIN_ELSEWHERE else None

    def _tells(self, anchor: Anchor, candidates: list[int]) -> bool:
        """Say whether an equal block elsewhere is the same thing and not a second «5» in another row."""
        if len(anchor.quote) >= LONG_QUOTE:
            return True
        alone = len(candidates) == 1 and len(anchor.quote) >= 6
        if anchor.cell is None or anchor.cell.column == 0:
            return alone
        label = anchor.cell.row_label
        return any(
            (other := self.new[index].cell) is not None and other.row_label == label != "" for index in candidates
        )

    def _keeps_place(self, anchor: Anchor, position: int, partner: int) -> bool:
        """Say whether the comment may stay with a rewritten cell; not when just the passage was cut out of it."""
        old, new = self.old[position], self.new[partner]
        rest = old.text[: anchor.start] + old.text[anchor.end :]
        if not anchor.whole and fuzz.ratio(rest, new.text) >= MIN_ELSEWHERE:
            return False
        return (old.cell is not None and new.cell is not None) or old.kind == new.kind in {"image", "slide"}

    def _exact(self, anchor: Anchor, index: int) -> int | None:
        """Return where the quote starts in a new block, the occurrence with the most similar surroundings."""
        text, quote = self.new[index].text, anchor.quote
        starts = []
        at = text.find(quote) if quote else -1
        while at >= 0:
            starts.append(at)
            at = text.find(quote, at + 1)
        if len(starts) < 2:
            return starts[0] if starts else None

        def likeness(start: int) -> tuple[float, int]:
            before, after = _before(self.new, index, start), _after(self.new, index, start + len(quote))
            alike = fuzz.ratio(anchor.prefix, before) + fuzz.ratio(anchor.suffix, after)
            return alike, -abs(start - anchor.start)

        return max(starts, key=likeness)

    def _fuzzy(self, anchor: Anchor, index: int, least: float) -> Placement | None:
        text = self.new[index].text
        if len(text) * 3 < len(anchor.quote) or len(anchor.quote) < 4:
            return None
        found = fuzz.partial_ratio_alignment(anchor.quote, text, score_cutoff=least)
        if found is None or found.dest_start == found.dest_end:
            return None
        start, end = _snap(text, found.dest_start, found.dest_end)
        return self._passage(index, start, end, State.CHANGED, found.score)

    def _whole(self, index: int, state: State, score: float) -> Placement:
        anchor = _anchor(self.new, index, 0, len(self.new[index].text))
        return Placement(state, replace(anchor, whole=True), score)

    def _passage(self, index: int, start: int, end: int, state: State, score: float) -> Placement:
        return Placement(state, _anchor(self.new, index, start, end), score)


def pair_blocks(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    """Pair blocks of two versions by index: rows with rows first, then cells within a pair of rows."""
    before, after = _units(old), _units(new)
    pairs: dict[int, int] = {}
    for left, right in align(
        before,
        after,
        key=lambda unit: tuple((item.kind, _face(item)) for item in unit.blocks),
        likeness=_unit_likeness,
        threshold=0.45,
    ):
        if left is None or right is None:
            continue
        pairs.update(_pair_within(before[left], after[right]))
    return pairs


@dataclass(frozen=True, slots=True)
class _Unit:
    """A table row with its cells, or a single block outside of tables."""

    indexes: tuple[int, ...]
    blocks: tuple[Block, ...]
    text: str

    @property
    def label(self) -> str:
        """Return the first words of a row: they name it while the rest is rewritten."""
        return next((block.text for block in self.blocks if block.text), "") if self.blocks[0].cell else ""


def _units(blocks: Sequence[Block]) -> list[_Unit]:
    groups: dict[tuple[int, int], list[int]] = {}
    for index, block in enumerate(blocks):
        key = (block.cell.table, block.cell.row) if block.cell else (-1, index)
        groups.setdefault(key, []).append(index)
    return [
        _Unit(tuple(group), tuple(blocks[index] for index in group), "\n".join(_face(blocks[index]) for index in group))
        for group in groups.values()
    ]


def _unit_likeness(old: _Unit, new: _Unit) -> float:
    first, second = old.blocks[0], new.blocks[0]
    if (first.cell is None) != (second.cell is None) or (first.cell is None and first.kind != second.kind):
        return 0.0
    alike = fuzz.ratio(old.text, new.text) / 100
    if first.cell is None or second.cell is None:
        return 0.5 if first.kind == "image" and not alike else alike
    label = fuzz.ratio(old.label, new.label) / 100
    same_shape = len(old.blocks) == len(new.blocks)
    same_place = same_shape and (first.cell.table, first.cell.row) == (second.cell.table, second.cell.row)
    return min(1.0, max(alike, 0.6 * label + 0.4 * alike) + (0.1 if same_shape else 0) + (0.15 if same_place else 0))


def _pair_within(old: _Unit, new: _Unit) -> list[tuple[int, int]]:
    """Pair the cells of two rows: by column when the shape stayed, else by words and heading of the column."""
    if len(old.indexes) == len(new.indexes):
        return list(zip(old.indexes, new.indexes, strict=True))
    pairs = align(old.blocks, new.blocks, key=_face, likeness=_cell_likeness, threshold=0.4)
    return [(old.indexes[left], new.indexes[right]) for left, right in pairs if left is not None and right is not None]


def _cell_likeness(old: Block, new: Block) -> float:
    alike = fuzz.ratio(_face(old), _face(new)) / 100
    same_column = old.cell and new.cell and (old.cell.table, old.cell.column) == (new.cell.table, new.cell.column)
    return min(1.0, alike + (0.4 if same_column and old.kind == new.kind else 0.0))


def _face(block: Block) -> str:
    return block.text or block.key


def _snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends outward to the ends of their words, never further than eight characters."""
    for _ in range(8):
        if 0 < start < len(text) and _WORD_CHARS.match(text[start]) and _WORD_CHARS.match(text[start - 1]):
            start -= 1
        if 0 < end < len(text) and _WORD_CHARS.match(text[end - 1]) and _WORD_CHARS.match(text[end]):
            end += 1
    while start < end and not _WORD_CHARS.match(text[start]) and text[start] not in '«("“':
        start += 1
    return start, end
