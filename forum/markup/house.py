"""Our Markdown: raw HTML stays text, headings stand under the page's own, names become links."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element  # only built here, never parsed from outside

import markdown
from markdown.blockprocessors import BlockProcessor, HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from forum.markup.emoji import SIGNS
from forum.markup.known import MARKED, MENTION, Known

FORMULA = r"(?<![\\$\w])\$(?![\s$])([^$\n]{1,1000}?)(?<![\s\\])\$(?![\w$])"
FORMULA_BLOCK = r"(?<!\\)\$\$([^$]{1,1000}?)\$\$"
SPOILER = r"\[spoiler\](?=\S)([^\n]{1,2000}?\S)\[/spoiler\]"
SHORTCODE = r"(?<![\w:]):([\w+-]{1,40}):(?![\w:])"
DEEPEST_DETAILS = 5
# «Подробнее» in both languages: a text is cooked once for readers of all.
UNNAMED = "Подробнее · Толығырақ"
_SIZED = re.compile(r"(.*)\|\s*(\d{1,4})\s*[x×]\s*(\d{1,4})", re.DOTALL)
_FILE = re.compile(r"/files/\d{1,10}/")
_TASK = re.compile(r"\[([ xXхХ])\]\s+")


class House(Extension):
    """What differs from plain Markdown here."""

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.known = known

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Take part in the engine that is being built."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("entity")
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$", ":", "@", "|", "~"]
        md.parser.blockprocessors.register(_Header(md.parser), "hashheader", 70)
        md.parser.blockprocessors.register(_Details(md.parser), "details", 95)
        patterns = md.inlinePatterns
        patterns.register(_Formula(FORMULA_BLOCK, md, "formula-block"), "formula-block", 187)
        patterns.register(_Formula(FORMULA, md, "formula"), "formula", 186)
        patterns.register(_Spoiler(SPOILER, md), "spoiler", 174)
        patterns.register(_Mention(MENTION, md, self.known), "mention", 75)
        patterns.register(_Marked(MARKED, md, self.known), "marked", 74)
        patterns.register(_Shortcode(SHORTCODE, md), "shortcode", 73)
        patterns.register(_Struck(r"~~(?=\S)([^~\n]{1,2000}?\S)~~", md), "del", 45)
        md.treeprocessors.register(_Shape(md), "shape", 5)


class Notes(FootnoteExtension):
    """Footnotes whose ids are ours, whatever their labels are; `placed` makes them differ from post to post."""

    def __init__(self) -> None:
        super().__init__(SEPARATOR="-0-", BACKLINK_TITLE="{}", BACKLINK_TEXT="↩")

    def makeFootnoteId(self, id: str) -> str:  # noqa: A002, N802 - Python-Markdown's names
        """Return the id of a note."""
        return f"fn-0-{self._place(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: A002, FBT001, FBT002, N802 - the same
        """Return the id of a place that leads to a note."""
        return self.unique_ref(f"fnref-0-{self._place(id)}", found)

    def _place(self, label: str) -> int:
        return list(self.footnotes).index(label) + 1


class _Header(HashHeaderProcessor):
    """A heading has a blank after its signs: `#слово` is a tag."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?P<header>[ \t]+(?:\\.|[^\\\n])*?)[ \t]*#*(?:\n|$)")


