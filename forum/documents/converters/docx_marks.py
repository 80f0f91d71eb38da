"""Put marks into the XML of a DOCX that survive mammoth: cells, alignment, headings, colours, pictures, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from forum.documents.converters.docx_source import WP, A, Copy, Part, R, Relation, V, tag
from forum.documents.converters.docx_styles import Styles, switch, value_of
from forum.documents.converters.formulas import M, linear
from forum.documents.converters.palette import HIGHLIGHTS, ink, shade
from forum.documents.converters.tree import Element, forget

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
ALIGN = {
    "center": "ta-center",
    "right": "ta-right",
    "end": "ta-right",
    "both": "ta-justify",
    "distribute": "ta-justify",
}
MARK = re.compile(r"x([cpt])([0-9]+)\Z")
_HIGHLIGHT_OF = {
    "yellow": "yellow",
    "green": "green",
    "blue": "cyan",
    "red": "red",
    "purple": "magenta",
    "grey": "lightGray",
    "orange": "yellow",
}


@dataclass(slots=True)
class Marks:
    """What each mark number means, and what was met on the way."""

    cells: dict[int, list[str]] = field(default_factory=dict)
    tables: dict[int, list[int]] = field(default_factory=dict)
    paragraphs: dict[int, tuple[str, int]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    counters: dict[tuple[str, int], int] = field(default_factory=dict)

    def next(self) -> int:
        """Return a number no mark has yet."""
        return len(self.cells) + len(self.tables) + len(self.paragraphs) + 1


def prepare(part: Part, base: str, copy: Copy, styles: Styles, marks: Marks, *, known_notes: set[str]) -> None:
    """Rewrite the tree of one part in place and add it to the copy as word/BASE.xml."""
    root = part.root
    _unfold_alternatives(root)
    _formulas(root, marks)
    for name in (
        "bookmarkStart",
        "bookmarkEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
        "altChunk",
    ):
        for found in list(root.iter(tag(name))):
            _drop(found)
    _note_references(root, known_notes)
    relations = _relink(part, copy, marks)
    for table in root.iter(tag("tbl")):
        _mark_table(table, marks)
    for paragraph in root.iter(tag("p")):
        _mark_paragraph(paragraph, styles, marks)
    copy.part(base, root, relations)


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unfold_alternatives(root: Element) -> None:
    """Let mammoth see text boxes: it knows only the old form of them."""
    for alternative in list(root.iter(tag("AlternateContent", MC))):
        if alternative.find(tag("Fallback", MC)) is None:
            for choice in alternative.findall(tag("Choice", MC))[:1]:
                choice.tag = tag("Fallback", MC)
    for content in list(root.iter(tag("txbxContent"))):
        above = content.getparent()
        if above is None or above.tag == tag("textbox", V):
            continue
        if any(item.tag == tag("Choice", MC) for item in content.iterancestors()):
            continue
        drawing = next((item for item in content.iterancestors(tag("drawing"))), None)
        if drawing is not None and (run := drawing.getparent()) is not None:
            picture = run.makeelement(tag("pict"))
            box = picture.makeelement(tag("textbox", V))
            picture.append(box)
            box.append(content)
            run.append(picture)


def _formulas(root: Element, marks: Marks) -> None:
    for formula in list(root.iter(tag("oMath", M))):
        parent = formula.getparent()
        if parent is None:
            continue
        marks.met.add("formula")
        run = parent.makeelement(tag("r"))
        properties = run.makeelement(tag("rPr"))
        style = properties.makeelement(tag("rStyle"), {tag("val"): "XFormula"})
        text = run.makeelement(tag("t"))
        text.text = linear(formula) or "▨"
        properties.append(style)
        run.extend([properties, text])
        run.tail = formula.tail
        parent.replace(formula, run)
    for wrapper in list(root.iter(tag("oMathPara", M))):
        wrapper.tag = tag("smartTag")


def _note_references(root: Element, known: set[str]) -> None:
    for name in ("footnoteReference", "endnoteReference"):
        for reference in list(root.iter(tag(name))):
            if f"{name}{reference.get(tag('id'))}" not in known:
                _drop(reference)


def _relink(part: Part, copy: Copy, marks: Marks) -> list[tuple[str, str, str, bool]]:
    """Give every picture its own placeholder, keep http links, forget everything else."""
    relations: list[tuple[str, str, str, bool]] = []
    for picture in _pictures(part.root):
        attribute = tag("embed", R) if picture.tag == tag("blip", A) else tag("id", R)
        relation = part.relations.get(picture.get(attribute, ""))
        linked = part.relations.get(forget(picture, tag("link", R)))
        if relation is None or relation.external:
            if relation is not None or linked is not None:
                marks.met.add("external")
            _drop(picture)
            continue
        key = f"x{len(relations) + 1}"
        picture.set(attribute, key)
        facts: dict[str, object] = {"path": relation.target, **_extent(picture)}
        relations.append((key, "image", copy.picture(facts), False))
    for link in part.root.iter(tag("hyperlink"), tag("hlinkClick", A)):
        aim = part.relations.get(forget(link, tag("id", R)))
        if aim is not None and _is_link(aim):
            key = f"x{len(relations) + 1}"
            link.set(tag("id", R), key)
            relations.append((key, "hyperlink", aim.target, True))
    return relations


def _pictures(root: Element) -> list[Element]:
    return list(root.iter(tag("blip", A), tag("imagedata", V)))


def _is_link(relation: Relation) -> bool:
    return relation.external and re.match(r"(?:https?:|mailto:)", relation.target, re.IGNORECASE) is not None


def _extent(picture: Element) -> dict[str, object]:
    """Return the size at which the document shows a picture, in CSS pixels."""
    for above in picture.iterancestors(tag("inline", WP), tag("anchor", WP)):
        extent = above.find(tag("extent", WP))
        width, height = ("", "") if extent is None else (extent.get("cx", ""), extent.get("cy", ""))
        if width.isdigit() and height.isdigit():
            return {"width": int(width) // 9525, "height": int(height) // 9525}
    return {}


def _mark_table(table: Element, marks: Marks) -> None:
    number = marks.next()
    columns = table.findall(f"{tag('tblGrid')}/{tag('gridCol')}")[:200]
    marks.tables[number] = [_number(column.get(tag("w"))) for column in columns]
    first = True
    for cell in _own_cells(table):
        properties = cell.find(tag("tcPr"))
        span = properties.find(tag("gridSpan")) if properties is not None else None
        if properties is not None and span is not None and not 1 <= _number(span.get(tag("val"))) <= 1000:
            properties.remove(span)
        mark = marks.next()
        marks.cells[mark] = _cell_classes(properties)
        names = [f"xc{mark}", *([f"xt{number}"] if first else [])]
        first = False
        cell.insert(1 if properties is not None else 0, _bookmark_paragraph(cell, names))


def _own_cells(table: Element) -> Iterator[Element]:
    """Yield the cells of a table also when rows or cells stand in content controls, not those of inner tables."""
    for child in table:
        if child.tag == tag("tc"):
            yield child
        elif child.tag in {tag("tr"), tag("sdt"), tag("sdtContent"), tag("customXml"), tag("ins")}:
            yield from _own_cells(child)


def _cell_classes(properties: Element | None) -> list[str]:
    if properties is None:
        return []
    filled = properties.find(tag("shd"))
    classes = [shade(filled.get(tag("fill"))) if filled is not None else ""]
    vertical = value_of(properties, "vAlign")
    classes.append({"center": "va-middle", "bottom": "va-bottom"}.get(vertical, ""))
    return [name for name in classes if name]


def _bookmark_paragraph(cell: Element, names: list[str]) -> Element:
    paragraph = cell.makeelement(tag("p"))
    for name in names:
        paragraph.append(_bookmark(paragraph, name))
    return paragraph


def _bookmark(near: Element, name: str) -> Element:
    return near.makeelement(tag("bookmarkStart"), {tag("name"): name, tag("id"): "0"})


def _mark_paragraph(paragraph: Element, styles: Styles, marks: Marks) -> None:
    properties = paragraph.find(tag("pPr"))
    style = styles.get(value_of(properties, "pStyle"))
    outline = value_of(properties, "outlineLvl")
    heading = style.heading or (int(outline) + 1 if outline.isdigit() and int(outline) < 9 else 0)
    if heading and properties is not None:
        _restyle(properties, "pStyle", f"XHeading{min(heading, 4)}")
    alignment = ALIGN.get(value_of(properties, "jc") or style.alignment, "")
    number = _list_number(properties, marks)
    if alignment or number > 1:
        mark = marks.next()
        marks.paragraphs[mark] = (alignment, number)
        paragraph.insert(1 if properties is not None else 0, _bookmark(paragraph, f"xp{mark}"))
    for run in paragraph.iter(tag("r")):
        if next(run.iterancestors(tag("p")), None) is paragraph:
            _mark_run(run, styles, bold=style.bold and not heading, colour="" if heading else style.colour)


def _list_number(properties: Element | None, marks: Marks) -> int:
    """Count items of a numbered list through the document: a table between two items must not start it anew."""
    list_id, level = value_of(properties, "numPr/numId"), value_of(properties, "numPr/ilvl") or "0"
    if not list_id or list_id == "0" or not level.isdigit():
        return 0
    depth = int(level[:1])
    marks.counters[list_id, depth] = marks.counters.get((list_id, depth), 0) + 1
    for deeper in range(depth + 1, 10):
        marks.counters.pop((list_id, deeper), None)
    return marks.counters[list_id, depth]


def _mark_run(run: Element, styles: Styles, *, bold: bool, colour: str) -> None:
    properties = run.find(tag("rPr"))
    named = styles.get(value_of(properties, "rStyle"))
    own = value_of(properties, "color")
    tint = ink(own or named.colour or colour) if named.name != "hyperlink" else ""
    filled = properties.find(tag("shd")) if properties is not None else None
    lit = shade(filled.get(tag("fill"))) if filled is not None else ""
    weight = bold or named.bold
    if not (tint or lit or weight or named.italic):
        return
    if properties is None:
        properties = run.makeelement(tag("rPr"))
        run.insert(0, properties)
    for wanted, path in ((weight, "b"), (named.italic, "i")):
        if wanted and switch(properties, path) is None:
            properties.append(properties.makeelement(tag(path)))
    if lit and value_of(properties, "highlight") not in HIGHLIGHTS:
        _restyle(properties, "highlight", _HIGHLIGHT_OF[lit.removeprefix("shade-")])
    if tint and value_of(properties, "rStyle") != "XFormula":
        _restyle(properties, "rStyle", f"X{tint}")


def _restyle(properties: Element, name: str, value: str) -> None:
    found = properties.find(tag(name))
    if found is None:
        found = properties.makeelement(tag(name))
        properties.insert(0, found)
    found.set(tag("val"), value)


def _number(value: str | None) -> int:
    return int(value) if value and re.fullmatch(r"[0-9]{1,7}", value) else 0
