"""Turn a cleaned element tree into the final HTML and its commentable blocks, with one text for browser and server."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree, html

from forum.documents.converters import allowlist
from forum.documents.converters.grid import place_cells
from forum.documents.converters.rendition import Block, Cell
from forum.documents.converters.tree import Element, forget, is_element, remove, unwrap

KINDS = {
    "p": "paragraph",
    "li": "item",
    "td": "cell",
    "th": "cell",
    "caption": "caption",
    "pre": "code",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
}
CONTAINERS = frozenset(("div", "section", "header", "footer", "aside", "blockquote", "figcaption"))
BREAKERS = frozenset(["p", "h3", "h4", "h5", "h6", "li", "ul", "ol", "pre", "blockquote", "div", "section", "table"])
MAY_GO = frozenset(
    [
        "p",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "a",
        "strong",
        "em",
        "u",
        "s",
        "span",
        "mark",
        "sub",
        "sup",
        "blockquote",
        "section",
        "header",
        "footer",
        "table",
        "div",
    ]
)
HARD = "\u2028"
_SPACE = re.compile(r"(\s+)")


@dataclass(slots=True)
class _Slot:
    """A place for a string in the tree: the text of an element or what follows it."""

    owner: Element
    end: Literal["text", "tail"]
    parts: list[str] = field(default_factory=list)

    def read(self) -> str:
        return (self.owner.text if self.end == "text" else self.owner.tail) or ""

    def write(self, value: str) -> None:
        if self.end == "text":
            self.owner.text = value or None
        else:
            self.owner.tail = value or None


def publish(root: Element) -> tuple[str, tuple[Block, ...]]:
    """Clean the tree below `root`, number its blocks and return (html, blocks); the root element itself is not written.

    A converter may preset `data-kind` (slide, line, image, note) and `data-key`; everything else follows from the tags.
    """
    allowlist.clean(root)
    _wrap_stray(root)
    _drop_empty(root)
    _level_headings(root)
    _dress_tables(root)
    marked = _mark(root)
    _settle_text(marked)
    cells = place_cells(root)
    blocks = tuple(_block(element, cells) for element in marked)
    for element, block in zip(marked, blocks, strict=True):
        _sign(element, block)
    return _write(root), blocks


def own_text(element: Element) -> str:
    """Return the canonical text of a block element: its text nodes without nested blocks and skipped parts."""
    return "".join(slot.read() for slot in _slots(element))


def _wrap_stray(root: Element) -> None:
    """Put text that stands loose in a container into paragraphs, so that it can be commented on."""
    for box in [root, *(item for item in root.iterdescendants(*CONTAINERS))]:
        if box.get("data-skip") is not None or (box.tag == "figcaption" and "pdf-places" in box.get("class", "")):
            continue
        loose: Element | None = None
        if box.text and box.text.strip():
            loose = etree.Element("p")
            loose.text = box.text
            box.insert(0, loose)
        box.text = None
        for child in list(box):
            if child is loose:
                continue
            inline = child.tag in allowlist.INLINE_TAGS
            loose = _into(loose, child, box) if inline else _tail_after(child, box)


def _into(loose: Element | None, child: Element, box: Element) -> Element:
    if loose is None:
        loose = etree.Element("p")
        box.insert(box.index(child), loose)
    loose.append(child)
    return loose


def _tail_after(child: Element, box: Element) -> Element | None:
    tail, child.tail = child.tail, None
    if not tail or not tail.strip():
        return None
    loose = etree.Element("p")
    loose.text = tail
    box.insert(box.index(child) + 1, loose)
    return loose


def _drop_empty(root: Element) -> None:
    """Remove paragraphs and wrappers that hold nothing to see."""
    for element in reversed(list(root.iterdescendants())):
        if element.tag not in MAY_GO or element.get("data-kind") or element.get("id") or _has_sight(element):
            continue
        if not any(str(part).strip() for part in element.itertext()):
            (unwrap if element.tag in allowlist.INLINE_TAGS else remove)(element)


def _has_sight(element: Element) -> bool:
    return next(element.iter("img", "svg", "td", "th", "hr"), None) is not None


def _level_headings(root: Element) -> None:
    """Keep headings below the page's h2 and without gaps; a heading inside a cell is a bold paragraph."""
    last = 2
    for heading in list(root.iter("h3", "h4", "h5", "h6")):
        if any(above.tag in {"td", "th", "li"} for above in heading.iterancestors()):
            heading.tag = "p"
            continue
        last = min(int(str(heading.tag)[1]), last + 1)
        heading.tag = f"h{last}"


def _dress_tables(root: Element) -> None:
    """Give tables their class, and the outermost ones a frame that scrolls by keyboard."""
    for table in list(root.iter("table")):
        table.set("class", " ".join(dict.fromkeys(["doc", *table.get("class", "").split()])))
        parent = table.getparent()
        if parent is None or any(above.tag == "table" for above in table.iterancestors()):
            continue
        if "doc-table" in parent.get("class", ""):
            continue
        frame = etree.Element("div", {"class": "doc-table", "tabindex": "0", "role": "group"})
        parent.replace(table, frame)
        frame.append(table)
        frame.tail, table.tail = table.tail, None


def _mark(root: Element) -> list[Element]:
    """Choose the block elements in document order and set data-block and data-kind on them."""
    marked: list[Element] = []
    _choose(root, marked, inside=False)
    for number, element in enumerate(marked, start=1):
        element.set("data-block", f"b{number}")
    return marked