class _Details(BlockProcessor):
    """`[details="Заголовок"]` … `[/details]`: what is folded away until somebody opens it."""

    OPENS = re.compile(r'^\[details(?:=(?:"([^"\n]{0,200})"|([^"\]\n]{1,200})))?\][ \t]*(?:\n|$)')
    SIGNS = re.compile(r"^\[(/?)details(?:=[^\]\n]{1,210})?\][ \t]*$", re.MULTILINE)

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the engine's call
        """Say whether a block begins with the sign."""
        return block.startswith("[details") and self.OPENS.match(block) is not None and self._may_open()

    def _may_open(self) -> bool:
        return list(self.parser.state).count("details") < DEEPEST_DETAILS

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Fold the blocks up to the closing sign; without one, all stays as it was typed."""
        opened = self.OPENS.match(blocks[0])
        end = self._closing(blocks)
        if opened is None or end is None:
            return False
        place, match = end
        inside = blocks[: place + 1]
        rest = inside[place][match.end() :].strip("\n")
        inside[place] = inside[place][: match.start()].rstrip("\n")
        inside[0] = inside[0][opened.end() :]
        del blocks[: place + 1]
        if rest:
            blocks.insert(0, rest)
        folded = Element("details")
        summary = Element("summary")
        summary.text = (opened[1] or opened[2] or "").strip() or UNNAMED
        folded.append(summary)
        parent.append(folded)
        self.parser.state.set("details")
        self.parser.parseBlocks(folded, [block for block in inside if block.strip()])
        self.parser.state.reset()
        return True

    def _closing(self, blocks: list[str]) -> tuple[int, re.Match[str]] | None:
        depth = 0
        for place, block in enumerate(blocks):
            for match in self.SIGNS.finditer(block):
                depth += -1 if match[1] else 1
                if depth == 0:
                    return place, match
        return None


class _Inline(InlineProcessor):
    """An inline pattern that knows what a text may name."""

    def __init__(self, pattern: str, md: markdown.Markdown, known: Known) -> None:
        super().__init__(pattern, md)
        self.known = known


class _Mention(_Inline):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the engine's call
    ) -> tuple[Element | None, int | None, int | None]:
        """Turn `@name` of somebody known into a link that shows her full name."""
        name = m.group(1).lower()
        if name not in self.known.people:
            return None, None, None
        link = Element("a", {"class": "mention", "href": f"/u/{name}"})
        link.text = markdown.util.AtomicString(f"@{self.known.people[name]}")
        return link, m.start(0), m.end(0)


class _Marked(_Inline):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the engine's call
    ) -> tuple[Element | None, int | None, int | None]:
        """Turn `#tag`, `#category` and `@association` into links."""
        word = m.group(1)
        known = self.known.links.get(word.lower())
        if known is None:
            return None, None, None
        link = Element("a", {"class": "mention" if word[0] == "@" else "hashtag", "href": known.href})
        link.text = markdown.util.AtomicString(f"{word[0]}{known.text}" if known.text else word)
        return link, m.start(0), m.end(0)


class _Formula(InlineProcessor):
    def __init__(self, pattern: str, md: markdown.Markdown, name: str) -> None:
        super().__init__(pattern, md)
        self.name = name

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the engine's call
    ) -> tuple[Element, int, int]:
        """Set a formula apart, untouched; it is drawn when the page is clean."""
        box = Element("code", {"class": self.name})
        box.text = markdown.util.AtomicString(m.group(1).strip())
        return box, m.start(0), m.end(0)


class _Spoiler(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the engine's call
    ) -> tuple[Element, int, int]:
        """Blur `[spoiler]words[/spoiler]` until they are pointed at or stepped on."""
        box = Element("span", {"class": "spoiler", "tabindex": "0"})
        box.text = m.group(1)
        return box, m.start(0), m.end(0)


class _Shortcode(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the engine's call
    ) -> tuple[str | None, int | None, int | None]:
        """Turn `:name:` into its sign."""
        sign = SIGNS.get(m.group(1).lower())
        return (sign, m.start(0), m.end(0)) if sign else (None, None, None)


class _Struck(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the engine's call
    ) -> tuple[Element, int, int]:
        """Turn `~~text~~` into deleted text."""
        struck = Element("del")
        struck.text = m.group(1)
        return struck, m.start(0), m.end(0)


class _Shape(Treeprocessor):
    def run(self, root: Element) -> None:
        """Lower headings under the page's own, let wide tables scroll, shape pictures, files and tasks."""
        self._lower_headings(root)
        for node in list(root.iter("li")):
            _tick(node)
        for node in [*root.iter("th"), *root.iter("td")]:
            _align(node)
        for node in list(root.iter("a")):
            _card(node)
        for parent in list(root.iter()):
            for index, node in enumerate(list(parent)):
                if node.tag == "table":
                    box = Element("div", {"class": "table-scroll", "tabindex": "0"})
                    box.tail, node.tail = node.tail, None
                    parent[index] = box
                    box.append(node)
                elif node.tag == "img":
                    parent[index] = _picture(node)

    def _lower_headings(self, root: Element) -> None:
        """Let headings begin at h3 and go down a step at a time, whatever was typed: so they are read aloud well."""
        above: list[int] = []
        for node in root.iter():
            if re.fullmatch(r"h[1-6]", node.tag):
                level = int(node.tag[1])
                above = [one for one in above if one < level] + [level]
                node.tag = f"h{min(len(above) + 2, 6)}"


def _picture(node: Element) -> Element:
    """Give a picture of ours its size, `alt|800x600`, and time; a foreign one becomes a link."""
    if not node.get("src", "").startswith("/files/"):
        link = Element("a", {"href": node.get("src", "")})
        link.text, link.tail = node.get("alt") or node.get("src"), node.tail
        return link
    sized = _SIZED.fullmatch(node.get("alt", ""))
    if sized:
        node.set("alt", sized[1].strip())
        node.set("width", str(int(sized[2])))
        node.set("height", str(int(sized[3])))
    node.set("loading", "lazy")
    return node


def _card(node: Element) -> None:
    """Turn a link to a file of ours, `name|kind, size`, into a card."""
    name, bar, note = (node.text or "").rpartition("|")
    if not bar or len(node) or not _FILE.match(node.get("href", "")):
        return
    node.set("class", "file-card")
    node.text = None
    for kind, text in (("file-name", name.strip()), ("file-note", note.strip())):
        part = Element("span", {"class": kind})
        part.text = text
        part.tail = " " if kind == "file-name" else None
        node.append(part)


def _tick(node: Element) -> None:
    """Turn `[ ]` and `[x]` at the head of a point into a sign that is read aloud and printed."""
    holder = node[0] if len(node) and node[0].tag == "p" and not (node.text or "").strip() else node
    found = _TASK.match(holder.text or "")
    if found is None:
        return
    box = Element("span", {"class": "task"})
    box.text = "☐" if found[1] == " " else "☑"
    box.tail = " " + (holder.text or "")[found.end() :]
    holder.text = None
    holder.insert(0, box)


def _align(node: Element) -> None:
    """Say the alignment of a cell by a class: no style may stand in a page."""
    style = node.attrib.pop("style", "")
    for side in ("center", "right"):
        if f"text-align: {side}" in style:
            node.set("class", f"is-{side}")
