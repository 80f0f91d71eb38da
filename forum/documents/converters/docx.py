"""DOCX: mammoth gives the structure, our marks give back widths, shading, alignment and colours."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable

import mammoth
from lxml import etree, html
from mammoth import html as mammoth_html

from forum.documents.converters.blocks import publish
from forum.documents.converters.docx_marks import MARK, Marks, prepare
from forum.documents.converters.docx_source import Copy, Part, Source, open_source, read, tag
from forum.documents.converters.grid import spots
from forum.documents.converters.palette import HIGHLIGHTS
from forum.documents.converters.pictures import fingerprint
from forum.documents.converters.rendition import Rendition
from forum.documents.converters.task import Task, Unreadable
from forum.documents.converters.tree import Element, unwrap
from forum.errors import N_

MISSING = "▨"
_COLOURS = ("yellow", "green", "blue", "red", "grey", "orange", "purple")
_STYLE_MAP = "\n".join(
    [
        *(f"p.XHeading{level} => h{level + 2}:fresh" for level in range(1, 5)),
        "r.XFormula => code.formula",
        *(f"r.Xtext-{colour} => span.text-{colour}" for colour in _COLOURS),
        *(f"highlight[color='{name}'] => mark.shade-{colour}" for name, colour in HIGHLIGHTS.items()),
        "u => u",
    ]
)
FORMULAS = N_("Формулы показаны одной строкой. Точный вид — в исходном файле.")
WMF = N_(
    "На месте знака ▨ в документе стоит формула или рисунок старого формата, браузеры его не показывают. "
    "Посмотрите исходный файл."
)
EXTERNAL = N_("Картинки, которые документ берёт из интернета, не показаны.")
EMBEDDED = N_("Вложенные в документ файлы не показаны. Они есть в исходном файле.")


def convert(task: Task) -> Rendition:
    """Convert one DOCX; raises Unreadable for a file that is none."""
    task.say(0, 1)
    try:
        archive = zipfile.ZipFile(task.source)
    except (OSError, zipfile.BadZipFile) as error:
        raise Unreadable("broken") from error
    with archive:
        source = open_source(archive)
        marks = Marks()
        package = _copy(source, marks)
        result = mammoth.convert_to_html(
            package, style_map=_STYLE_MAP, convert_image=_image_converter(task, archive), external_file_access=False
        )
        root = html.fragment_fromstring(result.value, create_parent="div")
        _apply_marks(root, marks)
        _footnotes(root)
        _checkboxes(root)
        _edges(root, source)
    _say(task, marks, source)
    text, blocks = publish(root)
    if not any(block.text or block.kind == "image" for block in blocks):
        raise Unreadable("empty")
    task.say(1, 1)
    return Rendition(html=text, blocks=blocks, media=tuple(task.media), notes=task.notes, pages=1)


def _copy(source: Source, marks: Marks) -> object:
    copy = Copy()
    known = {
        f"{kind[:-1]}Reference{item.get(tag('id'))}"
        for kind, part in source.notes.items()
        for item in part.root.iter(tag(kind[:-1]))
    }
    for kind, part in source.notes.items():
        prepare(part, kind, copy, source.styles, marks, known_notes=set())
    prepare(source.document, "document", copy, source.styles, marks, known_notes=known)
    if source.styles.root is not None:
        copy.part("styles", source.styles.root)
    if source.numbering is not None:
        copy.part("numbering", source.numbering)
    return copy.finish()


def _image_converter(task: Task, archive: zipfile.ZipFile) -> Callable[[object], list[object]]:
    def show(image: object) -> list[object]:
        with image.open() as stream:  # type: ignore[attr-defined]
            facts = json.loads(stream.read())
        data = read(archive, facts["path"])
        item = task.picture(data) if data else None
        if item is None:
            task.note("picture", WMF)
            sign = [mammoth_html.text(MISSING)]
            return [mammoth_html.element("span", {"class": "doc-missing", "data-skip": ""}, sign)]
        width, height = _fit(facts.get("width") or item.width, facts.get("height") or item.height)
        attributes = {
            "src": f"media:{item.name}",
            "alt": (image.alt_text or "")[:300],  # type: ignore[attr-defined]
            "width": str(width),
            "height": str(height),
            "data-key": fingerprint(data or b""),
        }
        return [mammoth_html.element("img", attributes)]

    return show


def _fit(width: int, height: int, limit: int = 1200) -> tuple[int, int]:
    scale = min(1.0, limit / max(width, height, 1))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _apply_marks(root: Element, marks: Marks) -> None:
    for anchor in list(root.iter("a")):
        found = MARK.match(anchor.get("id", ""))
        if found is None:
            continue
        kind, number = found.group(1), int(found.group(2))
        home = _home(anchor, kind)
        unwrap(anchor)
        if home is None:
            continue
        if kind == "c":
            _add_classes(home, marks.cells.get(number, []))
        elif kind == "t":
            _column_widths(home, marks.tables.get(number, []))
        else:
            alignment, count = marks.paragraphs.get(number, ("", 0))
            _add_classes(home, [alignment] if alignment else [])
            if home.tag == "li" and count > 1 and home.getprevious() is None and _above(home) == "ol":
                home.getparent().set("start", str(count))  # type: ignore[union-attr]
    for heading in root.iter("th"):
        heading.set("scope", "col")
    _frame_images(root)


def _home(anchor: Element, kind: str) -> Element | None:
    wanted = {"c": ("td", "th"), "t": ("table",), "p": ("p", "li", "h3", "h4", "h5", "h6")}[kind]
    return next(anchor.iterancestors(*wanted), None)


def _above(element: Element) -> str:
    parent = element.getparent()
    return str(parent.tag) if parent is not None else ""


def _add_classes(element: Element, names: list[str]) -> None:
    if names:
        element.set("class", " ".join([*element.get("class", "").split(), *names]))


def _column_widths(table: Element, widths: list[int]) -> None:
    """Write the grid as <col class="w-N"> when it agrees with the rows and makes sense."""
    total = sum(widths)
    columns = max((spot.column + spot.columns for spot in spots(table)), default=0)
    if total <= 0 or columns != len(widths) or columns < 2:
        return
    group = etree.Element("colgroup")
    for width in widths:
        etree.SubElement(group, "col", {"class": f"w-{max(1, min(100, round(100 * width / total)))}"})
    table.insert(0, group)


def _frame_images(root: Element) -> None:
    """Make every picture a block of its own; its fingerprint stands in for words."""
    for image in list(root.iter("img")):
        frame = etree.Element("span", {"class": "doc-image", "data-kind": "image"})
        frame.set("data-key", image.get("data-key", ""))
        frame.tail, image.tail = image.tail, None
        parent = image.getparent()
        if parent is not None:
            parent.replace(image, frame)
            frame.append(image)


def _footnotes(root: Element) -> None:
    """Move footnotes into a section of their own, with short ids; their numbers are no part of the text."""
    notes = [item for item in root.iter("li") if item.get("id", "").startswith(("footnote-", "endnote-"))]
    names = {item.get("id", ""): f"bfn{index}" for index, item in enumerate(notes, start=1)}
    backs = {key.replace("note-", "note-ref-", 1): value.replace("fn", "ref") for key, value in names.items()}
    for link in list(root.iter("a")):
        href, own = link.get("href", "")[1:], link.get("id", "")
        if own in backs:
            link.set("id", backs[own])
        if href in names:
            link.set("href", f"#{names[href]}")
            (link.getparent() if _above(link) == "sup" else link).set("data-skip", "")  # type: ignore[union-attr]
        elif href in backs:
            link.set("href", f"#{backs[href]}")
            link.set("data-skip", "")
    for item in notes:
        item.set("id", names[item.get("id", "")])
        item.set("data-kind", "note")
    if notes and (listing := notes[0].getparent()) is not None and listing.getparent() is root:
        section = etree.SubElement(root, "section", {"class": "doc-notes"})
        section.append(listing)


def _checkboxes(root: Element) -> None:
    for box in list(root.iter("input")):
        mark = etree.Element("span")
        mark.text = "☑" if box.get("checked") else "☐"
        mark.tail = box.tail
        parent = box.getparent()
        if parent is not None:
            parent.replace(box, mark)


def _edges(root: Element, source: Source) -> None:
    """Show the text of page headers before and of page footers after the document, each wording once."""
    for kind, parts in source.edges.items():
        lines = list(dict.fromkeys(line for part in parts for line in _edge_lines(part)))
        if not lines:
            continue
        box = etree.Element(kind, {"class": f"doc-{kind}"})
        for line in lines[:20]:
            etree.SubElement(box, "p").text = line
        if kind == "header":
            root.insert(0, box)
        else:
            root.append(box)


def _edge_lines(part: Part) -> list[str]:
    lines = []
    for paragraph in part.root.iter(tag("p")):
        words = " ".join("".join(item.text or "" for item in paragraph.iter(tag("t"))).split())
        if any(letter.isalpha() for letter in words):
            lines.append(words[:1000])
    return lines


def _say(task: Task, marks: Marks, source: Source) -> None:
    if "formula" in marks.met:
        task.note("formula", FORMULAS)
    if "external" in marks.met:
        task.note("external", EXTERNAL)
    if any("/embeddings/" in item.target for item in source.document.relations.values()):
        task.note("embedded", EMBEDDED)
