"""Write an Office formula (OMML) on one line: browsers show nothing of it otherwise."""

from __future__ import annotations

from forum.documents.converters.tree import Element

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_PREFIX = f"{{{M}}}"
_DEPTH = 60


def linear(formula: Element, depth: int = 0) -> str:
    """Return the formula as plain text, e.g. "(1)/(2)+x^2"; too deep a formula is cut."""
    if depth > _DEPTH or not isinstance(formula.tag, str):
        return ""
    name = formula.tag.removeprefix(_PREFIX)
    if name == "t":
        return formula.text or ""
    if name.endswith("Pr"):
        return ""
    parts = {str(child.tag).removeprefix(_PREFIX): linear(child, depth + 1) for child in formula}
    whole = "".join(linear(child, depth + 1) for child in formula) if name not in _SHAPES else ""
    return _SHAPES[name](parts) if name in _SHAPES else whole


def _group(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _script(parts: dict[str, str]) -> str:
    base = parts.get("e", "")
    low = f"_{_group(parts['sub'])}" if parts.get("sub") else ""
    high = f"^{_group(parts['sup'])}" if parts.get("sup") else ""
    return f"{base}{low}{high}"


def _fraction(parts: dict[str, str]) -> str:
    return f"{_group(parts.get('num', ''))}/{_group(parts.get('den', ''))}"


def _root(parts: dict[str, str]) -> str:
    degree = f"[{parts['deg']}]" if parts.get("deg") else ""
    return f"√{degree}({parts.get('e', '')})"


def _brackets(parts: dict[str, str]) -> str:
    return f"({parts.get('e', '')})"


_SHAPES = {"f": _fraction, "sSup": _script, "sSub": _script, "sSubSup": _script, "rad": _root, "d": _brackets}
