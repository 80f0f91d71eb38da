"""PDF: a picture of every page with its words above it as invisible, selectable text."""

from __future__ import annotations

import ctypes
import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
from lxml import etree
from pypdfium2 import raw

from forum.documents.converters.blocks import publish
from forum.documents.converters.rendition import Rendition
from forum.documents.converters.task import Task, Unreadable
from forum.documents.converters.tree import Element
from forum.errors import N_

PAGES = 120
CPU_SECONDS = 14.0
DPI = 150
SIDE = 2000
CHARACTERS = 20_000
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

SCAN = N_("Это скан: на страницах нет текста, поэтому поиск по словам и выделение здесь не работают.")
SOME_SCANS = N_("На некоторых страницах нет текста, только картинка: слова на них не находит поиск.")
TRUNCATED = N_("Показаны первые %(shown)d страниц из %(pages)d. Остальные — в исходном файле.")
BAD_PAGES = N_("Некоторые страницы повреждены и не показаны.")


@dataclass(slots=True)
class Line:
    """One run of text on a line, in points from the top left of the page as it is seen."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Return the height in points, never zero."""
        return max(self.bottom - self.top, 1.0)


@dataclass(slots=True)
class _Run:
    """Characters gathered until a line ends or a wide gap comes."""

    letters: list[str] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    low: float = 0.0
    high: float = 0.0

    def add(self, letter: str, box: tuple[float, float, float, float] | None) -> None:
        """Take one character; `box` is (left, bottom, right, top) in page space, None for an implied space."""
        if box is not None:
            left, low, right, high = box
            if any(not item.isspace() for item in self.letters):
                left, right = min(self.left, left), max(self.right, right)
                low, high = min(self.low, low), max(self.high, high)
            self.left, self.right, self.low, self.high = left, right, low, high
        self.letters.append(letter)

    def is_far(self, box: tuple[float, float, float, float]) -> bool:
        """Say whether the next character stands in another column."""
        height = max(self.high - self.low, 1.0)
        return bool(self.letters) and (box[0] - self.right > 2.2 * height or box[2] < self.left - height)


def convert(task: Task) -> Rendition:
    """Convert one PDF; raises Unreadable("password") or ("broken")."""
    document = _open(task)
    total = len(document)
    if total == 0:
        raise Unreadable("broken")
    root = etree.Element("div")
    shown = silent = bad = 0
    for number in range(1, min(total, PAGES) + 1):
        if time.process_time() > CPU_SECONDS:
            break
        task.say(number, min(total, PAGES))
        shown = number
        try:
            silent += not _page(task, document, number, root)
        except pypdfium2.PdfiumError:
            bad += 1
    if bad == shown:
        raise Unreadable("broken")
    _say(task, total=total, shown=shown, silent=silent, bad=bad)
    text, blocks = publish(root)
    return Rendition(html=text, blocks=blocks, media=tuple(task.media), notes=task.notes, pages=total)


def _open(task: Task) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(task.source)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("password" if "assword" in str(error) else "broken") from error


def _say(task: Task, *, total: int, shown: int, silent: int, bad: int) -> None:
    if silent and silent + bad == shown:
        task.note("scan", SCAN)
    elif silent:
        task.note("scan", SOME_SCANS)
    if bad:
        task.note("pages", BAD_PAGES)
    if shown < total:
        task.note("truncated", TRUNCATED, shown=shown, pages=total)


