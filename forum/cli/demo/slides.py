"""Build the demo presentation: titles, bullets, a table, a drawing and notes for the speaker."""

import io
from typing import Any

from pptx import Presentation
from pptx.util import Cm, Pt

from forum.cli.demo.pictures import draw
from forum.cli.demo.zipped import settle

_TITLE_LAYOUT, _BULLETS_LAYOUT, _TITLE_ONLY_LAYOUT = 0, 1, 5


def build_pptx(document: dict[str, Any], *, title: str) -> bytes:
    """Build a presentation from {"slides": [{"title", "subtitle"|"bullets"|"table", "picture", "notes"}]}."""
    show = Presentation()
    show.slide_width, show.slide_height = Cm(33.867), Cm(19.05)
    show.core_properties.title = title
    for content in document["slides"]:
        _add_slide(show, content)
    stream = io.BytesIO()
    show.save(stream)
    return settle(stream.getvalue())


def _add_slide(show: Any, content: dict[str, Any]) -> None:
    slide = show.slides.add_slide(show.slide_layouts[_layout(content)])
    slide.shapes.title.text = content["title"]
    _place(slide.shapes.title, 2, 1.2, 29.8, 3)
    if "subtitle" in content:
        slide.placeholders[1].text = content["subtitle"]
        _place(slide.placeholders[1], 2, 8, 29.8, 3)
    if "bullets" in content:
        _write_bullets(slide, content)
    if "picture" in content:
        shape = slide.shapes.add_picture(io.BytesIO(draw(content["picture"])), Cm(18), Cm(5), width=Cm(13.8))
        shape._element.nvPicPr.cNvPr.set("descr", content["alt"])  # noqa: SLF001 - the only door to this text
    if "table" in content:
        _write_table(slide, content["table"])
    slide.notes_slide.notes_text_frame.text = content["notes"]


def _layout(content: dict[str, Any]) -> int:
    if "subtitle" in content:
        return _TITLE_LAYOUT
    return _BULLETS_LAYOUT if "bullets" in content else _TITLE_ONLY_LAYOUT


def _write_bullets(slide: Any, content: dict[str, Any]) -> None:
    body = slide.placeholders[1]
    _place(body, 2, 5, 15 if "picture" in content else 29.8, 12)
    frame = body.text_frame
    for number, line in enumerate(content["bullets"]):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.font.size = Pt(26)


def _write_table(slide: Any, rows: list[list[str]]) -> None:
    shape = slide.shapes.add_table(len(rows), len(rows[0]), Cm(3), Cm(5.5), Cm(27.8), Cm(2 * len(rows)))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            shape.table.cell(number, column).text = text


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Cm(left), Cm(top), Cm(width), Cm(height)
