"""Small drawings for the demo lessons, without letters: no font is needed on the machine."""

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

_INK = (35, 40, 48)
_DEEP = (176, 83, 46)
_PALE = (247, 226, 205)
_BLUE = (62, 110, 160)
_SKY = (214, 230, 243)
_GREEN = (94, 140, 84)
_LEAF = (213, 230, 204)
_PAPER = (255, 255, 255)
_WIDE = 960
_LINE = 6

Point = tuple[float, float]


def draw(name: str) -> bytes:
    """Draw the picture called `name` as PNG, 960 points wide; KeyError for an unknown name."""
    paint, height = _PICTURES[name]
    image = Image.new("RGB", (_WIDE, height), _PAPER)
    paint(ImageDraw.Draw(image))
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=False)
    return stream.getvalue()


def _arrow(pen: ImageDraw.ImageDraw, start: Point, end: Point, colour: tuple[int, int, int]) -> None:
    pen.line([start, end], fill=colour, width=_LINE + 2)
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    wings = [(end[0] - 34 * math.cos(angle + turn), end[1] - 34 * math.sin(angle + turn)) for turn in (-0.45, 0.45)]
    pen.polygon([end, *wings], fill=colour)


def _wave(pen: ImageDraw.ImageDraw, left: int, right: int, level: int, colour: tuple[int, int, int]) -> None:
    points = [(x, level + 14 * math.sin((x - left) / 22)) for x in range(left, right, 4)]
    pen.line(points, fill=colour, width=_LINE, joint="curve")


def _ratio_strip(pen: ImageDraw.ImageDraw) -> None:
    for cell in range(8):
        left = 40 + cell * 110
        pen.rectangle([left, 40, left + 110, 150], fill=_DEEP if cell < 3 else _PALE, outline=_INK, width=_LINE)
    for left, right, level in ((40, 370, 180), (370, 920, 180), (40, 920, 230)):
        pen.line([(left + 6, level - 14), (left + 6, level), (right - 6, level), (right - 6, level - 14)], _INK, _LINE)


def _lamp(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    pen.ellipse([x - 44, y - 44, x + 44, y + 44], fill=_PAPER, outline=_INK, width=_LINE)
    slant = 30
    pen.line([(x - slant, y - slant), (x + slant, y + slant)], _INK, _LINE)
    pen.line([(x - slant, y + slant), (x + slant, y - slant)], _INK, _LINE)


def _circuit(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle([120, 90, 840, 450], outline=_INK, width=_LINE)
    pen.line([(120, 270), (840, 270)], _INK, _LINE)
    for level in (90, 270):
        _lamp(pen, 480, level)
    for side in (120, 840):
        pen.ellipse([side - 11, 259, side + 11, 281], fill=_INK)
    pen.rectangle([268, 430, 332, 470], fill=_PAPER)
    pen.line([(270, 410), (270, 490)], _INK, _LINE)
    pen.line([(330, 380), (330, 520)], _INK, _LINE)
    pen.rectangle([620, 430, 740, 470], fill=_PAPER)
    pen.line([(620, 450), (735, 400)], _DEEP, _LINE)
    for x in (620, 740):
        pen.ellipse([x - 10, 440, x + 10, 460], fill=_INK)


def _clause_scheme(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle([60, 70, 200, 190], outline=_INK, width=_LINE)
    for x in (240, 720):
        pen.line([(x + 10, 165), (x - 8, 215)], _DEEP, _LINE + 4)
    pen.line([(280, 110), (690, 110)], _INK, _LINE)
    _wave(pen, 280, 690, 165, _BLUE)
    pen.line([(770, 130), (900, 130)], _INK, _LINE)
    pen.arc([130, 10, 480, 150], 180, 350, fill=_DEEP, width=_LINE)


def _water_cycle(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle([0, 470, 960, 620], fill=_SKY)
    for level in (490, 530, 570):
        _wave(pen, 20, 940, level, _BLUE)
    pen.ellipse([60, 40, 200, 180], fill=(244, 190, 80), outline=_DEEP, width=_LINE)
    for x, y, size in ((560, 110, 70), (650, 80, 90), (750, 115, 75)):
        pen.ellipse([x - size, y - size * 0.7, x + size, y + size * 0.7], fill=_SKY)
    for x in (600, 680, 760):
        pen.line([(x, 220), (x - 18, 270)], _BLUE, _LINE)
    _arrow(pen, (250, 440), (250, 230), _DEEP)
    _arrow(pen, (300, 150), (450, 120), _DEEP)
    _arrow(pen, (690, 300), (690, 440), _DEEP)


def _leaf(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(200, 330), (360, 160), (620, 150), (790, 290), (600, 440), (350, 450)], fill=_LEAF, outline=_GREEN)
    pen.line([(120, 350), (790, 290)], _GREEN, _LINE)
    for x in (340, 450, 560):
        pen.line([(x, 332), (x + 70, 210)], _GREEN, _LINE - 2)
        pen.line([(x, 332), (x + 90, 410)], _GREEN, _LINE - 2)
    _arrow(pen, (180, 60), (320, 170), _DEEP)
    _arrow(pen, (180, 540), (320, 440), _BLUE)
    _arrow(pen, (720, 190), (860, 70), _GREEN)


def _place(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle([0, 420, 960, 600], fill=_LEAF)
    pen.ellipse([80, 90, 330, 340], fill=_GREEN)
    pen.rectangle([190, 330, 220, 460], fill=_DEEP)
    pen.rectangle([420, 340, 720, 370], fill=_PALE, outline=_INK, width=_LINE)
    pen.rectangle([420, 400, 720, 425], fill=_PALE, outline=_INK, width=_LINE)
    for x in (450, 680):
        pen.line([(x, 425), (x, 500)], _INK, _LINE)
    _wave(pen, 300, 940, 560, _INK)


_PICTURES: dict[str, tuple[Callable[[ImageDraw.ImageDraw], None], int]] = {
    "ratio_strip": (_ratio_strip, 270),
    "circuit": (_circuit, 560),
    "clause_scheme": (_clause_scheme, 260),
    "water_cycle": (_water_cycle, 620),
    "leaf": (_leaf, 600),
    "place": (_place, 600),
}
