"""What the styles of an ODT say about weight, colour, alignment, shading, widths and lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from forum.documents.converters.palette import ink, shade
from forum.documents.converters.tree import Element

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
_UNITS = {"in": 72.0, "cm": 28.35, "mm": 2.835, "pt": 1.0, "px": 0.75, "pc": 12.0}


def q(name: str, namespace: str) -> str:
    """Return the qualified name lxml wants."""
    return f"{{{namespace}}}{name}"


@dataclass(frozen=True, slots=True)
class Letters:
    """How a run of letters looks: elements to open, classes of ink and marker."""

    tags: tuple[str, ...] = ()
    ink: str = ""
    shade: str = ""


@dataclass(frozen=True, slots=True)
class OdtStyles:
    """Styles by name, automatic ones over common ones."""

    by_name: dict[str, Element] = field(default_factory=dict)
    lists: dict[str, Element] = field(default_factory=dict)

    def alignment(self, name: str | None) -> str:
        """Return ta-center, ta-right, ta-justify or ""."""
        value = self._property(name, "paragraph-properties", q("text-align", FO))
        return {"center": "ta-center", "end": "ta-right", "right": "ta-right", "justify": "ta-justify"}.get(value, "")

    def letters(self, name: str | None) -> Letters:
        """Return the look of a character style."""
        tags = []
        if self._property(name, "text-properties", q("font-weight", FO)) in {"bold", "600", "700", "800", "900"}:
            tags.append("strong")
        if self._property(name, "text-properties", q("font-style", FO)) in {"italic", "oblique"}:
            tags.append("em")
        if self._property(name, "text-properties", q("text-underline-style", STYLE)) not in {"", "none"}:
            tags.append("u")
        if self._property(name, "text-properties", q("text-line-through-style", STYLE)) not in {"", "none"}:
            tags.append("s")
        position = self._property(name, "text-properties", q("text-position", STYLE))
        if position.startswith(("super", "sub")):
            tags.append("sup" if position.startswith("super") else "sub")
        colour = self._property(name, "text-properties", q("color", FO))
        ground = self._property(name, "text-properties", q("background-color", FO))
        return Letters(tuple(tags), ink(colour), shade(ground))

    def cell(self, name: str | None) -> str:
        """Return the classes of a table cell."""
        tint = shade(self._property(name, "table-cell-properties", q("background-color", FO)))
        vertical = self._property(name, "table-cell-properties", q("vertical-align", STYLE))
        place = {"middle": "va-middle", "bottom": "va-bottom"}.get(vertical, "")
        return " ".join(filter(None, [tint, place]))

    def width(self, name: str | None) -> float:
        """Return the width of a column in points, 0 when it is not said."""
        value = self._property(name, "table-column-properties", q("column-width", STYLE))
        found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)(in|cm|mm|pt|px|pc)", value)
        return float(found.group(1)) * _UNITS[found.group(2)] if found else 0.0

    def is_numbered(self, name: str | None, depth: int) -> bool:
        """Say whether the list style numbers its items; an inner list without a style is taken for bullets."""
        style = self.lists.get(name or "")
        if style is None:
            return False
        first = next((child for child in style if child.get(q("level", TEXT)) == "1"), None)
        return depth < 100 and first is not None and first.tag == q("list-level-style-number", TEXT)

    def _property(self, name: str | None, group: str, attribute: str) -> str:
        for _ in range(12):
            style = self.by_name.get(name or "")
            if style is None:
                return ""
            for properties in style.iterchildren(q(group, STYLE)):
                if properties.get(attribute):
                    return properties.get(attribute, "")
            name = style.get(q("parent-style-name", STYLE))
        return ""


def read_odt_styles(content: Element, common: Element | None) -> OdtStyles:
    """Gather the styles of both parts."""
    styles = OdtStyles()
    for root in (common, content):
        if root is None:
            continue
        for item in root.iter(q("style", STYLE)):
            styles.by_name[item.get(q("name", STYLE), "")] = item
        for item in root.iter(q("list-style", TEXT)):
            styles.lists[item.get(q("name", STYLE), "")] = item
    return styles
