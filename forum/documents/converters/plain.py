"""Plain text and Markdown: the encoding is found out, the words become paragraphs."""

from __future__ import annotations

import codecs
import importlib
import re

from lxml import etree, html

from forum.documents.converters.blocks import publish
from forum.documents.converters.rendition import Rendition
from forum.documents.converters.task import Task, Unreadable
from forum.documents.converters.tree import Element
from forum.errors import N_

BYTES = 2_000_000
TRUNCATED = N_("Текст очень длинный: показано его начало. Всё — в исходном файле.")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def convert(task: Task) -> Rendition:
    """Convert one text file; raises Unreadable("empty") when there are no words in it."""
    with task.source.open("rb") as stream:
        data = stream.read(BYTES + 1)
    if len(data) > BYTES:
        task.note("truncated", TRUNCATED)
    text = _UNPRINTABLE.sub("", decode(data[:BYTES])).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    if not text.strip():
        raise Unreadable("empty")
    root = _markdown(task, text) if task.kind == "md" else _paragraphs(text)
    task.say(1, 1)
    source, blocks = publish(root)
    return Rendition(html=source, blocks=blocks, media=(), notes=task.notes, pages=1)


def decode(data: bytes) -> str:
    """Return the text of bytes in UTF-8, UTF-16 or the Cyrillic encodings of Windows and DOS, whichever fits."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return max((data.decode(name, "replace") for name in ("cp1251", "cp866", "koi8-r")), key=_russianness)


def _russianness(text: str) -> float:
    """Prefer the reading with most small Cyrillic letters and fewest signs that nobody types."""
    sample = text[:20_000]
    good = sum("а" <= letter <= "я" or letter == "ё" for letter in sample)
    bad = sum(letter in "\ufffd░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" for letter in sample)
    great = sum("А" <= letter <= "Я" for letter in sample)
    return good - great * 0.5 - bad * 3


def _paragraphs(text: str) -> Element:
    root = etree.Element("div")
    spaced = re.search(r"\n[ \t]*\n", text.strip()) is not None
    for piece in re.split(r"\n[ \t]*\n" if spaced else r"\n", text):
        lines = [line.strip() for line in piece.split("\n") if line.strip()]
        if not lines:
            continue
        paragraph = etree.SubElement(root, "p")
        paragraph.text = lines[0]
        for line in lines[1:]:
            etree.SubElement(paragraph, "br").tail = line
    return root


def _markdown(task: Task, text: str) -> Element:
    """Cook with the forum's own Markdown; its headings go below those of the page."""
    markup = importlib.import_module("forum.markup")
    if len(text) > markup.MAX_SOURCE:
        task.note("truncated", TRUNCATED)
    root: Element = html.fragment_fromstring(markup.cook(text[: markup.MAX_SOURCE]).html, create_parent="div")
    for heading in list(root.iter("h1", "h2", "h3", "h4", "h5", "h6")):
        heading.tag = f"h{min(6, int(str(heading.tag)[1]) + 2)}"
    return root
