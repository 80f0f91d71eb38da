"""Write running text, lists, pictures and nested tables into the cells of a Word table."""

import io
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from forum.cli.demo.pictures import draw

Block = Any
LABEL_SHADE = "F1E9DD"
HEADER_SHADE = "E3D5C1"


def fill(cell: _Cell, blocks: list[Block], *, bold: bool = False) -> None:
    """Fill an empty cell with blocks: text, {"bold"}, {"list"}, {"numbered"}, {"picture"}, {"table"}."""
    blank: Paragraph | None = cell.paragraphs[0]
    for block in blocks:
        if isinstance(block, dict) and "table" in block:
            if blank is not None:
                drop(blank)
            _nest(cell, block["table"])
            blank = cell.paragraphs[-1]
        else:
            for text, style, strong in _lines(block):
                paragraph = blank if blank is not None else cell.add_paragraph()
                blank = None
                if style != "Normal":  # the default, and naming it is slow
                    paragraph.style = style
                paragraph.add_run(text).bold = strong or bold
            if isinstance(block, dict) and "picture" in block:
                paragraph = blank if blank is not None else cell.add_paragraph()
                blank = None
                _paint(paragraph, block)


def shade(cell: _Cell, colour: str) -> None:
    """Give the cell a background, six hexadecimal digits."""
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:color"), "auto")
    shading.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001 - python-docx has no shading of its own


def set_widths(table: Table, widths_cm: list[float]) -> None:
    """Fix the column widths of a table: in its grid and in each of its cells, merged ones included."""
    table.autofit = False
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        at = 0
        for element in row._tr.tc_lst:  # noqa: SLF001 - the merged cell is met once here, and many times in row.cells
            span = element.grid_span
            element.width = Cm(sum(widths_cm[at : at + span]))
            at += span


def add_grid(document: Document, rows: int, columns: int) -> Table:
    """Add a bordered table."""
    table: Table = document.add_table(rows=rows, cols=columns, style="Table Grid")
    return table


def _lines(block: Block) -> list[tuple[str, str, bool]]:
    if isinstance(block, str):
        return [(block, "Normal", False)]
    if "bold" in block:
        return [(block["bold"], "Normal", True)]
    if "list" in block:
        return [(item, "List Bullet", False) for item in block["list"]]
    if "numbered" in block:
        return [(item, "List Number", False) for item in block["numbered"]]
    return []


def _nest(cell: _Cell, rows: list[list[str]]) -> None:
    table = cell.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            inner = table.cell(number, column)
            fill(inner, [text], bold=number == 0)
            if number == 0:
                shade(inner, LABEL_SHADE)
    set_widths(table, [1.6, 0.9])


def _paint(paragraph: Paragraph, block: dict[str, Any]) -> None:
    shape = paragraph.add_run().add_picture(io.BytesIO(draw(block["picture"])), width=Cm(block["width_cm"]))
    properties = shape._inline.docPr  # noqa: SLF001 - the only door to the text for those who cannot see
    properties.set("descr", block["alt"])
    paragraph.paragraph_format.space_before = Pt(3)


def drop(paragraph: Paragraph) -> None:
    """Take a paragraph out of its cell."""
    element = paragraph._p  # noqa: SLF001 - python-docx cannot remove a paragraph
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
