"""What the styles of a DOCX say about headings, alignment and weight, with inheritance followed."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field

from forum.documents.converters.tree import Element, attributes

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ([1-9])\Z")


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph or character style with what it inherits."""

    name: str
    heading: int = 0
    alignment: str = ""
    bold: bool = False
    italic: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Styles:
    """Styles by id, and a slim copy of the part for mammoth."""

    by_id: dict[str, Style] = field(default_factory=dict)
    root: Element | None = None

    def get(self, style_id: str | None) -> Style:
        """Return the style, or one that says nothing."""
        return self.by_id.get(style_id or "", Style(""))


def read_styles(root: Element | None) -> Styles:
    """Resolve every style of the part; circular inheritance ends where it started."""
    if root is None:
        return Styles()
    raw = {item.get(f"{W}styleId", ""): item for item in root.iter(f"{W}style")}
    return Styles(by_id={key: _resolve(key, raw) for key in raw}, root=_slim(root))


def value_of(parent: Element | None, path: str) -> str:
    """Return the w:val of a child by path ("pPr/jc"), or ""."""
    if parent is None:
        return ""
    found = parent.find("/".join(f"{W}{step}" for step in path.split("/")))
    return found.get(f"{W}val", "") if found is not None else ""


def switch(parent: Element | None, path: str) -> bool | None:
    """Return whether an on/off property is on, off, or not said."""
    if parent is None:
        return None
    found = parent.find("/".join(f"{W}{step}" for step in path.split("/")))
    if found is None:
        return None
    return found.get(f"{W}val", "1") not in {"0", "false", "none", "off"}


def _resolve(key: str, raw: dict[str, Element]) -> Style:
    chain: list[Element] = []
    while key in raw and raw[key] not in chain and len(chain) < 12:
        chain.append(raw[key])
        key = value_of(raw[key], "basedOn")
    first = chain[0]
    return Style(
        name=value_of(first, "name").lower(),
        heading=next((level for item in chain if (level := _heading(item))), 0),
        alignment=next((found for item in chain if (found := value_of(item, "pPr/jc"))), ""),
        bold=next((on for item in chain if (on := switch(item, "rPr/b")) is not None), False),
        italic=next((on for item in chain if (on := switch(item, "rPr/i")) is not None), False),
        colour=next((found for item in chain if (found := value_of(item, "rPr/color"))), ""),
    )


def _heading(style: Element) -> int:
    name = value_of(style, "name").lower()
    if name == "title":
        return 1
    found = _HEADING.match(name)
    if found:
        return int(found.group(1))
    level = value_of(style, "pPr/outlineLvl")
    return int(level) + 1 if level.isdigit() and int(level) < 9 else 0


def _slim(root: Element) -> Element:
    """Copy only what mammoth asks of styles: names and numbering (the real part is often 400 KB)."""
    slim = root.makeelement(str(root.tag), nsmap={"w": W[1:-1]})
    for style in root.iter(f"{W}style"):
        twin = slim.makeelement(str(style.tag), attributes(style))
        for child in style:
            if child.tag == f"{W}name":
                twin.append(copy.deepcopy(child))
            elif child.tag == f"{W}pPr" and (number := child.find(f"{W}numPr")) is not None:
                properties = twin.makeelement(str(child.tag))
                properties.append(copy.deepcopy(number))
                twin.append(properties)
        slim.append(twin)
    return slim