def _choose(element: Element, marked: list[Element], *, inside: bool) -> None:
    for child in element:
        if child.get("data-skip") is not None:
            continue
        kind = child.get("data-kind")
        tag = str(child.tag)
        if kind is None and tag in KINDS and not (inside and tag not in {"td", "th", "caption", "li"}):
            if tag in {"td", "th"} and next(child.iter("table"), None) is not None:
                _choose(child, marked, inside=False)
                continue
            kind = _kind(child, tag, inside=inside)
        if kind is not None:
            child.set("data-kind", kind)
            marked.append(child)
        _choose(child, marked, inside=inside or (kind is not None and kind not in {"slide", "image"}))


def _kind(element: Element, tag: str, *, inside: bool) -> str | None:
    """Return the kind of a leaf; None for a frame around pictures and for an item of a list within a cell."""
    if tag not in {"li", "td", "th"} and _only_pictures(element):
        return None
    if tag == "li" and inside and any(above.get("data-kind") == "cell" for above in element.iterancestors("td", "th")):
        return None
    return KINDS[tag]


def _only_pictures(element: Element) -> bool:
    """Say whether a paragraph is nothing but pictures: then each picture is the block, not the paragraph."""
    return next(element.iter("img"), None) is not None and not "".join(str(part) for part in element.itertext()).strip()


def _settle_text(marked: list[Element]) -> None:
    for element in marked:
        _break_lines(element)
        slots = list(_slots(element))
        if element.tag == "pre":
            _verbatim(slots)
        else:
            _fold(slots)


def _break_lines(element: Element) -> None:
    """Put a hard space before and after every block-level part, and after every line break, of one block."""
    for part in list(_parts(element)):
        if part.tag == "br":
            part.tail = HARD + (part.tail or "")
        elif part.tag in BREAKERS:
            before = part.getprevious()
            parent = part.getparent()
            if before is not None:
                before.tail = (before.tail or "") + HARD
            elif parent is not None:
                parent.text = (parent.text or "") + HARD
            part.tail = HARD + (part.tail or "")


def _parts(element: Element) -> Iterator[Element]:
    for child in element:
        yield child
        if not _foreign(child):
            yield from _parts(child)


def _foreign(element: Element) -> bool:
    return element.get("data-block") is not None or element.get("data-skip") is not None


def _slots(element: Element) -> Iterator[_Slot]:
    yield _Slot(element, "text")
    for child in element:
        if is_element(child) and not _foreign(child):
            yield from _slots(child)
        yield _Slot(child, "tail")


def _verbatim(slots: list[_Slot]) -> None:
    for index, slot in enumerate(slots):
        value = unicodedata.normalize("NFC", slot.read()).replace(HARD, "\n").replace("\r", "")
        slot.write(value.lstrip("\n") if index == 0 else value)


def _fold(slots: list[_Slot]) -> None:
    """Fold white space over all slots of a block as if they were one string; hard breaks become a line feed."""
    tokens: list[tuple[int, str]] = []
    for index, value in enumerate(_composed([slot.read() for slot in slots])):
        for token in filter(None, _SPACE.split(value)):
            if not token.isspace():
                tokens.append((index, token))
            elif tokens:
                _space(tokens, index, hard=HARD in token)
    if tokens and tokens[-1][1].isspace():
        tokens.pop()
    for index, token in tokens:
        slots[index].parts.append(token)
    for slot in slots:
        slot.write("".join(slot.parts))


def _space(tokens: list[tuple[int, str]], index: int, *, hard: bool) -> None:
    """Add one space or line feed after the last word, or turn the space that is there into a line feed."""
    if not tokens[-1][1].isspace():
        tokens.append((index, "\n" if hard else " "))
    elif hard:
        tokens[-1] = (tokens[-1][0], "\n")


def _composed(values: list[str]) -> list[str]:
    """Normalise to NFC although a letter and its accent may lie in neighbouring strings."""
    result: list[str] = []
    last = -1
    for value in values:
        marks = 0
        while last >= 0 and marks < len(value) and unicodedata.combining(value[marks]):
            marks += 1
        if marks:
            result[last] = unicodedata.normalize("NFC", result[last] + value[:marks])
        result.append(unicodedata.normalize("NFC", value[marks:]))
        if result[-1]:
            last = len(result) - 1
    return result


def _block(element: Element, cells: dict[Element, Cell]) -> Block:
    line = (element, *element.iterancestors())
    page = next((above.get("data-page") for above in line if above.get("data-page")), None)
    home = next((above for above in (element, *element.iterancestors("td", "th")) if above in cells), None)
    return Block(
        id=str(element.get("data-block")),
        kind=str(element.get("data-kind")),
        text=own_text(element),
        cell=cells[home] if home is not None else None,
        page=int(page) if page else None,
        key=element.get("data-key", ""),
    )


def _sign(element: Element, block: Block) -> None:
    """Leave the mark that the page turns into a link «комментировать»; inside a drawing it would be invisible."""
    forget(element, "data-key")
    mark = etree.Comment(f"comment:{block.id}")
    if element.tag != "g":
        element.append(mark)
        return
    figure = next(element.iterancestors("figure"))
    caption = figure.find("figcaption")
    if caption is None:
        caption = etree.SubElement(figure, "figcaption", {"class": "pdf-places", "data-skip": ""})
        etree.SubElement(caption, "ol")
    place = etree.SubElement(caption[0], "li", {"class": "pdf-place"})
    place.text = f"{block.text[:60]}… " if len(block.text) > 60 else f"{block.text} "
    place.append(mark)


def _write(root: Element) -> str:
    return "".join(html.tostring(child, encoding="unicode", method="html") for child in root)
