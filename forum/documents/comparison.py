"""Two versions of a document in one page: what was taken out and what was put in, table cell by table cell."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, fields

from lxml import etree, html
from rapidfuzz import fuzz

from forum.documents.alignment import align
from forum.documents.comparison_text import Changes, is_leaf, mark_all, merge_leaf, wrap_loose
from forum.documents.converters.grid import rows_of
from forum.documents.converters.rendition import Rendition
from forum.documents.converters.tree import Element, attributes, forget, is_element, words

_LEAF_TAGS = frozenset(("p", "h3", "h4", "h5", "h6", "li", "pre", "td", "th", "caption", "span", "figcaption"))
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Summary:
    """How much differs, each thing counted once: a changed cell is not also a changed paragraph."""

    cells_changed: int = 0
    rows_added: int = 0
    rows_removed: int = 0
    tables_added: int = 0
    tables_removed: int = 0
    paragraphs_changed: int = 0
    paragraphs_added: int = 0
    paragraphs_removed: int = 0
    pictures_added: int = 0
    pictures_removed: int = 0
    marks: int = 0

    @property
    def is_empty(self) -> bool:
        """Say that nothing a reader could see differs."""
        return not any(getattr(self, item.name) for item in fields(self))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One page with <ins> and <del> (ids bc1, bc2 … in reading order) and the counts to put into words."""

    html: str
    summary: Summary


def compare(old: Rendition, new: Rendition) -> Comparison:
    """Compare two renditions; the source of a picture says whose it is: `media:old/NAME` or `media:new/NAME`."""
    changes = Changes()
    before, after = _tree(old.html, "old"), _tree(new.html, "new")
    root = etree.Element("div")
    _children(before, after, root, changes)
    text = "".join(html.tostring(child, encoding="unicode", method="html") for child in root)
    return Comparison(html=text, summary=Summary(**changes.counts, marks=changes.marks))


def _tree(source: str, side: str) -> Element:
    """Parse a rendition without its marks for commenting; a PDF becomes its paragraphs."""
    root: Element = html.fragment_fromstring(source, create_parent="div")
    for element in list(root.iter()):
        if not is_element(element):
            _drop(element)
            continue
        for name in ("data-block", "data-kind", "id", "tabindex", "role"):
            forget(element, name)
        if element.tag == "img":
            element.set("src", element.get("src", "").replace("media:", f"media:{side}/", 1))
        elif element.tag == "a" and element.get("href", "").startswith("#"):
            forget(element, "href")
        elif element.tag == "figcaption" and "pdf-places" in element.get("class", ""):
            _drop(element)
    for figure in list(root.iter("figure")):
        if "pdf-page" in figure.get("class", ""):
            _flatten_page(figure)
    return root


def _flatten_page(figure: Element) -> None:
    parent = figure.getparent()
    if parent is None:
        return
    index = parent.index(figure)
    for group in figure.iter("g"):
        paragraph = etree.Element("p")
        paragraph.text = words(group)
        parent.insert(index, paragraph)
        index += 1
    parent.remove(figure)


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _children(old: Element, new: Element, target: Element, changes: Changes) -> None:
    """Pair the blocks of two containers and write the merged ones into `target`."""
    before, after = list(old), list(new)
    for left, right in align(before, after, key=_key, likeness=_likeness, threshold=_ALIKE):
        if left is None:
            target.append(_one_sided(after[right or 0], "ins", changes))
        elif right is None:
            target.append(_one_sided(before[left], "del", changes))
        elif _key(before[left]) == _key(after[right]):
            target.append(_plain(after[right]))
        else:
            target.append(_pair(before[left], after[right], changes))


def _plain(element: Element) -> Element:
    twin = copy.deepcopy(element)
    twin.tail = "\n" if element.tail and element.tail.isspace() else None
    return twin


def _pair(old: Element, new: Element, changes: Changes) -> Element:
    """Merge two blocks that are one thing in two wordings."""
    if old.tag == new.tag == "table":
        return _table(old, new, changes)
    merged: Element = etree.Element(str(new.tag), attributes(new))
    if is_leaf(old) and is_leaf(new):
        merge_leaf(old, new, merged, changes)
        changes.count("paragraphs_changed")
    else:
        _children(wrap_loose(old), wrap_loose(new), merged, changes)
    return merged


def _one_sided(element: Element, mark: str, changes: Changes) -> Element:
    """Copy a block that only one version has, everything in it marked."""
    twin = _plain(element)
    verb = "added" if mark == "ins" else "removed"
    changes.count(f"pictures_{verb}", len(list(twin.iter("img"))))
    if twin.tag == "table" or (twin.tag == "div" and next(twin.iter("table"), None) is not None):
        changes.count(f"tables_{verb}")
    else:
        leaves = [item for item in twin.iter(*_LEAF_TAGS) if is_leaf(item) and words(item)]
        changes.count(f"paragraphs_{verb}", len(leaves))
    mark_all(twin, mark, changes)
    return twin


