"""Render a source under limits of size and time.

Raw HTML is shown as text. Python-Markdown is superlinear on some inputs, and so may be what draws formulas and
colours code: a source with any of them is rendered in a child process under a time limit; what does not finish is
shown without formulas and colours, and what is heavy even so as plain paragraphs.
"""

from __future__ import annotations

import html
import json
import math
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import markdown

from forum.errors import N_, Invalid
from forum.markup import code, formulas
from forum.markup.cleaning import clean
from forum.markup.house import FORMULA, FORMULA_BLOCK, House, Notes
from forum.markup.known import MARKED_WORD, MENTION, Known, Link
from forum.markup.words import plain

RENDERER_VERSION = 2
MAX_SOURCE = 32_000
MAX_LINE_DEPTH = 24
HEAVY_MARKS, HEAVY_SECONDS = 400, 1.6
# Formulas and code are few and cheap: on a busy machine their child is waited for; its own clock counts work only.
PATIENCE_SECONDS = 8.0
HEAVY_BYTES = 512 * 1024 * 1024
MAX_MENTIONS = 20

_HEAVY = re.compile(r"[\[\]()<>=!*_`~@\\]")
_DEEP = re.compile(rf"^(?:[ \t]{{{MAX_LINE_DEPTH * 2},}}|(?:[ \t]*>){{{MAX_LINE_DEPTH},}})", re.MULTILINE)
_QUOTE = re.compile(r"^>[^\n]{0,400}\]\(/t/[^/\s()]{1,240}/(\d{1,9})/(\d{1,6})\)", re.MULTILINE)
_RICH = re.compile(rf"{FORMULA}|{FORMULA_BLOCK}|^[ \t]*(?:```|~~~)[ \t]*[{{.A-Za-z]", re.MULTILINE)
_ASSOCIATION = re.compile(r'class="mention" href="/c/[^"/]{1,600}/(\d{1,9})"|href="/c/[^"/]{1,600}/(\d{1,9})" class="m')
_NOTED = re.compile(r'((?:id="|href="#)fn(?:ref\d{0,4})?)-\d{1,9}-(?=\d{1,4}")')
_FILE = re.compile(r'(?:src|href)="/files/(\d{1,9})/')

People = Callable[[Collection[str]], Mapping[str, str]]
Links = Callable[[Collection[str]], Mapping[str, Link]]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted post: its topic and number there."""

    topic_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Cooked:
    """A rendered source: HTML for the page, text for search and letters, whom it names, what it quotes and shows."""

    html: str
    text: str
    mentions: tuple[str, ...]
    quotes: tuple[Quote, ...]
    associations: tuple[int, ...] = ()
    files: tuple[int, ...] = ()


def tidy(source: str) -> str:
    """Return the source as it is kept: NFC, one kind of line end, no control characters or lone surrogates."""
    text = unicodedata.normalize("NFC", source.encode("utf-8", "replace").decode("utf-8"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc")


def cook(source: str, *, people: People | None = None, links: Links | None = None, rich: bool = True) -> Cooked:
    """Render a source of at most MAX_SOURCE characters; raise Invalid("body") when it is longer.

    `people` answers which of the named usernames exist: username -> full name; `links` where marked words such as
    `#дроби` and `@математики` lead; others stay plain text. Without `rich`, formulas and code stay as typed.
    """
    if len(source) > MAX_SOURCE:
        raise Invalid(
            "body", N_("Слишком длинный текст: знаков %(length)d, можно %(limit)d."),
            length=len(source), limit=MAX_SOURCE,
        )  # fmt: skip
    named = _first(name.lower() for name in re.findall(MENTION, source))
    marked = _first(word.lower() for word in MARKED_WORD.findall(source))
    known = Known(dict(people(named)) if people and named else {}, dict(links(marked)) if links and marked else {})
    page = _guarded(source, known, rich=rich)
    return Cooked(
        html=page,
        text=plain(page),
        mentions=tuple(name for name in named if f'href="/u/{name}"' in page),
        quotes=tuple(dict.fromkeys(Quote(int(topic), int(number)) for topic, number in _QUOTE.findall(source))),
        associations=associations_in(page),
        files=tuple(dict.fromkeys(int(one) for one in _FILE.findall(page))),
    )


def associations_in(page: str) -> tuple[int, ...]:
    """Return the ids of the associations a cooked page names by `@`."""
    return tuple(dict.fromkeys(int(one or other) for one, other in _ASSOCIATION.findall(page)))


def placed(page: str, number: int) -> str:
    """Return a cooked page whose notes are told from those of the other posts beside it by the post's number."""
    return _NOTED.sub(rf"\1-{number}-", page) if '<div class="footnote">' in page else page


def _first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:MAX_MENTIONS]


def _guarded(source: str, known: Known, *, rich: bool) -> str:
    if _DEEP.search(source):
        return _as_paragraphs(source)
    heavy = len(_HEAVY.findall(source)) > HEAVY_MARKS
    rich = rich and _RICH.search(source) is not None
    if heavy or rich:
        made = _in_child(source, known, rich=rich, seconds=HEAVY_SECONDS if heavy else PATIENCE_SECONDS)
        if made is not None or heavy:
            return made or _as_paragraphs(source)
    try:
        return render(source, known, rich=False)
    except RecursionError:
        return _as_paragraphs(source)


def _in_child(source: str, known: Known, *, rich: bool, seconds: float) -> str | None:
    """Render in a child that is killed when it takes too long; None when it did not finish."""
    root = str(Path(__file__).parents[2])
    program = f"import sys; sys.path.insert(0, {root!r}); import forum.markup as m; m.child()"
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", program],
            input=json.dumps([source, known.to_list(), rich]).encode(),
            capture_output=True, timeout=seconds, check=True,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.decode("utf-8")


def child() -> None:
    """Read a source from standard input and write its HTML; the body of the guarded child process."""
    with suppress(ImportError):  # Unix only: whoever would kill this process may have been killed before
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(HEAVY_SECONDS), math.ceil(HEAVY_SECONDS)))
        resource.setrlimit(resource.RLIMIT_AS, (HEAVY_BYTES, HEAVY_BYTES))
    source, known, rich = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(render(source, Known.from_list(known), rich=rich).encode("utf-8"))


def render(source: str, known: Known, *, rich: bool) -> str:
    """Return the HTML of a source, however long that takes."""
    engine = markdown.Markdown(
        extensions=["tables", "fenced_code", "sane_lists", "nl2br", Notes(), House(known)], output_format="html"
    )
    page = clean(engine.convert(source))
    if rich and formulas.holds(page):
        page = formulas.draw(page)
    if rich and code.holds(page):
        page = code.colour(page)
    # What scrolls sideways must be within reach of the keyboard.
    return page.replace("<pre>", '<pre tabindex="0">')


def _as_paragraphs(source: str) -> str:
    paragraphs = (part.strip("\n") for part in re.split(r"\n{2,}", source))
    return "\n".join(
        "<p>{}</p>".format(html.escape(part, quote=False).replace("\n", "<br>")) for part in paragraphs if part.strip()
    )
