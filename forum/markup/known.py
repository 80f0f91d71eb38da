"""What a text may name: people, and the places and tags that marked words lead to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MENTION = r"(?<![\w@/.])@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?)"
MARKED = r"(?<![\w@#/.&:])([#@][^\W_](?:[\w-]{0,98}[^\W_])?(?::\d{1,9})?)"
MARKED_WORD = re.compile(MARKED)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a marked word leads, and the words shown; none: as it was typed."""

    href: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The names of a text that stand for somebody or something: username -> full name, `#word` or `@word` -> link."""

    people: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)

    def to_list(self) -> list[object]:
        """Return plain values, for the child process."""
        return [dict(self.people), {word: [link.href, link.text] for word, link in self.links.items()}]

    @classmethod
    def from_list(cls, values: list[dict[str, str] | dict[str, list[str]]]) -> Known:
        """Read what `to_list` wrote."""
        people, links = values
        return cls(
            {name: str(full) for name, full in people.items()}, {word: Link(*parts) for word, parts in links.items()}
        )
