"""A word to its index terms: which language it is, its stem, its spelling without Kazakh letters."""

import threading
from functools import lru_cache
from importlib.resources import files
from typing import Final

import Stemmer

from forum.search.analysis import kazakh
from forum.search.analysis.russian import IRREGULAR, tidy_stem

_LATIN_TWINS: Final = "ABCEHKMOPTXYIacekopxyi"
_CYRILLIC_TWINS: Final = "АВСЕНКМОРТХУІасекорхуі"
_TO_CYRILLIC: Final = str.maketrans(_LATIN_TWINS, _CYRILLIC_TWINS)
_TO_LATIN: Final = str.maketrans(_CYRILLIC_TWINS, _LATIN_TWINS)
_LATIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_LATIN_WITH_TWIN: Final = frozenset(_LATIN_TWINS)
_CYRILLIC_WITH_TWIN: Final = frozenset(_CYRILLIC_TWINS)


class _Stemmers(threading.local):
    """Snowball stemmers of this thread: one object must not be shared between threads."""

    def __init__(self) -> None:
        self.russian = Stemmer.Stemmer("russian")
        self.english = Stemmer.Stemmer("english")


_stemmers: Final = _Stemmers()


def fold_to_latin(text: str) -> str:
    """Write Cyrillic look-alikes (С, А, Р …) in Latin letters, as codes and names such as C++ are meant."""
    return text.translate(_TO_LATIN)


def fold_lookalikes(word: str) -> str:
    """Undo a Latin letter typed inside a Cyrillic word (or the other way round); same length.

    A lone letter and letters beside digits («А4») are read as Cyrillic when they have a twin there.
    """
    letters = [letter for letter in word if letter.isalpha()]
    latin = [letter for letter in letters if letter in _LATIN]
    if not latin:
        return word
    if len(latin) == len(letters):
        lonely = len(letters) == 1 or len(letters) < len(word.replace("'", ""))
        return word.translate(_TO_CYRILLIC) if lonely and _LATIN_WITH_TWIN.issuperset(latin) else word
    if _LATIN_WITH_TWIN.issuperset(latin):
        return word.translate(_TO_CYRILLIC)
    others = [letter for letter in letters if letter not in _LATIN]
    return word.translate(_TO_LATIN) if _CYRILLIC_WITH_TWIN.issuperset(others) else word


@lru_cache(maxsize=65536)
def terms_of(word: str) -> tuple[str, ...]:
    """Give the index terms of one folded word («сабақтың» → «сабақ», «сабак»), the surest first."""
    if not word.isalpha() and "'" not in word:
        return (word,)
    if word[0] in _LATIN:
        return (_stemmers.english.stemWord(word),)
    if kazakh.has_own_letters(word):
        stem = kazakh.strip(word)
        return _unique(stem, _russian(kazakh.fold(stem))) if kazakh.has_own_letters(stem) else (_russian(stem),)
    stem = kazakh.strip_plain(word)
    return _unique(_russian(word), _russian(stem)) if stem != word else (_russian(word),)


def is_stop(word: str) -> bool:
    """Tell whether a folded word is too common to be asked for."""
    return word in _STOP_WORDS


def _russian(word: str) -> str:
    irregular = IRREGULAR.get(word)
    return tidy_stem(_stemmers.russian.stemWord(irregular or word))


def _unique(*terms: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms))


def _read_stop_words() -> frozenset[str]:
    lines = files("forum.search.analysis").joinpath("data/stopwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_STOP_WORDS: Final = _read_stop_words()
