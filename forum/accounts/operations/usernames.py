"""Make the name in a person's address out of her full name: Russian and Kazakh letters in Latin ones."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select

from forum.accounts.models import USERNAME_LENGTH, Person
from forum.db import db

_ROOM_FOR_NUMBER = 6
_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ә": "a", "ғ": "g", "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i",
}  # fmt: skip
_PATRONYMIC = re.compile(r"(вич|вна|ична|инична|ич|қызы|кызы|ұлы|улы|оглы|гызы)$")


def latin(word: str) -> str:
    """Return a word in the letters a-z and digits; what has no Latin look is left out."""
    spelled = "".join(_LETTERS.get(char, char) for char in unicodedata.normalize("NFC", word.lower()))
    plain = unicodedata.normalize("NFKD", spelled)
    return "".join(char for char in plain if char.isascii() and char.isalnum())


def suggest_username(full_name: str) -> str:
    """Return «given.surname» of a full name, whichever of the two stands first."""
    words = [word for word in re.split(r"[\s,()]+", full_name.lower()) if latin(word)]
    if len(words) >= 3 and _PATRONYMIC.search(words[2]):
        chosen = [words[1], words[0]]
    elif len(words) >= 3 and _PATRONYMIC.search(words[1]):
        chosen = [words[0], words[2]]
    else:
        chosen = words[:2]
    username = ".".join(filter(None, map(latin, chosen)))[: USERNAME_LENGTH - _ROOM_FOR_NUMBER].strip(".")
    return username or "teacher"


def free_username(full_name: str) -> str:
    """Return a username nobody has yet: as suggested, or with the first free number behind it."""
    base = suggest_username(full_name)
    taken = set(db.session.scalars(select(Person.username).where(Person.username.startswith(base, autoescape=True))))
    if base not in taken:
        return base
    number = 2
    while f"{base}.{number}" in taken:
        number += 1
    return f"{base}.{number}"
