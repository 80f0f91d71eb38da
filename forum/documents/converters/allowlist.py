"""The one list of elements, attributes and classes that may leave a converter."""

from __future__ import annotations

import re

from forum.documents.converters.tree import Element, is_element, remove, unwrap

_BLOCKS = "div section header footer aside p h3 h4 h5 h6 ul ol li blockquote pre figure figcaption hr"
_TABLES = "table caption colgroup col thead tbody tr td th"
_INLINE = "a strong em u s sub sup br img span mark code"
_DRAWN = "svg image g text"
INLINE_TAGS = frozenset(_INLINE.split())
TAGS = frozenset(f"{_BLOCKS} {_TABLES} {_INLINE} {_DRAWN}".split())
DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "iframe",
        "object",
        "embed",
        "noscript",
        "title",
        "head",
        "textarea",
        "select",
        "xmp",
        "math",
    ]
)

_CLASS = re.compile(
    r"(?:w-(?:100|[1-9][0-9]?)|(?:shade|text)-(?:yellow|green|blue|red|grey|orange|purple)|ta-(?:center|right|justify)"
    r"|va-(?:middle|bottom)|doc(?:-table|-image|-header|-footer|-notes|-missing|-sheet)?|formula|file-photo"
    r"|slide(?:-notes|-title|-body)?|pdf-(?:page|text|places|place))\Z"
)
_NUMBER = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,3})?\Z")
_COUNT = re.compile(r"[1-9][0-9]{0,4}\Z")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]{1,2000}\Z", re.IGNORECASE)
_PLACE = re.compile(r"#b(?:fn|ref)[0-9]{1,4}\Z")
_WORD = re.compile(r"[a-z]{1,12}\Z")

_RULES: dict[str, dict[str, re.Pattern[str]]] = {
    "*": {
        "id": re.compile(r"b(?:fn|ref)[0-9]{1,4}\Z"),
        "data-kind": _WORD,
        "data-skip": re.compile(r"\Z"),
        "data-key": re.compile(r"[^<>]{0,200}\Z"),
        "data-page": _COUNT,
        "lang": re.compile(r"[a-z]{2}\Z"),
    },
    "a": {"href": re.compile(f"(?:{_LINK.pattern[:-2]}|{_PLACE.pattern[:-2]})\\Z", re.IGNORECASE)},
    "img": {
        "src": re.compile(r"media:[a-z0-9-]{1,48}\.(?:jpg|png)\Z"),
        "alt": re.compile(r"[^\x00-\x08]{0,500}\Z"),
        "width": _COUNT,
        "height": _COUNT,
        "loading": re.compile(r"lazy\Z"),
    },
    "td": {"colspan": _COUNT, "rowspan": _COUNT},
    "th": {"colspan": _COUNT, "rowspan": _COUNT, "scope": re.compile(r"(?:col|row)\Z")},
    "col": {"span": _COUNT},
    "ol": {"start": _COUNT},
    "li": {"value": _COUNT},
    "div": {"tabindex": re.compile(r"0\Z"), "role": re.compile(r"group\Z")},
    "svg": {
        "viewBox": re.compile(r"0 0 [0-9.]{1,9} [0-9.]{1,9}\Z"),
        "role": re.compile(r"(?:img|group|presentation|none)\Z"),
    },
    "image": {
        "href": re.compile(r"media:[a-z0-9-]{1,48}\.(?:jpg|png)\Z"),
        "x": _NUMBER,
        "y": _NUMBER,
        "width": _NUMBER,
        "height": _NUMBER,
        "aria-hidden": re.compile(r"true\Z"),
    },
    "text": {
        "x": _NUMBER,
        "y": _NUMBER,
        "font-size": _NUMBER,
        "textLength": _NUMBER,
        "lengthAdjust": re.compile(r"spacingAndGlyphs\Z"),
    },
}


def clean(root: Element) -> None:
    """Remove from below `root` what is not on the list; the text of an unknown element stays, of a script not."""
    for element in list(root.iterdescendants()):
        if not is_element(element) or element.tag in DROPPED:
            remove(element)
        elif element.tag not in TAGS or not _drawn_in_place(element):
            unwrap(element)
        else:
            _clean_attributes(element)
            if element.tag in {"img", "image"} and not (element.get("src") or element.get("href")):
                remove(element)


def _drawn_in_place(element: Element) -> bool:
    """Say whether an SVG element stands where our own page pictures have it; elsewhere it is not welcome."""
    parent = element.getparent()
    above = parent.tag if parent is not None else ""
    if element.tag == "svg":
        return above == "figure" and parent is not None and "pdf-page" in parent.get("class", "")
    if element.tag in {"image", "g"}:
        return above == "svg"
    if element.tag == "text":
        return above == "g"
    return above not in {"svg", "g", "text"}


def _clean_attributes(element: Element) -> None:
    tag = str(element.tag)
    allowed = {**_RULES["*"], **_RULES.get(tag, {})}
    for name, value in list(element.attrib.items()):
        if name == "class":
            kept = [word for word in str(value).split() if _CLASS.match(word)]
            if kept:
                element.set("class", " ".join(kept))
                continue
        elif (rule := allowed.get(str(name))) is not None and rule.match(str(value).strip()):
            element.set(name, str(value).strip())
            continue
        del element.attrib[name]
    if tag == "a":
        _finish_link(element)
    elif tag == "img":
        element.set("alt", element.get("alt", ""))
        element.set("loading", "lazy")


def _finish_link(element: Element) -> None:
    href = element.get("href")
    if href is None:
        if not element.get("id"):
            unwrap(element)
    elif not href.startswith("#"):
        element.set("rel", "nofollow noopener ugc")
