"""Associations as plain rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forum.associations.models import Association

PLACES = frozenset(("country", "region", "city", "school"))
# The Kazakh alphabet; in it the Russian letters keep their order.
_ALPHABET = {letter: rank for rank, letter in enumerate("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя")}
_PARTS = re.compile(r"\d+|\s+|[^\W\d_]")
Order = tuple[bool, list[tuple[int, int, str]], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class AssociationRow:
    """An association; `name` and `about` answer in a reader's language."""

    id: int
    slug: str
    kind: str
    subject: str | None
    origin: str
    joining: str
    name_ru: str
    name_kk: str
    name_en: str
    about_ru: str
    about_kk: str
    about_en: str

    def name(self, locale: str) -> str:
        """Return the name in a language, Russian where it is not known."""
        return {"kk": self.name_kk, "en": self.name_en}.get(locale) or self.name_ru

    def order(self, locale: str) -> Order:
        """Return what sorts neighbours for a reader: places first, then by the alphabet, numbers by their worth."""
        parts = _PARTS.findall(self.name(locale).casefold())
        return self.kind not in PLACES, [_place_of(part) for part in parts], self.id

    def about(self, locale: str) -> str:
        """Return the description in a language, Russian where it is empty."""
        return {"kk": self.about_kk, "en": self.about_en}.get(locale) or self.about_ru


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeRow:
    """A place in the tree as it is walked from the top; an association with two parents stands twice."""

    association: AssociationRow
    depth: int
    parent_id: int | None
    has_children: bool


def _place_of(part: str) -> tuple[int, int, str]:
    """Place a piece of a name: spaces, numbers, other alphabets, then ours."""
    if part.isspace():
        return 0, 0, ""
    if part.isdigit():
        return 1, int(part), ""
    return (3, _ALPHABET[part], "") if part in _ALPHABET else (2, 0, part)


COLUMNS = (
    Association.id, Association.slug, Association.kind, Association.subject, Association.origin, Association.joining,
    Association.name_ru, Association.name_kk, Association.name_en,
    Association.about_ru, Association.about_kk, Association.about_en,
)  # fmt: skip
