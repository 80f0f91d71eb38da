"""Formulas: LaTeX to MathML on the server, written out anew from a short list of elements.

What the library makes is never trusted: elements and attributes that are not listed are dropped, text is escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element  # only built by the library, never parsed from outside

LONGEST = 1000
MOST = 150
DEEPEST = 40
LARGEST = 30_000
# From so many signs on a formula on a line of its own may be wider than a phone.
WIDE = 40

_FORMULA = re.compile(r'<code class="formula(-block)?">([^<]*)</code>')
# A macro may name itself or double with each use; no lesson needs one.
_REFUSED = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand|def|gdef|edef|xdef|let|href|url|style|class|id|html|data|require|"
    r"includegraphics|input|include|newenvironment|DeclareMathOperator)(?![A-Za-z])"
)
_ELEMENTS = frozenset(
    {
        "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup",
        "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded", "mphantom", "mstyle",
        "menclose", "mmultiscripts", "mprescripts", "none",
    }
)  # fmt: skip
_WORD = re.compile(r"[a-z -]{1,60}")
_LENGTH = re.compile(r"-?[0-9]{0,3}(?:\.[0-9]{1,4})?(?:em|ex|px|pt|%)?")
_ATTRIBUTES = {
    "display": re.compile("block|inline"),
    "stretchy": re.compile("true|false"),
    "fence": re.compile("true|false"),
    "form": re.compile("prefix|infix|postfix"),
    "separator": re.compile("true|false"),
    "symmetric": re.compile("true|false"),
    "largeop": re.compile("true|false"),
    "movablelimits": re.compile("true|false"),
    "accent": re.compile("true|false"),
    "displaystyle": re.compile("true|false"),
    "scriptlevel": re.compile(r"[+-]?[0-3]"),
    "mathvariant": _WORD,
    "columnalign": _WORD,
    "rowalign": _WORD,
    "columnlines": _WORD,
    "rowlines": _WORD,
    "notation": _WORD,
    "linethickness": _LENGTH,
    "width": _LENGTH,
    "height": _LENGTH,
    "depth": _LENGTH,
    "lspace": _LENGTH,
    "rspace": _LENGTH,
    "voffset": _LENGTH,
    "minsize": _LENGTH,
    "maxsize": _LENGTH,
}


def holds(page: str) -> bool:
    """Say whether a cleaned page holds a formula."""
    return '<code class="formula' in page


def draw(page: str) -> str:
    """Put MathML in the place of every formula of a cleaned page; one that cannot be read stays as it was typed."""
    counted = 0

    def drawn(match: re.Match[str]) -> str:
        nonlocal counted
        counted += 1
        made = _mathml(html.unescape(match[2]).strip(), block=bool(match[1])) if counted <= MOST else None
        return match[0] if made is None else made

    return _FORMULA.sub(drawn, page)


def _mathml(latex: str, *, block: bool) -> str | None:
    if not latex or len(latex) > LONGEST or _REFUSED.search(latex) or _depth(latex) > DEEPEST:
        return None
    convert = _converter()
    try:
        root = convert(latex, "block" if block else "inline")
        written = "".join(_written(root, latex, DEEPEST * 4))
    except Exception:  # noqa: BLE001 - the library fails in a dozen ways of its own on what is no formula
        return None
    return written if len(written) <= LARGEST else None


def _converter() -> Callable[[str, str], Element]:
    # A quarter of a megabyte of symbols, read only where somebody writes a formula.
    from latex2mathml.converter import Converter  # noqa: PLC0415

    return lambda latex, display: Converter(display=display).convert_to_element(latex)


def _depth(latex: str) -> int:
    depth = deepest = 0
    for sign in re.findall(r"\\[{}]|[{}]|\\left|\\right|\\begin|\\end", latex):
        depth += {"{": 1, "}": -1, "\\left": 1, "\\right": -1, "\\begin": 1, "\\end": -1}.get(sign, 0)
        deepest = max(deepest, depth)
    # Signs that take what follows them nest without a bracket.
    return max(deepest, len(re.findall(r"\\(?:sqrt|frac|dfrac|tfrac|hat|bar|vec|overline)(?=\s*\\)", latex)))


def _written(node: Element, latex: str, left: int) -> list[str]:
    if left == 0:
        raise ValueError("a formula too deep")
    inside = [html.escape(html.unescape(node.text or ""), quote=False)]
    for child in node:
        inside += _written(child, "", left - 1)
        inside.append(html.escape(html.unescape(child.tail or ""), quote=False))
    if node.tag not in _ELEMENTS:
        return inside
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in node.attrib.items()
        if name in _ATTRIBUTES and _ATTRIBUTES[name].fullmatch(value)
    )
    if latex:
        attributes += f' alttext="{html.escape(latex)}"'
        # What may scroll sideways must be within reach of the keyboard.
        attributes += ' tabindex="0"' if node.get("display") == "block" and len(latex) > WIDE else ""
    return [f"<{node.tag}{attributes}>", *inside, f"</{node.tag}>"]
