"""Cook what people write: Markdown to safe HTML, once, with the mentions and quotes found on the way.

The only door to Python-Markdown, bleach, Pygments and latex2mathml.
"""

from __future__ import annotations

from forum.markup.cooking import (
    MAX_MENTIONS,
    MAX_SOURCE,
    RENDERER_VERSION,
    Cooked,
    Links,
    People,
    Quote,
    associations_in,
    child,
    cook,
    placed,
    tidy,
)
from forum.markup.emoji import EMOJI, Emoji, complete_emoji
from forum.markup.known import Known, Link
from forum.markup.words import plain

__all__ = [
    "EMOJI",
    "MAX_MENTIONS",
    "MAX_SOURCE",
    "RENDERER_VERSION",
    "Cooked",
    "Emoji",
    "Known",
    "Link",
    "Links",
    "People",
    "Quote",
    "associations_in",
    "child",
    "complete_emoji",
    "cook",
    "placed",
    "plain",
    "tidy",
]
