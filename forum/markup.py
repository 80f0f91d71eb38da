"""Cook what people write: Markdown to safe HTML, once, with the mentions and quotes found on the way.

Raw HTML is shown as text. Python-Markdown is superlinear on some inputs, so a source that looks heavy is
rendered in a child process under a time limit; what does not finish is shown as plain paragraphs.
"""

from __future__ import annotations

import html
import json
import math
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Collection, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element  # only built here, never parsed from outside

import markdown
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from forum.errors import N_, Invalid

RENDERER_VERSION = 1
MAX_SOURCE = 32_000
MAX_LINE_DEPTH = 24
HEAVY_MARKS, HEAVY_SECONDS = 400, 1.6
MAX_MENTIONS = 20

_HEAVY = re.compile(r"[\[\]()<>=!*_`~@\\]")
_DEEP = re.compile(rf"^(?:[ \t]{{{MAX_LINE_DEPTH * 2},}}|(?:[ \t]*>){{{MAX_LINE_DEPTH},}})", re.MULTILINE)
_MENTION = r"(?<![\w@/.])@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?)"
_QUOTE = re.compile(r"^>[^\n]{0,400}\]\(/t/[^/\s()]{1,240}/(\d{1,9})/(\d{1,6})\)", re.MULTILINE)
_SCHEMES = frozenset({"http", "https", "mailto"})
_TAGS = frozenset(
    {
        "p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li",
        "a", "img", "table", "thead", "tbody", "tr", "th", "td", "div", "span",
    }
)  # fmt: skip
_CLASSES = frozenset({"mention", "table-scroll"})

People = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted post: its topic and number there."""

    topic_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Cooked:
    """A rendered source: HTML for the page, text for search and letters, whom it names and quotes."""

    html: str
    text: str
    mentions: tuple[str, ...]
    quotes: tuple[Quote, ...]


def tidy(source: str) -> str:
    """Return the source as it is kept: NFC, one kind of line end, no control characters or lone surrogates."""
    text = unicodedata.normalize("NFC", source.encode("utf-8", "replace").decode("utf-8"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc")


def cook(source: str, *, people: People | None = None) -> Cooked:
    """Render a source of at most MAX_SOURCE characters; raise Invalid("body") when it is longer.

    `people` answers which of the named usernames exist: username -> full name; others stay plain text.
    """
    if len(source) > MAX_SOURCE:
        raise Invalid(
            "body", N_("Слишком длинный текст: знаков %(length)d, можно %(limit)d."),
            length=len(source), limit=MAX_SOURCE,
        )  # fmt: skip
    named = tuple(dict.fromkeys(name.lower() for name in re.findall(_MENTION, source)))[:MAX_MENTIONS]
    known = dict(people(named)) if people and named else {}
    page = _guarded(source, known)
    return Cooked(
        html=page,
        text=plain(page),
        mentions=tuple(name for name in named if f'href="/u/{name}"' in page),
        quotes=tuple(dict.fromkeys(Quote(int(topic), int(number)) for topic, number in _QUOTE.findall(source))),
    )


def plain(page: str) -> str:
    """Return the words of an HTML fragment, blocks on lines of their own."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _guarded(source: str, known: Mapping[str, str]) -> str:
    if _DEEP.search(source):
        return _as_paragraphs(source)
    if len(_HEAVY.findall(source)) > HEAVY_MARKS:
        return _in_child(source, known)
    try:
        return _render(source, known)
    except RecursionError:
        return _as_paragraphs(source)


def _in_child(source: str, known: Mapping[str, str]) -> str:
    """Render in a child that is killed when it takes too long."""
    program = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r}); import forum.markup as m; m.child()"
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", program],
            input=json.dumps([source, dict(known)]).encode(), capture_output=True, timeout=HEAVY_SECONDS, check=True,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError):
        return _as_paragraphs(source)
    return done.stdout.decode("utf-8")


def child() -> None:
    """Read a source from standard input and write its HTML; the body of the guarded child process."""
    with suppress(ImportError):  # Unix only: whoever would kill this process may have been killed before
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(HEAVY_SECONDS), math.ceil(HEAVY_SECONDS)))
    source, known = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(_render(source, known).encode("utf-8"))


def _as_paragraphs(source: str) -> str:
    paragraphs = (part.strip("\n") for part in re.split(r"\n{2,}", source))
    return "\n".join(
        "<p>{}</p>".format(html.escape(part, quote=False).replace("\n", "<br>")) for part in paragraphs if part.strip()
    )


