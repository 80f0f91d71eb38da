"""PPTX: every slide becomes a card with its title, text, tables, pictures and speaker notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree
from pptx.exc import PythonPptxError
from pptx.package import Package

from forum.documents.converters.blocks import publish
from forum.documents.converters.pictures import fingerprint
from forum.documents.converters.rendition import Rendition
from forum.documents.converters.task import Task, Unreadable
from forum.documents.converters.tree import Element
from forum.errors import N_

SLIDES = 200
SHAPES = 200
_BREAK = str.maketrans({"\x0b": "\n"})

TRUNCATED = N_("Показаны первые %(shown)d слайдов из %(slides)d. Остальные — в исходном файле.")
DRAWN = N_("Диаграммы, схемы и формулы со слайдов не показаны. Они есть в исходном файле.")
PICTURES = N_("Часть рисунков сохранена в формате, который браузеры не показывают. Посмотрите исходный файл.")


def convert(task: Task) -> Rendition:
    """Convert one presentation; raises Unreadable("broken")."""
    try:
        presentation = Package.open(str(task.source)).presentation_part.presentation
        slides = list(presentation.slides)
    except (PythonPptxError, KeyError, ValueError, OSError, AttributeError, etree.XMLSyntaxError) as error:
        raise Unreadable("broken") from error
    if not slides:
        raise Unreadable("empty")
    root = etree.Element("div")
    for number, slide in enumerate(slides[:SLIDES], start=1):
        task.say(number, min(len(slides), SLIDES))
        _slide(task, slide, number, root)
    if len(slides) > SLIDES:
        task.note("truncated", TRUNCATED, shown=SLIDES, slides=len(slides))
    text, blocks = publish(root)
    return Rendition(html=text, blocks=blocks, media=tuple(task.media), notes=task.notes, pages=len(slides))


def _slide(task: Task, slide: Any, number: int, root: Element) -> None:
    card = etree.SubElement(root, "section", {"class": "slide", "data-kind": "slide", "data-page": str(number)})
    title = slide.shapes.title
    words = _clean(title.text_frame.text) if title is not None and title.has_text_frame else ""
    card.set("data-key", " ".join(words.split())[:160].replace("<", "").replace(">", ""))
    if words.strip():
        heading = etree.SubElement(card, "h3", {"class": "slide-title"})
        _lines(heading, words)
    shapes = list(_flat(slide.shapes, 0))[:SHAPES]
    shapes.sort(key=lambda shape: (_place(shape.top) // 300_000, _place(shape.left)))
    for shape in shapes:
        if title is None or shape.shape_id != title.shape_id:
            _shape(task, shape, card)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None and frame.text.strip():
        notes = etree.SubElement(card, "aside", {"class": "slide-notes"})
        _paragraphs(notes, frame.paragraphs, listed=False)


def _flat(shapes: Iterable[Any], depth: int) -> Iterator[Any]:
    for shape in shapes:
        if depth < 8 and hasattr(shape, "shapes"):
            yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


def _place(value: int | None) -> int:
    return value if value is not None else 0


def _shape(task: Task, shape: Any, card: Element) -> None:
    if getattr(shape, "has_table", False):
        _table(shape.table, card)
    elif getattr(shape, "has_chart", False) or shape.element.tag.endswith("}graphicFrame"):
        task.note("drawing", DRAWN)
    elif shape.element.tag.endswith("}pic"):
        _picture(task, shape, card)
    elif shape.has_text_frame and shape.text_frame.text.strip():
        many = sum(1 for item in shape.text_frame.paragraphs if item.text.strip()) > 1
        _paragraphs(card, shape.text_frame.paragraphs, listed=many and bool(shape.is_placeholder))


def _paragraphs(parent: Element, paragraphs: Iterable[Any], *, listed: bool) -> None:
    """Write paragraphs; the lines of a content placeholder are its bullets."""
    box = etree.SubElement(parent, "ul") if listed else parent
    for paragraph in paragraphs:
        words = _clean(paragraph.text)
        if words.strip():
            _lines(etree.SubElement(box, "li" if listed else "p"), words)


def _lines(element: Element, words: str) -> None:
    first, *others = words.translate(_BREAK).split("\n")
    element.text = first
    for line in others:
        etree.SubElement(element, "br").tail = line


def _table(table: Any, card: Element) -> None:
    drawn = etree.SubElement(card, "table")
    for index, row in enumerate(table.rows):
        line = etree.SubElement(drawn, "tr")
        for cell in row.cells:
            if cell.is_spanned:
                continue
            head = index == 0 and bool(table.first_row)
            box = etree.SubElement(line, "th" if head else "td", {"scope": "col"} if head else {})
            if cell.is_merge_origin:
                box.set("rowspan", str(cell.span_height))
                box.set("colspan", str(cell.span_width))
            _paragraphs(box, cell.text_frame.paragraphs, listed=False)


def _picture(task: Task, shape: Any, card: Element) -> None:
    try:
        data: bytes = shape.image.blob
    except (KeyError, ValueError, AttributeError):
        task.note("picture", PICTURES)
        return
    item = task.picture(data)
    if item is None:
        task.note("picture", PICTURES)
        return
    described = shape.element.xpath("./p:nvPicPr/p:cNvPr/@descr")
    key = fingerprint(data)
    frame = etree.SubElement(card, "span", {"class": "doc-image", "data-kind": "image", "data-key": key})
    etree.SubElement(
        frame,
        "img",
        {
            "src": f"media:{item.name}",
            "alt": _clean(str(described[0]))[:300] if described else "",
            "width": str(item.width),
            "height": str(item.height),
        },
    )


def _clean(text: str) -> str:
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t\x0b")