def _page(task: Task, document: pypdfium2.PdfDocument, number: int, root: Element) -> bool:
    """Add one page to the tree; return whether it has text."""
    page = document[number - 1]
    try:
        width, height = page.get_size()
        if not (1 <= width <= 20_000 and 1 <= height <= 20_000):
            raise pypdfium2.PdfiumError("a page of an impossible size")
        name = _render(task, page, number, width, height)
        lines = list(_lines(page, width, height))
    finally:
        page.close()
    figure = etree.SubElement(root, "figure", {"class": "pdf-page", "data-page": str(number)})
    drawing = etree.SubElement(figure, "svg", {"viewBox": f"0 0 {width:.1f} {height:.1f}"})
    size = {"width": f"{width:.1f}", "height": f"{height:.1f}"}
    etree.SubElement(drawing, "image", {"href": f"media:{name}", **size, "aria-hidden": "true"})
    for group in _paragraphs(lines):
        _draw(drawing, group)
    if not lines:
        figure.set("data-kind", "image")
        figure.set("data-key", f"page {number}")
    return bool(lines)


def _render(task: Task, page: pypdfium2.PdfPage, number: int, width: float, height: float) -> str:
    scale = min(DPI / 72, SIDE / max(width, height))
    image = page.render(scale=scale).to_pil().convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return task.keep(f"page-{number}.jpg", out.getvalue(), image.width, image.height).name


def _lines(page: pypdfium2.PdfPage, width: float, height: float) -> Iterator[Line]:
    textpage = page.get_textpage()
    try:
        run = _Run()
        for index in range(min(textpage.count_chars(), CHARACTERS)):
            letter = chr(raw.FPDFText_GetUnicode(textpage, index))
            if letter in "\r\n":
                yield from _finish(page, run, width, height)
                run = _Run()
                continue
            letter = "-" if letter == "\x02" else _UNPRINTABLE.sub("", letter)
            box = None if letter.isspace() else _box(textpage, index)
            if box is not None and run.is_far(box):
                yield from _finish(page, run, width, height)
                run = _Run()
            if letter:
                run.add(letter, box)
        yield from _finish(page, run, width, height)
    finally:
        textpage.close()


def _box(textpage: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float] | None:
    rectangle = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(textpage, index, rectangle):
        return None
    box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
    return box if box[2] > box[0] and box[3] > box[1] else None


def _finish(page: pypdfium2.PdfPage, run: _Run, width: float, height: float) -> Iterator[Line]:
    """Yield the gathered run in the coordinates of the picture; rotation and crop boxes are pdfium's business."""
    text = "".join(run.letters).strip()
    if not text or run.right <= run.left:
        return
    ax, ay = _seen(page, run.left, run.high, width, height)
    bx, by = _seen(page, run.right, run.low, width, height)
    left, right, top, bottom = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
    if right > 0 and bottom > 0 and left < width and top < height:
        yield Line(text, left, top, right, bottom)


def _seen(page: pypdfium2.PdfPage, x: float, y: float, width: float, height: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, int(width * 10), int(height * 10), 0, x, y, across, down)
    return across.value / 10, down.value / 10


def _paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    """Group lines that follow each other closely in one column and one size of letters."""
    group: list[Line] = []
    for line in lines:
        if group and not _continues(group[-1], line):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(last: Line, line: Line) -> bool:
    if len(line.text) > 1 and re.match(r"(?:[–—•▪*-]|[0-9]{1,2}[.)])\s", line.text):
        return False
    gap = line.top - last.bottom
    close = -0.6 * last.height < gap < 0.45 * last.height and line.top > last.top + 0.3 * last.height
    overlap = min(last.right, line.right) - max(last.left, line.left)
    same_size = 0.75 < line.height / last.height < 1.33
    return close and same_size and overlap > 0.3 * min(last.right - last.left, line.right - line.left)


def _draw(drawing: Element, group: list[Line]) -> None:
    block = etree.SubElement(drawing, "g", {"data-kind": "line"})
    for line in group:
        text = etree.SubElement(
            block,
            "text",
            {
                "class": "pdf-text",
                "x": f"{line.left:.1f}",
                "y": f"{line.bottom - 0.22 * line.height:.1f}",
                "font-size": f"{line.height * 0.85:.1f}",
                "textLength": f"{max(line.right - line.left, 0.1):.1f}",
                "lengthAdjust": "spacingAndGlyphs",
            },
        )
        text.text = line.text
        text.tail = " "
