"""Readable pieces of addresses: Cyrillic and Kazakh letters stay, everything else becomes a hyphen."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 80
_NOT_WORD = re.compile(r"[^\w]+|_+")


def slugify(text: str, *, fallback: str = "-") -> str:
    """Return lower-case words joined by hyphens, at most 80 characters, never cut inside a word if avoidable."""
    words = _NOT_WORD.sub("-", unicodedata.normalize("NFC", text).lower()).strip("-")
    if len(words) > MAX_LENGTH:
        head = words[:MAX_LENGTH]
        words = (head.rpartition("-")[0] or head).strip("-")
    return words or fallback
