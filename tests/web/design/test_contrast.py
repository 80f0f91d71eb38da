"""Every pair of colours that meets on a page holds its contrast in both themes: text 4.5 : 1, edges 3 : 1."""

import re
from itertools import product
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[3] / "static" / "css" / "tokens.css"
PAPERS = ["paper", "surface", "sunken"]
KINDS = ["clarify", "value", "concern", "suggest", "good", "warning", "danger"]
SHADES = ["yellow", "green", "blue", "red", "grey", "orange", "purple"]

TEXT = [
    *product(["ink", "ink-2", "ink-3", "accent"], PAPERS),
    *product(["accent-strong", "danger", *KINDS], ["paper", "surface"]),
    *product(["ink", "ink-2", "accent"], ["accent-soft"]),
    *[(kind, f"{kind}-soft") for kind in KINDS],
    *[("ink", f"{kind}-soft") for kind in KINDS],
    *[("ink-2", f"{kind}-soft") for kind in ["good", "danger"]],
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    *[("surface", kind) for kind in KINDS],
    *[("ink", f"shade-{shade}") for shade in SHADES],
    *product([f"text-{shade}" for shade in SHADES], ["surface"]),
]
EDGES = [
    *product(["edge", "focus", "accent", *KINDS], PAPERS),
    *product(["accent", "focus"], ["accent-soft"]),
    ("accent-line", "surface"),
]


def blocks():
    """Return the tokens of every block of the file: light, dark by the system, dark by choice."""
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text("utf-8"), flags=re.DOTALL)
    found = re.findall(r":root[^{]*{([^{}]*)}", css)
    return [dict(re.findall(r"--([\w-]+):\s*([^;]+);", block)) for block in found]


LIGHT, DARK_BY_SYSTEM, DARK_BY_CHOICE = blocks()[:3]
THEMES = {"light": LIGHT, "dark": {**LIGHT, **DARK_BY_CHOICE}}


def luminance(colour):
    """Return the relative luminance of #rrggbb as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Return the contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_dark_is_the_same_by_wish_and_by_choice():
    assert DARK_BY_SYSTEM == DARK_BY_CHOICE


def test_every_colour_of_light_has_a_dark_twin():
    colours = {name for name, value in LIGHT.items() if value.startswith("#")}
    assert colours == {name for name, value in DARK_BY_CHOICE.items() if value.startswith("#")}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "paper"), TEXT, ids="-on-".join)
def test_text(theme, ink, paper):
    tokens = THEMES[theme]
    assert contrast(tokens[ink], tokens[paper]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "paper"), EDGES, ids="-on-".join)
def test_edges(theme, edge, paper):
    tokens = THEMES[theme]
    assert contrast(tokens[edge], tokens[paper]) >= 3
