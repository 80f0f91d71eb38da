"""Synonyms of teachers' words, applied to a query and never to the index, so that editing them needs no rebuild."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from forum.search.analysis.tokens import Word, query_words

SYNONYM_WEIGHT: Final = 0.7
LONGEST: Final = 6


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to fulfil a group of a query.

    `words` are sets of terms: one set is one word. Several words stand side by side in this order when `adjacent`,
    otherwise all of them anywhere in the document. `weight` scales the score.
    """

    words: tuple[tuple[str, ...], ...]
    adjacent: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Phrase:
    group: int
    words: tuple[Word, ...]

    def alternative(self) -> Alternative:
        return Alternative(
            tuple(word.terms for word in self.words), adjacent=len(self.words) > 1, weight=SYNONYM_WEIGHT
        )


class Synonyms:
    """Groups of words and phrases that mean the same, found by the terms of their words."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Read one group a line, its phrases parted by «|»; empty lines and lines from «#» are comments."""
        self._groups: list[tuple[_Phrase, ...]] = []
        self._by_first: dict[str, list[_Phrase]] = {}
        for line in lines:
            if line.strip() and not line.startswith("#"):
                self._add(line)

    def _add(self, line: str) -> None:
        number = len(self._groups)
        read = (tuple(query_words(text)) for text in line.split("|"))
        phrases = tuple(_Phrase(number, words) for words in dict.fromkeys(read) if words)
        self._groups.append(phrases)
        for phrase in phrases:
            for term in phrase.words[0].terms:
                self._by_first.setdefault(term, []).append(phrase)

    def match(self, words: Sequence[Word]) -> tuple[int, tuple[Alternative, ...]]:
        """Find the longest phrase the words begin with: its length in words (0 if none) and what else says it."""
        candidates = [phrase for term in words[0].terms for phrase in self._by_first.get(term, ())]
        fitting = [phrase for phrase in candidates if _begins(words, phrase.words)]
        length = max((len(phrase.words) for phrase in fitting), default=0)
        found = {phrase.group: phrase for phrase in fitting if len(phrase.words) == length}
        others = (
            other.alternative()
            for group, said in found.items()
            for other in self._groups[group]
            if other.words != said.words
        )
        return length, tuple(dict.fromkeys(others))


def _begins(words: Sequence[Word], phrase: Sequence[Word]) -> bool:
    return len(words) >= len(phrase) and all(
        not set(said.terms).isdisjoint(meant.terms) for said, meant in zip(words, phrase, strict=False)
    )


@lru_cache(maxsize=1)
def bundled() -> Synonyms:
    """Read the synonyms that come with the forum."""
    return Synonyms(files("forum.search.analysis").joinpath("data/synonyms.txt").read_text("utf-8").splitlines())


def expand(words: Sequence[Word], synonyms: Synonyms | None = None) -> Iterator[tuple[tuple[Alternative, ...], bool]]:
    """Give each word, or run of words that is a known phrase, its alternatives; and whether it is a stop word."""
    synonyms = synonyms or bundled()
    start = 0
    while start < len(words):
        length, others = synonyms.match(words[start : start + LONGEST])
        said = words[start : start + max(length, 1)]
        stop = all(word.stop for word in said) and not others
        yield (*_own(said), *others), stop
        start += len(said)


def _own(said: Sequence[Word]) -> Iterator[Alternative]:
    yield Alternative(tuple(word.terms for word in said if not word.stop) or (said[0].terms,))
    if len(said) == 1 and said[0].parts:
        yield Alternative(said[0].parts, adjacent=True)
