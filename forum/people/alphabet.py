"""Put names in the order of the Kazakh alphabet, in which the Russian letters keep theirs, on any database."""

from __future__ import annotations

import unicodedata

KEY_LENGTH = 300
_LETTERS = {letter: rank for rank, letter in enumerate("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя")}
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_SPACE, _STRANGE = "aa", "ba"


def order_key(name: str) -> str:
    """Return what sorts a name: two small Latin letters a letter, which every collation compares alike.

    Spaces come first, then other alphabets, then ours; hyphens and apostrophes do not count.
    """
    words = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return "".join(map(_of, words))[:KEY_LENGTH]


def _of(char: str) -> str:
    if char in _LETTERS:
        page, place = divmod(_LETTERS[char], len(_LATIN))
        return "cd"[page] + _LATIN[place]
    if char == " ":
        return _SPACE
    plain = unicodedata.normalize("NFKD", char)[:1]
    if plain in _LATIN:
        return "b" + plain
    return _STRANGE if char.isalnum() else ""