def _render(source: str, known: Mapping[str, str]) -> str:
    engine = markdown.Markdown(
        extensions=["tables", "fenced_code", "sane_lists", "nl2br", _House(known)], output_format="html"
    )
    return _clean(engine.convert(source))


def _clean(page: str) -> str:
    cleaner = Cleaner(
        tags=_TAGS,
        attributes=_attribute_allowed,
        protocols=_SCHEMES,
        strip=False,
        strip_comments=True,
        filters=[_linkify],
    )
    return str(cleaner.clean(page))


def _linkify(source: Any) -> LinkifyFilter:
    return LinkifyFilter(source, callbacks=[_link], skip_tags={"pre", "code"})


def _link(
    attributes: MutableMapping[tuple[str | None, str], str],
    _new: bool = False,  # noqa: FBT001, FBT002 - bleach calls it so
    /,
) -> MutableMapping[tuple[str | None, str], str]:
    href = attributes.get((None, "href"), "")
    if not href.startswith(("/", "#")):
        attributes[(None, "rel")] = "nofollow noopener ugc"
    return attributes


def _attribute_allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return tag in {"a", "div"} and value in _CLASSES
    if (tag, name) in {("a", "title"), ("img", "alt"), ("ol", "start")}:
        return name != "start" or value.isdigit()
    if (tag, name) == ("div", "tabindex"):
        return value == "0"
    if (tag, name) == ("a", "href"):
        return _safe_target(value)
    return (tag, name) == ("img", "src") and value.startswith("/files/")


def _safe_target(value: str) -> bool:
    """Say whether a link may stand: inside the site, or a full address of an allowed scheme."""
    folded = re.sub(r"[\x00-\x20\x7f-\xa0\u2028\u2029]", "", html.unescape(value))
    if folded.startswith(("/", "#")):
        return not folded.startswith(("//", "/\\"))
    try:
        parts = urlsplit(folded)
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(parts.netloc or parts.scheme == "mailto")


class _House(Extension):
    """Our Markdown: raw HTML stays text, headings stand under the page's own, mentions become links."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__()
        self.known = known

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Take part in the engine that is being built."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("entity")
        md.inlinePatterns.register(_Mention(_MENTION, md, self.known), "mention", 75)
        md.inlinePatterns.register(_Struck(r"~~(?=\S)([^~\n]{1,2000}?\S)~~", md), "del", 45)
        md.treeprocessors.register(_Shape(md), "shape", 5)


class _Mention(InlineProcessor):
    def __init__(self, pattern: str, md: markdown.Markdown, known: Mapping[str, str]) -> None:
        super().__init__(pattern, md)
        self.known = known

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the engine's call
    ) -> tuple[Element | None, int | None, int | None]:
        """Turn `@name` of somebody known into a link that shows her full name."""
        name = m.group(1).lower()
        if name not in self.known:
            return None, None, None
        link = Element("a", {"class": "mention", "href": f"/u/{name}"})
        link.text = markdown.util.AtomicString(f"@{self.known[name]}")
        return link, m.start(0), m.end(0)


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
        """Lower headings under the page's own, let wide tables scroll, make foreign pictures links."""
        self._lower_headings(root)
        for parent in list(root.iter()):
            for index, node in enumerate(list(parent)):
                if node.tag == "table":
                    box = Element("div", {"class": "table-scroll", "tabindex": "0"})
                    box.tail, node.tail = node.tail, None
                    parent[index] = box
                    box.append(node)
                elif node.tag == "img" and not node.get("src", "").startswith("/files/"):
                    link = Element("a", {"href": node.get("src", "")})
                    link.text, link.tail = node.get("alt") or node.get("src"), node.tail
                    parent[index] = link

    def _lower_headings(self, root: Element) -> None:
        """Let headings begin at h3 and go down a step at a time, whatever was typed: so they are read aloud well."""
        above: list[int] = []
        for node in root.iter():
            if re.fullmatch(r"h[1-6]", node.tag):
                level = int(node.tag[1])
                above = [one for one in above if one < level] + [level]
                node.tag = f"h{min(len(above) + 2, 6)}"


class _Words(HTMLParser):
    """Collect the words of a page."""

    BLOCKS = frozenset(["p", "br", "hr", "h3", "h4", "h5", "h6", "pre", "blockquote", "li", "tr", "table", "div"])

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in self.BLOCKS:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
