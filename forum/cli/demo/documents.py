"""Build the files of the demo lessons in their real forms: КСП, ҚМЖ and технологическая карта as Word documents."""

import io
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table

from forum.cli.demo import sheets, slides
from forum.cli.demo.cells import HEADER_SHADE, LABEL_SHADE, add_grid, drop, fill, set_widths, shade
from forum.cli.demo.content import get_full_name
from forum.cli.demo.zipped import settle

Lesson = dict[str, Any]
_LANGUAGES = {"ru": "ru-RU", "kk": "kk-KZ", "en": "en-GB"}
_LABEL_CM = 5.0
_PORTRAIT_CM = 17.5
_LANDSCAPE_CM = 25.7


def build_file(lesson: Lesson, version: int) -> bytes:
    """Build the file of one version in the lesson's own format: docx, pptx, xlsx or txt."""
    document = get_document(lesson, version)
    match lesson["format"]:
        case "docx":
            return build_docx(lesson, version)
        case "pptx":
            return slides.build_pptx(document, title=lesson["title"])
        case "xlsx":
            return sheets.build_xlsx(document, title=lesson["title"])
        case _:
            return str(document["text"]).encode()


def build_docx(lesson: Lesson, version: int) -> bytes:
    """Build the Word document of one version: the same lesson and version are always the same bytes."""
    plan = get_document(lesson, version)
    document = docx.Document()
    _set_properties(document, lesson)
    landscape = lesson["form"] == "map"
    _set_page(document, plan, landscape=landscape)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(plan["title"])
    run.bold = True
    run.font.size = Pt(14)
    subtitle = document.add_paragraph()
    subtitle.alignment = WD_ALIGN_PARAGRAPH.CENTER
    subtitle.add_run(plan["subtitle"]).italic = True
    _add_header_table(document, plan["header"], _LANDSCAPE_CM if landscape else _PORTRAIT_CM)
    document.add_paragraph()
    _add_process_table(document, plan)
    document.add_paragraph()
    for line in plan["tail"]:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return settle(stream.getvalue())


def get_document(lesson: Lesson, version: int) -> dict[str, Any]:
    """Return the content of one version; KeyError when the lesson has no such version."""
    for known in lesson["versions"]:
        if known["number"] == version:
            return dict(known["document"])
    raise KeyError(version)


def _set_properties(document: Document, lesson: Lesson) -> None:
    moment = datetime(2026, 9, 1, 8, tzinfo=UTC)
    properties = document.core_properties
    properties.title = lesson["title"]
    properties.author = properties.last_modified_by = get_full_name(lesson["author"])
    properties.comments = ""
    properties.language = _LANGUAGES[lesson["language"]]
    properties.created = properties.modified = moment
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LANGUAGES[lesson["language"]])
    normal.element.get_or_add_rPr().append(language)


def _set_page(document: Document, plan: dict[str, Any], *, landscape: bool) -> None:
    section = document.sections[0]
    long_side, short_side = Cm(29.7), Cm(21)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = long_side, short_side
    else:
        section.page_width, section.page_height = short_side, long_side
    section.left_margin, section.right_margin = Cm(2), Cm(2) if landscape else Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.8)
    section.header.paragraphs[0].text = plan["header_text"]
    section.footer.paragraphs[0].text = plan["footer_text"]


def _add_header_table(document: Document, rows: list[list[Any]], width_cm: float) -> None:
    """Write label and value rows on a grid of three columns; a row of three cells keeps all of them."""
    rest = (width_cm - _LABEL_CM) / 2
    table = add_grid(document, len(rows), 3)
    for number, (label, *values) in enumerate(rows):
        cells = table.rows[number].cells
        if len(values) == 1:
            cells[1].merge(cells[2])
        fill(cells[0], [label], bold=True)
        shade(cells[0], LABEL_SHADE)
        for cell, value in zip(cells[1:], values, strict=False):
            fill(cell, value)
    set_widths(table, [_LABEL_CM, rest, rest])


def _add_process_table(document: Document, plan: dict[str, Any]) -> None:
    columns = plan["columns"]
    leaves = [leaf for column in columns for leaf in column.get("parts", [column])]
    head_rows = 2 if any("parts" in column for column in columns) else 1
    table = add_grid(document, 1 + head_rows + len(plan["rows"]), len(leaves))
    divider = table.rows[0].cells[0].merge(table.rows[0].cells[-1])
    fill(divider, [plan["divider"]], bold=True)
    divider.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write_heads(table, columns, head_rows)
    for number, row in enumerate(plan["rows"], start=1 + head_rows):
        for column, blocks in enumerate(row):
            if blocks is None:
                continue
            fill(table.cell(number, column), blocks)
        if row[0] is None:
            _join_above(table, number)
    for number in range(1 + head_rows):
        _repeat_on_each_page(table, number)
    set_widths(table, [leaf["width_cm"] for leaf in leaves])


def _write_heads(table: Table, columns: list[dict[str, Any]], head_rows: int) -> None:
    at = 0
    for column in columns:
        parts = column.get("parts", [])
        top = table.cell(1, at)
        if parts:
            top = top.merge(table.cell(1, at + len(parts) - 1))
            for shift, part in enumerate(parts):
                _write_head(table.cell(2, at + shift), part["title"])
        elif head_rows == 2:
            top = top.merge(table.cell(2, at))
        _write_head(top, column["title"])
        at += len(parts) or 1


def _write_head(cell: Any, title: str) -> None:
    fill(cell, [title], bold=True)
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    shade(cell, HEADER_SHADE)


def _join_above(table: Table, number: int) -> None:
    """Merge the stage cell of this row into the one above, without the empty line that a merge would leave."""
    upper, lower = table.cell(number - 1, 0), table.cell(number, 0)
    merged = upper.merge(lower)
    while len(merged.paragraphs) > 1 and not merged.paragraphs[-1].text:
        drop(merged.paragraphs[-1])


def _repeat_on_each_page(table: Table, number: int) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[number]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - no such property in python-docx
