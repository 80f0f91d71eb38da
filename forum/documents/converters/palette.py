"""Colours of documents, reduced to a few class names that the style sheet keeps legible in light and dark."""

from __future__ import annotations

import colorsys
import re

_HUES = ((15, "red"), (42, "orange"), (70, "yellow"), (165, "green"), (255, "blue"), (330, "purple"), (361, "red"))

HIGHLIGHTS = {
    "yellow": "yellow",
    "darkYellow": "yellow",
    "green": "green",
    "darkGreen": "green",
    "cyan": "blue",
    "blue": "blue",
    "darkBlue": "blue",
    "darkCyan": "blue",
    "red": "red",
    "darkRed": "red",
    "magenta": "purple",
    "darkMagenta": "purple",
    "lightGray": "grey",
    "darkGray": "grey",
    "black": "grey",
}


def shade(colour: str | None) -> str:
    """Return the class of a background ("shade-yellow") or "" for white and nonsense; takes RRGGBB or #RRGGBB."""
    name = _family(colour, light_limit=0.97)
    return f"shade-{name}" if name else ""


def ink(colour: str | None) -> str:
    """Return the class of coloured letters ("text-red") or "" for black, grey-black and white."""
    name = _family(colour, light_limit=0.93)
    if name == "grey":
        name = "grey" if _value(colour) > 0.35 else ""
    return f"text-{name}" if name else ""


def _rgb(colour: str | None) -> tuple[float, float, float] | None:
    found = re.fullmatch(r"#?([0-9A-Fa-f]{6})", (colour or "").strip())
    if found is None:
        return None
    number = int(found.group(1), 16)
    return (number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255


def _value(colour: str | None) -> float:
    rgb = _rgb(colour)
    return max(rgb) if rgb else 0.0


def _family(colour: str | None, *, light_limit: float) -> str:
    rgb = _rgb(colour)
    if rgb is None:
        return ""
    hue, saturation, value = colorsys.rgb_to_hsv(*rgb)
    if value < 0.12:
        return "grey"
    if saturation < 0.07:
        return "" if value > light_limit else "grey"
    return next(name for limit, name in _HUES if hue * 360 < limit)
