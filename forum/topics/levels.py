"""How closely one follows a topic, a tag or an association, from not at all to every reply."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """The louder, the greater; where several hold at once, the greatest speaks."""

    MUTED = 0
    NORMAL = 1
    FIRST = 2
    TRACKING = 3
    WATCHING = 4

    @property
    def word(self) -> str:
        """Return its name in forms and addresses."""
        return self.name.lower()

    @classmethod
    def parse(cls, value: str | None) -> Level | None:
        """Read what `word` wrote; None on anything else (it comes from a form)."""
        return next((one for one in cls if one.word == value), None)


@dataclass(frozen=True, slots=True)
class Why:
    """What a level comes from: chosen, opened or replied in the topic itself, a tag, an association, or nothing.

    `names` are those of the tag or the association in ru, kk, en.
    """

    kind: str = "nothing"
    names: tuple[str, str, str] = ("", "", "")

    def name(self, locale: str) -> str:
        """Return the name in a language."""
        return {"kk": self.names[1], "en": self.names[2]}.get(locale) or self.names[0]


@dataclass(frozen=True, slots=True)
class Following:
    """The level that holds for a person in a topic, and why."""

    level: Level = Level.NORMAL
    why: Why = Why()
    own: Level | None = None
    """What she has chosen for the topic itself, if she has."""


def strongest(
    own: tuple[Level, str] | None, tags: list[tuple[Level, Why]], places: list[tuple[int, Level, Why]]
) -> Following:
    """Return what holds for a topic: what was chosen for it; else the louder of her deeds and of what surrounds it.

    What surrounds it are its tags, the loudest of them, or without any the nearest association.
    `places` are (depth, level, why); `own` is (level, reason).
    """
    if own is not None and own[1] == "chosen":
        return Following(own[0], Why("chosen"), own[0])
    inherited = (Level.NORMAL, Why())
    if tags:
        inherited = max(tags, key=lambda one: one[0])
    elif places:
        _depth, level, why = min(places, key=lambda one: (one[0], -one[1]))
        inherited = (level, why)
    if own is not None and own[0] >= inherited[0]:
        return Following(own[0], Why(own[1]))
    return Following(*inherited)