def _table(old: Element, new: Element, changes: Changes) -> Element:
    """Merge two tables row by row, cell by cell; spans are stretched over rows that are shown but gone."""
    merged: Element = etree.Element("table", attributes(new))
    columns = new.find("colgroup")
    if columns is not None:
        merged.append(copy.deepcopy(columns))
    before, after = list(rows_of(old)), list(rows_of(new))
    pairs = align(before, after, key=_key, likeness=_row_likeness, threshold=0.45)
    for left, right in pairs:
        if left is None:
            merged.append(_row_one_sided(after[right or 0], "ins", changes))
        elif right is None:
            merged.append(_row_one_sided(before[left], "del", changes))
        else:
            merged.append(_row(before[left], after[right], changes))
    _stretch(merged, pairs)
    return merged


def _row_one_sided(row: Element, mark: str, changes: Changes) -> Element:
    twin = _plain(row)
    changes.count("rows_added" if mark == "ins" else "rows_removed")
    mark_all(twin, mark, changes)
    twin.set("class", f"diff-{mark}")
    return twin


def _row(old: Element, new: Element, changes: Changes) -> Element:
    merged: Element = etree.Element("tr", attributes(new))
    before, after = _cells(old), _cells(new)
    if len(before) == len(after):
        pairs: list[tuple[int | None, int | None]] = [(index, index) for index in range(len(after))]
    else:
        pairs = align(before, after, key=_key, likeness=_likeness, threshold=0.3)
    for left, right in pairs:
        if left is None:
            merged.append(_cell_one_sided(after[right or 0], "ins", changes))
        elif right is None:
            merged.append(_cell_one_sided(before[left], "del", changes))
        else:
            merged.append(_cell(before[left], after[right], changes))
    return merged


def _cell_one_sided(cell: Element, mark: str, changes: Changes) -> Element:
    twin = _plain(cell)
    if mark_all(twin, mark, changes):
        changes.count("cells_changed")
    return twin


def _cell(old: Element, new: Element, changes: Changes) -> Element:
    if _key(old) == _key(new):
        return _plain(new)
    merged: Element = etree.Element(str(new.tag), attributes(new))
    nested = next(old.iter("table"), None) is not None and next(new.iter("table"), None) is not None
    inner = changes if nested else Changes(changes.marks)
    if is_leaf(old) and is_leaf(new):
        merge_leaf(old, new, merged, inner)
    else:
        _children(wrap_loose(old), wrap_loose(new), merged, inner)
    if not nested and inner.marks > changes.marks:
        changes.marks = inner.marks
        changes.count("cells_changed")
    return merged


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _stretch(table: Element, pairs: Sequence[tuple[int | None, int | None]]) -> None:
    """Recount every rowspan over the merged rows so that the grid stays whole."""
    rows = [row for row in table if row.tag == "tr"]
    place_of_new = {right: place for place, (_left, right) in enumerate(pairs) if right is not None}
    for place, (row, (_left, right)) in enumerate(zip(rows, pairs, strict=True)):
        for cell in _cells(row):
            span = int(cell.get("rowspan", "1"))
            if span < 2:
                continue
            if right is not None:
                last = max((place_of_new.get(right + step, place) for step in range(span)), default=place)
                cell.set("rowspan", str(last - place + 1))
            else:
                run = 1
                while run < span and place + run < len(pairs) and pairs[place + run][1] is None:
                    run += 1
                cell.set("rowspan", str(run))


def _key(element: Element) -> tuple[object, ...]:
    """Return what makes two blocks equal for a reader: words, pictures, shape of the table."""
    shape = tuple((cell.get("colspan", "1"), cell.get("rowspan", "1")) for cell in element.iter("td", "th"))
    pictures = tuple((item.get("width"), item.get("height"), item.get("alt")) for item in element.iter("img"))
    tag = "h" if element.tag in {"h3", "h4", "h5", "h6"} else str(element.tag)
    return tag, words(element), pictures, shape


def _likeness(old: Element, new: Element) -> float:
    family = {"h3": "p", "h4": "p", "h5": "p", "h6": "p", "ol": "ul", "th": "td"}
    one, two = str(old.tag), str(new.tag)
    if family.get(one, one) != family.get(two, two):
        return 0.0
    bonus = 0.3 if one in {"table", "div", "ul", "ol", "section", "td"} else 0.0
    return min(1.0, fuzz.ratio(words(old), words(new)) / 100 + bonus)


def _row_likeness(old: Element, new: Element) -> float:
    alike = fuzz.ratio(words(old), words(new)) / 100
    before, after = _cells(old), _cells(new)
    if not before or not after:
        return alike
    label = fuzz.ratio(words(before[0]), words(after[0])) / 100 if words(before[0]) else 0.0
    return min(1.0, max(alike, 0.6 * label + 0.4 * alike) + (0.1 if len(before) == len(after) else 0))
