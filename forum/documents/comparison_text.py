"""Compare two wordings of one paragraph word by word and write them as one, with <ins> and <del>."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from lxml import etree

from forum.documents.converters.allowlist import INLINE_TAGS
from forum.documents.converters.tree import Element, attributes

_TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_MOST = 4000
_WORTH = 0.3
Code = tuple[str, int, int, int, int]
Path = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(slots=True)
class Changes:
    """The running number of marks and what was counted so far."""

    marks: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, name: str, number: int = 1) -> None:
        """Add to one of the counts of a Summary."""
        if number:
            self.counts[name] = self.counts.get(name, 0) + number

    def mark(self, name: str) -> Element:
        """Open the next <ins> or <del>."""
        self.marks += 1
        return etree.Element(name, {"id": f"bc{self.marks}"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign, a line break or a picture, with the inline elements around it."""

    word: str
    path: Path
    image: Element | None = None


def is_leaf(element: Element) -> bool:
    """Say whether an element holds words and inline elements only."""
    return all(child.tag in INLINE_TAGS or child.tag == "br" for child in element)


def wrap_loose(element: Element) -> Element:
    """Return a copy whose loose words stand in paragraphs, so that its children can be paired."""
    box: Element = etree.Element(str(element.tag))
    loose: Element | None = None
    if element.text and element.text.strip():
        loose = etree.SubElement(box, "p")
        loose.text = element.text
    for child in element:
        twin = copy.deepcopy(child)
        if child.tag in INLINE_TAGS:
            loose = etree.SubElement(box, "p") if loose is None else loose
            loose.append(twin)
            continue
        loose, twin.tail = None, None
        box.append(twin)
        if child.tail and child.tail.strip():
            loose = etree.SubElement(box, "p")
            loose.text = child.tail
    return box


def merge_leaf(old: Element, new: Element, target: Element, changes: Changes) -> None:
    """Write both wordings into `target`; wordings with little in common are shown whole, one after the other."""
    before, after = _tokens(old, ()), _tokens(new, ())
    left, right = [item.word.strip() for item in before], [item.word.strip() for item in after]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if len(left) + len(right) > _MOST or matcher.ratio() < _WORTH:
        _write(target, before, changes.mark("del") if before else None)
        _write(target, after, changes.mark("ins") if after else None)
        return
    for word, a, b, c, d in _calm(matcher.get_opcodes(), right):
        if word == "equal":
            _write(target, [*after[c : d - 1], _spaced(before[b - 1], after[d - 1])], None)
            continue
        if b > a:
            _write(target, before[a:b], changes.mark("del"))
        if d > c:
            _write(target, after[c:d], changes.mark("ins"))


def _spaced(old: Token, new: Token) -> Token:
    """Keep the space of the old wording where the new one ends: what follows may be a deletion."""
    return replace(new, word=old.word) if new.word == new.word.strip() != "" and old.image is None else new


def mark_all(element: Element, name: str, changes: Changes) -> int:
    """Put all words and pictures below an element into <ins> or <del>; return how many marks it took."""
    before = changes.marks
    leaves = [item for item in element.iter() if item.tag not in INLINE_TAGS and is_leaf(item)]
    for leaf in leaves:
        has_words = any(str(part).strip() for part in leaf.itertext())
        if not has_words and next(leaf.iter("img"), None) is None:
            continue
        mark = changes.mark(name)
        mark.text, leaf.text = leaf.text, None
        mark.extend(list(leaf))
        leaf.append(mark)
    if element.tag in INLINE_TAGS:
        mark = changes.mark(name)
        twin = copy.deepcopy(element)
        twin.tail = None
        mark.append(twin)
        for child in list(element):
            element.remove(child)
        element.text = None
        element.tag = "span"
        element.append(mark)
    return changes.marks - before


def _calm(codes: Sequence[Code], words: list[str]) -> list[Code]:
    """Join changes that only a space or a sign keeps apart: single equal commas make a page of confetti."""
    result: list[Code] = []
    for index, (name, a, b, c, d) in enumerate(codes):
        thin = name == "equal" and 0 < index < len(codes) - 1 and not re.search(r"\w", "".join(words[c:d]))
        kind = "replace" if thin or name != "equal" else "equal"
        if result and kind == "replace" and result[-1][0] == "replace":
            last = result[-1]
            result[-1] = ("replace", last[1], b, last[3], d)
        else:
            result.append((kind, a, b, c, d))
    return result


def _tokens(element: Element, path: Path) -> list[Token]:
    found = [Token(word, path) for word in _TOKEN.findall(element.text or "")]
    for child in element:
        if child.tag == "br":
            found.append(Token("\n", path))
        elif child.tag == "img":
            twin = copy.deepcopy(child)
            twin.tail = None
            label = f"\ufffc{child.get('width')}x{child.get('height')} {child.get('alt')}"
            found.append(Token(label, path, twin))
        else:
            step = (str(child.tag), tuple(sorted(attributes(child).items())))
            found.extend(_tokens(child, (*path, step)))
        found.extend(Token(word, path) for word in _TOKEN.findall(child.tail or ""))
    return found


def _write(target: Element, tokens: list[Token], mark: Element | None) -> None:
    """Write tokens at the end of `target`, neighbours with the same inline elements together."""
    if mark is not None:
        target.append(mark)
        target = mark
    open_path: Path | None = None
    box = target
    for token in tokens:
        if token.path != open_path:
            open_path, box = token.path, target
            for name, attributes in token.path:
                box = etree.SubElement(box, name, dict(attributes))
        if token.image is not None:
            box.append(copy.deepcopy(token.image))
        elif token.word == "\n":
            etree.SubElement(box, "br")
        elif len(box):
            box[-1].tail = (box[-1].tail or "") + token.word
        else:
            box.text = (box.text or "") + token.word
