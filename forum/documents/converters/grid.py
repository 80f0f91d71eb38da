"""Where every cell of every table stands once merged rows and columns are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forum.documents.converters.rendition import Cell
from forum.documents.converters.tree import Element, words

SPAN = 1000
_LABEL = 120


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell in its grid: first row and column from 0, and how many of each it covers."""

    element: Element
    row: int
    column: int
    rows: int
    columns: int


def rows_of(table: Element) -> Iterator[Element]:
    """Yield the rows of this table, not those of tables inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody"}:
            yield from (row for row in child if row.tag == "tr")


def spots(table: Element) -> list[Spot]:
    """Return the cells of a table in document order with their grid positions."""
    found: list[Spot] = []
    covered: dict[int, int] = {}
    for number, row in enumerate(rows_of(table)):
        column = 0
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            while covered.get(column, 0) > number:
                column += 1
            columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
            found.append(Spot(cell, number, column, rows, columns))
            for under in range(column, column + columns):
                covered[under] = number + rows
            column += columns
    return found


def place_cells(root: Element) -> dict[Element, Cell]:
    """Return the Cell of every td and th below `root`; labels come from the cell to the left and the cell above."""
    placed: dict[Element, Cell] = {}
    for number, table in enumerate(root.iter("table")):
        grid = spots(table)
        labels = {spot.element: words(spot.element)[:_LABEL].strip() for spot in grid}
        lefts: dict[int, list[Spot]] = {}
        tops: dict[tuple[int, int], Spot] = {}
        for spot in grid:
            for row in range(spot.row, min(spot.row + spot.rows, spot.row + SPAN)):
                lefts.setdefault(row, []).append(spot)
            tops.setdefault((spot.column, spot.columns), spot)
        for spot in grid:
            top = tops[spot.column, spot.columns]
            left = next((item for item in lefts[spot.row] if item.column < spot.column and labels[item.element]), None)
            placed[spot.element] = Cell(
                table=number,
                row=spot.row,
                column=spot.column,
                row_label=labels[left.element] if left else "",
                column_label=labels[top.element] if top.row < spot.row and len(lefts[top.row]) > 2 else "",
            )
    return placed


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    return max(1, min(int(value), SPAN)) if value.isdigit() else 1
