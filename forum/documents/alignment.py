"""Pair the parts of two versions: equal ones by hash first, similar ones only in the gaps between."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

Item = TypeVar("Item")
Pair = tuple[int | None, int | None]
_WORK = 10_000


def align(
    old: Sequence[Item],
    new: Sequence[Item],
    *,
    key: Callable[[Item], Hashable],
    likeness: Callable[[Item, Item], float],
    threshold: float,
) -> list[Pair]:
    """Return pairs (old index, new index) in reading order; None stands for removed or added.

    `likeness` is asked only for items whose keys found no equal; pairs below the threshold (0..1) are not made.
    """
    before, after = [key(item) for item in old], [key(item) for item in new]
    pairs: list[Pair] = []
    for word, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if word == "equal":
            pairs.extend((a + step, c + step) for step in range(b - a))
        else:
            pairs.extend(_fill(old, new, (a, b, c, d), likeness, threshold))
    return pairs


def _fill(
    old: Sequence[Item],
    new: Sequence[Item],
    gap: tuple[int, int, int, int],
    likeness: Callable[[Item, Item], float],
    threshold: float,
) -> list[Pair]:
    """Choose the pairing of one gap that keeps the order and has the largest sum of likenesses."""
    a, b, c, d = gap
    rows, columns = b - a, d - c
    if not rows or not columns:
        return [(index, None) for index in range(a, b)] + [(None, index) for index in range(c, d)]
    gains = _gains(old[a:b], new[c:d], likeness, threshold)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            gain = gains.get((i, j), 0.0)
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + gain if gain else 0.0)
    pairs: list[Pair] = []
    i = j = 0
    while i < rows and j < columns:
        gain = gains.get((i, j), 0.0)
        if gain and best[i][j] == best[i + 1][j + 1] + gain:
            pairs.append((a + i, c + j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((a + i, None))
            i += 1
        else:
            pairs.append((None, c + j))
            j += 1
    pairs.extend((a + rest, None) for rest in range(i, rows))
    pairs.extend((None, c + rest) for rest in range(j, columns))
    return pairs


def _gains(
    old: Sequence[Item], new: Sequence[Item], likeness: Callable[[Item, Item], float], threshold: float
) -> dict[tuple[int, int], float]:
    """Ask for likenesses, in a large gap only near its diagonal so that the work stays bounded."""
    band = len(new) if len(old) * len(new) <= _WORK else max(3, _WORK // (2 * len(old)))
    gains = {}
    for i, item in enumerate(old):
        middle = i * len(new) // len(old)
        for j in range(max(0, middle - band), min(len(new), middle + band + 1)):
            found = likeness(item, new[j])
            if found >= threshold:
                # squared: four good pairs and a gap are better than five poor ones
                gains[i, j] = ((found - threshold) / (1 - threshold)) ** 2 + 0.001
    return gains
