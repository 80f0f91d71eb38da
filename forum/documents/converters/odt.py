"""ODT: a walk through content.xml that keeps headings, lists, tables with spans, pictures and notes."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field

from lxml import etree

from forum.documents.converters.blocks import publish
from forum.documents.converters.docx_source import parse, read
from forum.documents.converters.odt_styles import OFFICE, TABLE, TEXT, OdtStyles, q, read_odt_styles
from forum.documents.converters.pictures import fingerprint
from forum.documents.converters.rendition import Rendition
from forum.documents.converters.task import Task, Unreadable
from forum.documents.converters.tree import Element, is_element
from forum.errors import N_

DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
SVG = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
XLINK = "http://www.w3.org/1999/xlink"
REPEAT = 200
DEPTH = 120

PICTURES = N_("Часть рисунков сохранена в формате, который браузеры не показывают. Посмотрите исходный файл.")
OBJECTS = N_("Формулы и вложенные объекты не показаны. Они есть в исходном файле.")
EXTERNAL = N_("Картинки, которые документ берёт из интернета, не показаны.")

_SKIPPED = {q("tracked-changes", TEXT), q("annotation", OFFICE), q("annotation-end", OFFICE), q("forms", OFFICE)}
_WALKED = {
    q("section", TEXT), q("table-of-content", TEXT), q("index-body", TEXT), q("text-box", DRAW),
    q("soft-page-break", TEXT), q("index-title", TEXT), q("g", DRAW),
}  # fmt: skip


@dataclass(slots=True)
class Walk:
    """What the walk needs to know and gathers on its way."""

    task: Task
    archive: zipfile.ZipFile
    styles: OdtStyles
    notes: list[Element] = field(default_factory=list)


def convert(task: Task) -> Rendition:
    """Convert one text document; raises Unreadable."""
    try:
        archive = zipfile.ZipFile(task.source)
    except (OSError, zipfile.BadZipFile) as error:
        raise Unreadable("broken") from error
    with archive:
        data, named = read(archive, "content.xml"), read(archive, "styles.xml")
        if data is None:
            raise Unreadable("broken")
        content = parse(data)
        common = parse(named) if named else None
        body = content.find(f"{q('body', OFFICE)}/{q('text', OFFICE)}")
        if body is None:
            raise Unreadable("broken")
        walk = Walk(task, archive, read_odt_styles(content, common))
        root = etree.Element("div")
        _edge(common, "header", root)
        _children(walk, body, root, 0)
        _write_notes(walk, root)
        _edge(common, "footer", root)
    text, blocks = publish(root)
    if not blocks:
        raise Unreadable("empty")
    task.say(1, 1)
    return Rendition(html=text, blocks=blocks, media=tuple(task.media), notes=task.notes, pages=1)


def _children(walk: Walk, source: Element, target: Element, depth: int) -> None:
    if depth > DEPTH:
        raise Unreadable("broken")
    for child in source:
        if is_element(child) and child.tag not in _SKIPPED:
            _element(walk, child, target, depth)


def _element(walk: Walk, child: Element, target: Element, depth: int) -> None:
    name = str(child.tag)
    if name == q("p", TEXT):
        _paragraph(walk, child, etree.SubElement(target, "p"), depth)
    elif name == q("h", TEXT):
        level = child.get(q("outline-level", TEXT), "1")
        number = int(level) if level.isdigit() else 1
        _paragraph(walk, child, etree.SubElement(target, f"h{min(6, max(1, number) + 2)}"), depth)
    elif name == q("list", TEXT):
        _list(walk, child, target, depth)
    elif name == q("table", TABLE):
        _table(walk, child, target, depth)
    elif name == q("frame", DRAW):
        _frame(walk, child, target, depth)
    elif name in _WALKED:
        _children(walk, child, target, depth + 1)


def _paragraph(walk: Walk, source: Element, target: Element, depth: int) -> None:
    alignment = walk.styles.alignment(source.get(q("style-name", TEXT)))
    if alignment:
        target.set("class", alignment)
    boxes: list[Element] = []
    _inline(walk, source, target, boxes, depth)
    parent = target.getparent()
    if parent is None:
        return
    for box in boxes:  # a text box stands in a paragraph, its paragraphs cannot
        _children(walk, box, parent, depth + 1)


def _inline(walk: Walk, source: Element, target: Element, boxes: list[Element], depth: int) -> None:
    if depth > DEPTH:
        raise Unreadable("broken")
    _say(target, source.text)
    for child in source:
        name = str(child.tag) if is_element(child) else ""
        if name == q("span", TEXT):
            _inline(walk, child, _dressed(walk, child, target), boxes, depth + 1)
        elif name == q("a", TEXT):
            link = etree.SubElement(target, "a", {"href": child.get(q("href", XLINK), "")})
            _inline(walk, child, link, boxes, depth + 1)
        elif name in {q("s", TEXT), q("tab", TEXT)}:
            _say(target, " ")
        elif name == q("line-break", TEXT):
            etree.SubElement(target, "br")
        elif name == q("note", TEXT):
            _note(walk, child, target)
        elif name == q("frame", DRAW):
            boxes.extend(child.iter(q("text-box", DRAW)))
            _frame(walk, child, target, depth, inline=True)
        elif name and name not in _SKIPPED:
            _inline(walk, child, target, boxes, depth + 1)
        _say(target, child.tail)


def _say(target: Element, text: str | None) -> None:
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def _dressed(walk: Walk, span: Element, target: Element) -> Element:
    """Open the elements that a character style asks for and return the innermost."""
    style = walk.styles.letters(span.get(q("style-name", TEXT)))
    for name in style.tags:
        target = etree.SubElement(target, name)
    if style.ink:
        target = etree.SubElement(target, "span", {"class": style.ink})
    if style.shade:
        target = etree.SubElement(target, "mark", {"class": style.shade})
    return target


def _list(walk: Walk, source: Element, target: Element, depth: int) -> None:
    numbered = walk.styles.is_numbered(source.get(q("style-name", TEXT)), depth)
    box = etree.SubElement(target, "ol" if numbered else "ul")
    for item in source:
        if item.tag in {q("list-item", TEXT), q("list-header", TEXT)}:
            _children(walk, item, etree.SubElement(box, "li"), depth + 1)


def _table(walk: Walk, source: Element, target: Element, depth: int) -> None:
    table = etree.SubElement(target, "table")
    widths: list[float] = []
    for column in source.iter(q("table-column", TABLE)):
        if next(column.iterancestors(q("table", TABLE))) is source:
            width = walk.styles.width(column.get(q("style-name", TABLE)))
            widths.extend([width] * min(REPEAT, _count(column, "number-columns-repeated")))
    if widths and all(widths):
        group = etree.SubElement(table, "colgroup")
        for width in widths:
            etree.SubElement(group, "col", {"class": f"w-{max(1, min(100, round(100 * width / sum(widths))))}"})
    _rows(walk, source, table, depth, head=False)


def _rows(walk: Walk, source: Element, table: Element, depth: int, *, head: bool) -> None:
    for row in source:
        if row.tag == q("table-header-rows", TABLE):
            _rows(walk, row, etree.SubElement(table, "thead"), depth, head=True)
        elif row.tag in {q("table-rows", TABLE), q("table-row-group", TABLE)}:
            _rows(walk, row, table, depth, head=head)
        elif row.tag == q("table-row", TABLE):
            line = etree.SubElement(table, "tr")
            for cell in row:
                if cell.tag == q("table-cell", TABLE):
                    for _ in range(min(REPEAT, _count(cell, "number-columns-repeated"))):
                        _cell(walk, cell, line, depth, head=head)


def _cell(walk: Walk, source: Element, line: Element, depth: int, *, head: bool) -> None:
    cell = etree.SubElement(line, "th" if head else "td", {"scope": "col"} if head else {})
    for ours, theirs in (("colspan", "number-columns-spanned"), ("rowspan", "number-rows-spanned")):
        if _count(source, theirs) > 1:
            cell.set(ours, str(_count(source, theirs)))
    tint = walk.styles.cell(source.get(q("style-name", TABLE)))
    if tint:
        cell.set("class", tint)
    _children(walk, source, cell, depth + 1)


def _count(element: Element, name: str) -> int:
    value = element.get(q(name, TABLE), "1")
    return max(1, min(int(value), 1000)) if value.isdigit() and len(value) < 7 else 1


def _frame(walk: Walk, frame: Element, target: Element, depth: int, *, inline: bool = False) -> None:
    box = frame.find(q("text-box", DRAW))
    if box is not None:
        if not inline:
            _children(walk, box, target, depth + 1)
        return
    if frame.find(q("object", DRAW)) is not None or frame.find(q("object-ole", DRAW)) is not None:
        walk.task.note("objects", OBJECTS)
    for image in frame.iterchildren(q("image", DRAW)):
        if _image(walk, image, frame, target):
            return


def _image(walk: Walk, image: Element, frame: Element, target: Element) -> bool:
    name = image.get(q("href", XLINK), "").removeprefix("./")
    if ":" in name or name.startswith("/"):
        walk.task.note("external", EXTERNAL)
        return False
    data = read(walk.archive, name)
    item = walk.task.picture(data) if data else None
    if item is None or data is None:
        if data is not None and frame.find(q("object", DRAW)) is None:
            walk.task.note("picture", PICTURES)
        return False
    title = frame.findtext(q("desc", SVG)) or frame.findtext(q("title", SVG)) or ""
    key = fingerprint(data)
    box = etree.SubElement(target, "span", {"class": "doc-image", "data-kind": "image", "data-key": key})
    size = {"width": str(item.width), "height": str(item.height)}
    etree.SubElement(box, "img", {"src": f"media:{item.name}", "alt": title[:300], **size})
    return True


def _note(walk: Walk, note: Element, target: Element) -> None:
    body = note.find(q("note-body", TEXT))
    if body is None:
        return
    walk.notes.append(body)
    number = len(walk.notes)
    raised = etree.SubElement(target, "sup", {"data-skip": ""})
    etree.SubElement(raised, "a", {"href": f"#bfn{number}", "id": f"bref{number}"}).text = f"[{number}]"


def _write_notes(walk: Walk, root: Element) -> None:
    if not walk.notes:
        return
    listing = etree.SubElement(etree.SubElement(root, "section", {"class": "doc-notes"}), "ol")
    for number, body in enumerate(list(walk.notes), start=1):
        item = etree.SubElement(listing, "li", {"id": f"bfn{number}", "data-kind": "note"})
        _children(walk, body, item, 1)
        back = etree.SubElement(item, "a", {"href": f"#bref{number}", "data-skip": ""})
        back.text = "↑"


def _edge(common: Element | None, kind: str, root: Element) -> None:
    """Show the words of page headers and footers once each."""
    if common is None:
        return
    found = (
        paragraph
        for edge in common.iter(q(kind, "urn:oasis:names:tc:opendocument:xmlns:style:1.0"))
        for paragraph in edge.iter(q("p", TEXT))
    )
    lines = dict.fromkeys(" ".join("".join(str(part) for part in item.itertext()).split()) for item in found)
    shown = [line for line in lines if any(letter.isalpha() for letter in line)]
    if shown:
        box = etree.SubElement(root, kind, {"class": f"doc-{kind}"})
        for line in shown[:20]:
            etree.SubElement(box, "p").text = line[:1000]
