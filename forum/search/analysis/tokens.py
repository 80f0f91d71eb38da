"""Text cut into tokens: words, numbers, objective codes, dates and names such as C++."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from forum.search.analysis.words import fold_lookalikes, fold_to_latin, is_stop, terms_of

MAX_TERM: Final = 64

# Marks that stand inside a word without belonging to it: stress, soft hyphen, zero-width joiners.
_INSIDE: Final = "\u00ad\u0300-\u036f\u200b-\u200d\u2060"
_PIECE: Final = re.compile(
    rf"""
    (?P<date>(?<![\w.])(?:(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<y>\d{{4}}|\d{{2}})(?!\w|\.\d)
                        |(?P<iy>\d{{4}})-(?P<im>\d{{2}})-(?P<id>\d{{2}})(?!\w)))
  | (?P<code>(?<![\w.])(?:\d{{1,2}}(?:\.\d{{1,3}}){{2,5}}|\d{{1,2}}\.[A-Za-zА-Яа-я]{{1,2}}\d{{1,2}}
                        |\d{{1,2}}\.\d{{1,2}}[A-Za-zА-Яа-я])(?!\w|\.\d))
  | (?P<sign>(?<!\w)[CcСс](?:\+\+|\#)|(?<!\w)[Ff]\#)
  | (?P<word>[^\W_](?:[^\W_]|[{_INSIDE}]+(?=[^\W_])|['’ʼ](?=[^\W\d_]))*[{_INSIDE}]*)
    """,
    re.VERBOSE,
)
_DROP: Final = re.compile(f"[{_INSIDE}]")
_RUNS: Final = re.compile(r"\d+|\D+")
_APOSTROPHES: Final = str.maketrans("’ʼ", "''")


@dataclass(frozen=True, slots=True)
class Token:
    """One term of the index; several may share a position. Offsets count characters of the normalised text."""

    term: str
    start: int
    end: int
    position: int


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query.

    `terms` are the ways it may stand in the index (any of them), `parts` another reading as neighbouring words
    («5а» is also «5 а»); a `stop` word says nothing by itself.
    """

    terms: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...] = ()
    stop: bool = False


def normalise(text: str) -> str:
    """Bring text to NFC, the form that offsets of tokens count in."""
    return unicodedata.normalize("NFC", text)


def analyse(text: str) -> list[Token]:
    """Cut text into index tokens, ordered by position; positions start at 0."""
    return list(iterate(text))


def iterate(text: str) -> Iterator[Token]:
    """Cut text into index tokens one by one, for a reader who may stop early."""
    position = 0
    for match in _PIECE.finditer(normalise(text)):
        whole, parts = _read(match)
        start, end = match.span()
        for part_start, part_end, terms in parts:
            for term in whole:
                yield Token(term, start, end, position)
            for term in terms:
                yield Token(term, start + part_start, start + part_end, position)
            position += 1


def query_words(text: str) -> Iterator[Word]:
    """Cut text into the words of a query."""
    for match in _PIECE.finditer(normalise(text)):
        whole, parts = _read(match)
        if not whole:
            surface = _clean(match.group())
            yield Word(parts[0][2], stop=is_stop(surface))
        elif match["word"]:
            yield Word(whole, parts=tuple(terms for _, _, terms in parts))
        else:
            yield Word(whole)


_Part = tuple[int, int, tuple[str, ...]]


def _read(match: re.Match[str]) -> tuple[tuple[str, ...], tuple[_Part, ...]]:
    """Give the term of the whole piece (if it has parts besides) and the parts with their terms."""
    surface = match.group()
    kind = match.lastgroup
    if kind == "word":
        return _read_word(surface)
    if match["date"]:
        return _date(match) or ((), ((0, len(surface), (surface,)),))
    return (), ((0, len(surface), (fold_to_latin(surface).casefold(),)),)


@lru_cache(maxsize=65536)
def _read_word(surface: str) -> tuple[tuple[str, ...], tuple[_Part, ...]]:
    word = _clean(surface)
    if word.isalpha() or word.isdigit() or "'" in word:
        return (), ((0, len(surface), terms_of(word)),)
    return _mixed(surface, word)


def _clean(surface: str) -> str:
    word = fold_lookalikes(_DROP.sub("", surface).translate(_APOSTROPHES))
    return word.casefold().replace("ё", "е")[:MAX_TERM]


def _mixed(surface: str, word: str) -> tuple[tuple[str, ...], tuple[_Part, ...]]:
    """Read «5А», «H2O», «mp3»: whole, and as its runs of digits and letters."""
    runs = _RUNS.findall(word)
    if len(runs) == 1 or len(word) != len(surface):
        return (), ((0, len(surface), (word,)),)
    parts: list[_Part] = []
    start = 0
    for run in runs[:8]:
        parts.append((start, start + len(run), terms_of(run)))
        start += len(run)
    return (word,), tuple(parts)


def _date(match: re.Match[str]) -> tuple[tuple[str, ...], tuple[_Part, ...]] | None:
    """Read a date as one ISO term and its three numbers; None when it is no date but a code."""
    names = ("d", "m", "y") if match["d"] else ("iy", "im", "id")
    day, month, year = (match[name] for name in (names if match["d"] else reversed(names)))
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12) or (len(year) == 2 and len(day) + len(month) < 4):
        return None
    full = year if len(year) == 4 else f"20{year}"
    iso = f"{full}-{int(month):02}-{int(day):02}"
    numbers = {"d": day, "m": month, "y": full, "iy": full, "im": month, "id": day}
    base = match.start()
    return (iso,), tuple((match.start(n) - base, match.end(n) - base, (str(int(numbers[n])),)) for n in names)
