"""lxml's element tree with honest types and the few moves every converter makes."""

from __future__ import annotations

from typing import Any

from lxml import etree

Element = etree._Element  # noqa: SLF001 - lxml gives its element class no public name


def is_element(node: Any) -> bool:
    """Tell an element from a comment or an instruction, whose tag is a function."""
    return isinstance(node.tag, str)


def attributes(element: Element) -> dict[str, str]:
    """Return the attributes as a plain dict."""
    return {str(name): str(value) for name, value in element.attrib.items()}


def forget(element: Element, name: str) -> str:
    """Delete an attribute and return what it was, or ""."""
    value = element.get(name, "")
    if name in element.attrib:
        del element.attrib[name]
    return value


def words(element: Element) -> str:
    """Return all text below an element, white space folded."""
    return " ".join("".join(str(part) for part in element.itertext()).split())


def unwrap(element: Element) -> None:
    """Take an element away but leave its children and text in place."""
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    _append_text(parent, index, element.text)
    children = list(element)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)
    tail = element.tail
    element.tail = None
    parent.remove(element)
    _append_text(parent, index + len(children), tail)


def remove(element: Element) -> None:
    """Take an element away with everything in it; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    tail = element.tail
    element.tail = None
    parent.remove(element)
    _append_text(parent, index, tail)


def _append_text(parent: Element, index: int, text: str | None) -> None:
    """Add text before the child number `index`."""
    if not text:
        return
    if index == 0:
        parent.text = (parent.text or "") + text
    else:
        before = parent[index - 1]
        before.tail = (before.tail or "") + text
