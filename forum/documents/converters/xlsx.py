"""XLSX: every sheet becomes a table with its merged cells; long sheets are cut and it is said."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from dataclasses import dataclass
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils.cell import range_boundaries

from forum.documents.converters.blocks import publish
from forum.documents.converters.palette import shade
from forum.documents.converters.rendition import Rendition
from forum.documents.converters.task import Task, Unreadable
from forum.documents.converters.tree import Element
from forum.errors import N_

SHEETS = 12
ROWS = 500
COLUMNS = 40
CELLS = 12_000
MERGES = 5_000
_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

TRUNCATED = N_(
    "Таблица большая: показаны первые %(rows)d строк и %(columns)d столбцов каждого листа. Всё — в исходном файле."
)


@dataclass(frozen=True, slots=True)
class Value:
    """What one cell shows: words, alignment to the right for numbers, shading."""

    text: str
    classes: str = ""
    bold: bool = False


def convert(task: Task) -> Rendition:
    """Convert one workbook; raises Unreadable."""
    root = etree.Element("div")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Handed over as a stream: openpyxl refuses a path without an ending, and stored files have none.
            with task.source.open("rb") as stream, zipfile.ZipFile(task.source) as archive:
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
                sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:SHEETS]
                for number, sheet in enumerate(sheets, start=1):
                    task.say(number, len(sheets))
                    _sheet(task, sheet, archive, root)
            book.close()
    except (
        KeyError,
        ValueError,
        TypeError,
        OSError,
        AttributeError,
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
    ) as error:
        raise Unreadable("broken") from error
    if len(book.worksheets) > SHEETS:
        task.note("truncated", TRUNCATED, rows=ROWS, columns=COLUMNS)
    text, blocks = publish(root)
    if not blocks:
        raise Unreadable("empty")
    return Rendition(html=text, blocks=blocks, media=(), notes=task.notes, pages=len(sheets))


def _sheet(task: Task, sheet: Any, archive: zipfile.ZipFile, root: Element) -> None:
    sheet.reset_dimensions()
    grid, cut = _grid(sheet)
    if not grid:
        return
    if cut:
        task.note("truncated", TRUNCATED, rows=ROWS, columns=COLUMNS)
    box = etree.SubElement(root, "section", {"class": "doc-sheet"})
    etree.SubElement(box, "h3").text = _printable(sheet.title)
    spans, hidden = _merges(sheet, archive, len(grid), len(grid[0]))
    table = etree.SubElement(box, "table")
    for row, values in enumerate(grid):
        line = etree.SubElement(table, "tr")
        for column, value in enumerate(values):
            if (row, column) not in hidden:
                _cell(line, value, spans.get((row, column)))


def _cell(line: Element, value: Value, span: tuple[int, int] | None) -> None:
    cell = etree.SubElement(line, "td")
    if span is not None:
        cell.set("rowspan", str(span[0]))
        cell.set("colspan", str(span[1]))
    if value.classes:
        cell.set("class", value.classes)
    holder = etree.SubElement(cell, "strong") if value.bold and value.text else cell
    first, *others = value.text.split("\n")
    holder.text = first
    for other in others:
        etree.SubElement(holder, "br").tail = other


def _grid(sheet: Any) -> tuple[list[list[Value]], bool]:
    """Return the used part of a sheet as a rectangle, and whether it was cut."""
    rows: list[list[Value]] = []
    cut = False
    for cells in sheet.iter_rows(max_row=ROWS + 1, max_col=COLUMNS + 1):
        row = [_value(cell) for cell in cells]
        cut = cut or len(rows) >= ROWS or any(item.text for item in row[COLUMNS:])
        rows.append(row[:COLUMNS])
    width = max((index + 1 for row in rows for index, item in enumerate(row) if item.text), default=0)
    height = max((index + 1 for index, row in enumerate(rows) if any(item.text for item in row)), default=0)
    limit = min(height, ROWS, CELLS // max(width, 1))
    empty = Value("")
    grid = [(row + [empty] * width)[:width] for row in rows[:limit]]
    return grid, limit < height or (cut and width == COLUMNS)


def _value(cell: Any) -> Value:
    value = cell.value
    if value is None:
        return Value("")
    filled = getattr(cell, "fill", None)
    tint = ""
    if filled is not None and filled.fill_type == "solid" and filled.fgColor is not None:
        rgb = filled.fgColor.rgb
        tint = shade(rgb[-6:]) if isinstance(rgb, str) else ""
    right = "ta-right" if isinstance(value, (int, float)) and not isinstance(value, bool) else ""
    font = getattr(cell, "font", None)
    return Value(_words(value, cell.number_format), " ".join(filter(None, [tint, right])), bool(font and font.b))


def _words(value: object, number_format: str) -> str:
    """Write a value as a reader expects it: dates by day, month and year, a comma in decimals left to the file."""
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, dt.datetime):
        return value.strftime("%d.%m.%Y" if value.time() == dt.time() else "%d.%m.%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, float):
        return f"{value * 100:.10g} %" if "%" in number_format else f"{value:.10g}"
    return _printable(str(value))


def _merges(
    sheet: Any, archive: zipfile.ZipFile, height: int, width: int
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Return spans by their first cell and the cells they hide, cut to what is shown."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    hidden: set[tuple[int, int]] = set()
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    if path not in archive.namelist():
        return spans, hidden
    with archive.open(path) as stream:
        found: list[str] = []
        events = etree.iterparse(stream, tag=f"{_SPREADSHEET}mergeCell", resolve_entities=False, no_network=True)
        for _event, element in events:
            found.append(element.get("ref", ""))
            element.clear()
            if len(found) >= MERGES:
                break
    for reference in found:
        left, top, right, bottom = (int(edge or 0) - 1 for edge in range_boundaries(reference))
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        inside = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if len(inside) > 1 and not inside & hidden and not inside & spans.keys():
            spans[top, left] = (bottom - top + 1, right - left + 1)
            hidden |= inside - {(top, left)}
    return spans, hidden


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")[:32_000]
