"""Let through only the elements, attributes and addresses that a post may hold."""

from __future__ import annotations

import html
import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner

SCHEMES = frozenset({"http", "https", "mailto"})
TAGS = frozenset(
    {
        "p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li",
        "a", "img", "table", "thead", "tbody", "tr", "th", "td", "div", "span", "sup", "details", "summary",
    }
)  # fmt: skip
CLASSES = {
    "a": frozenset({"mention", "hashtag", "file-card"}),
    "div": frozenset({"table-scroll", "footnote"}),
    "span": frozenset({"spoiler", "task", "file-name", "file-note"}),
    "code": frozenset({"formula", "formula-block"}),
    "th": frozenset({"is-center", "is-right"}),
    "td": frozenset({"is-center", "is-right"}),
}
_LANGUAGE = re.compile(r"language-[a-z0-9+#-]{1,20}")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_NOTE_ID = re.compile(r"fn(?:ref\d{0,4})?-0-\d{1,4}")
_PLAIN_ATTRIBUTES = frozenset({("a", "title"), ("img", "alt")})


def clean(page: str) -> str:
    """Return a page with nothing in it that runs, loads from elsewhere or pretends to be ours."""
    cleaner = Cleaner(
        tags=TAGS,
        attributes=_attribute_allowed,
        protocols=SCHEMES,
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


def _attribute_allowed(tag: str, name: str, value: str) -> bool:  # noqa: PLR0911 - one line a rule
    if name == "class":
        return value in CLASSES.get(tag, ()) or (tag == "code" and _LANGUAGE.fullmatch(value) is not None)
    if (tag, name) in _PLAIN_ATTRIBUTES:
        return True
    if (tag, name) == ("ol", "start"):
        return value.isdigit()
    if name == "tabindex":
        return tag in {"div", "span"} and value == "0"
    if name == "id":
        return tag in {"li", "sup"} and _NOTE_ID.fullmatch(value) is not None
    if (tag, name) == ("a", "href"):
        return _safe_target(value)
    if tag != "img":
        return False
    if name in {"width", "height"}:
        return _NUMBER.fullmatch(value) is not None
    return (name == "loading" and value == "lazy") or (name == "src" and value.startswith("/files/"))


def _safe_target(value: str) -> bool:
    """Say whether a link may stand: inside the site, or a full address of an allowed scheme."""
    folded = re.sub(r"[\x00-\x20\x7f-\xa0\u2028\u2029]", "", html.unescape(value))
    if folded.startswith(("/", "#")):
        return not folded.startswith(("//", "/\\"))
    try:
        parts = urlsplit(folded)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc or parts.scheme == "mailto")
