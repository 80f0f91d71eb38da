"""The places of a text that answer a query, with the found words marked; no HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from forum.search.analysis import Token, iterate, normalise
from forum.search.parsing import ParsedQuery

MAX_TEXT: Final = 200_000
# Enough found words to choose windows from, once every group of the query has been met.
ENOUGH: Final = 60

Parts = tuple[tuple[str, bool], ...]
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A window of the text: pieces with «is it a found word», and where it starts (characters of the NFC text)."""

    parts: Parts
    start: int


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    groups: frozenset[int]


def fragments(text: str, query: ParsedQuery, *, count: int = 3, width: int = 200) -> tuple[Fragment, ...]:
    """Choose the windows of about `width` characters with the most different found words, in text order.

    Without a found word the beginning of the text is one fragment; an empty text gives none. White space is one
    space. A template adds «…» where `start` is not 0.
    """
    text = normalise(text[:MAX_TEXT])
    if not text.strip():
        return ()
    spans = _spans(text, query, enough=ENOUGH)
    if not spans:
        return (_cut(text, [], 0, width),)
    windows = _windows(spans, count, width)
    return tuple(_cut(text, spans, start, width) for start in sorted(windows))


def mark(text: str, query: ParsedQuery) -> Parts:
    """Mark the found words of a short text such as a title."""
    text = normalise(text[:MAX_TEXT])
    return _parts(text, _spans(text, query), 0, len(text))


@dataclass(slots=True)
class _Wanted:
    """What to mark: single terms and runs of words, each with the number of its group."""

    singles: dict[str, frozenset[int]] = field(default_factory=dict)
    runs: dict[str, list[tuple[tuple[tuple[str, ...], ...], int]]] = field(default_factory=dict)
    groups: frozenset[int] = frozenset()

    @classmethod
    def of(cls, query: ParsedQuery) -> "_Wanted":
        wanted = cls()
        for number, group in enumerate(query.groups):
            for alternative in group.alternatives if group.required else ():
                wanted.groups |= {number}
                if alternative.adjacent and len(alternative.words) > 1:
                    for term in alternative.words[0]:
                        wanted.runs.setdefault(term, []).append((alternative.words, number))
                    continue
                for term in (term for terms in alternative.words for term in terms):
                    wanted.singles[term] = wanted.singles.get(term, frozenset()) | {number}
        return wanted


def _spans(text: str, query: ParsedQuery, *, enough: int | None = None) -> list[_Span]:
    """Find the marked places, ordered, without overlap."""
    wanted = _Wanted.of(query)
    spans: list[_Span] = []
    met: set[int] = set()
    for span in _matches(text, wanted):
        while spans and span.start < spans[-1].end:
            last = spans.pop()
            span = _Span(min(last.start, span.start), max(last.end, span.end), last.groups | span.groups)  # noqa: PLW2901
        spans.append(span)
        met |= span.groups
        if enough and len(spans) >= enough and met == wanted.groups:
            break
    return spans


def _matches(text: str, wanted: _Wanted) -> Iterator[_Span]:
    longest = max((len(words) for runs in wanted.runs.values() for words, _ in runs), default=1)
    recent: list[tuple[set[str], int, int]] = []
    for tokens in _by_position(text):
        for token in tokens:
            groups = wanted.singles.get(token.term)
            if groups:
                yield _Span(token.start, token.end, groups)
        if longest > 1:
            place = ({token.term for token in tokens}, min(t.start for t in tokens), max(t.end for t in tokens))
            recent = [*recent, place][-longest:]
            yield from _finished_runs(recent, wanted)


def _finished_runs(recent: list[tuple[set[str], int, int]], wanted: _Wanted) -> Iterator[_Span]:
    """Find the runs of words that end at the last place."""
    for first, (terms, start, _) in enumerate(recent[:-1]):
        tail = recent[first:]
        for term in terms & wanted.runs.keys():
            for words, group in wanted.runs[term]:
                if len(words) == len(tail) and all(
                    not place[0].isdisjoint(word) for place, word in zip(tail, words, strict=True)
                ):
                    yield _Span(start, tail[-1][2], frozenset({group}))


def _by_position(text: str) -> Iterator[list[Token]]:
    tokens: list[Token] = []
    for token in iterate(text):
        if tokens and token.position != tokens[0].position:
            yield tokens
            tokens = []
        tokens.append(token)
    if tokens:
        yield tokens


def _windows(spans: list[_Span], count: int, width: int) -> list[int]:
    """Choose where windows start: first the one with the most groups, then those that show groups not shown yet."""
    chosen: list[int] = []
    shown: set[int] = set()
    while len(chosen) < count:
        best, best_worth, best_groups = -1, (0, 0, 0), set[int]()
        for index, span in enumerate(spans):
            start = max(0, span.start - width // 4)
            if any(abs(start - other) < width for other in chosen):
                continue
            inside = [s for s in spans[index : index + 20] if s.end <= start + width]
            groups = set[int]().union(*(s.groups for s in inside))
            worth = (len(groups - shown), len(groups), len(inside))
            if worth > best_worth:
                best, best_worth, best_groups = start, worth, groups
        if best < 0 or (chosen and best_worth[0] == 0 and best_worth[1] < len(shown)):
            break
        chosen.append(best)
        shown |= best_groups
    return chosen


def _cut(text: str, spans: list[_Span], start: int, width: int) -> Fragment:
    """Cut a window at word borders."""
    end = min(len(text), start + width)
    if start > 0:
        space = _SPACE.search(text, start, min(end, start + width // 4))
        start = space.end() if space else start
    if end < len(text):
        space_before = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        last = max((span.end for span in spans if start <= span.start < span.end <= end), default=start)
        end = space_before if space_before > max(last - 1, start) else end
    return Fragment(_parts(text, spans, start, end), start)


def _parts(text: str, spans: list[_Span], start: int, end: int) -> Parts:
    pieces: list[tuple[str, bool]] = []
    at = start
    for span in spans:
        if span.end <= start or span.start >= end:
            continue
        first, last = max(span.start, start), min(span.end, end)
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces.append((text[at:end], False))
    return tuple((_SPACE.sub(" ", piece), marked) for piece, marked in pieces if piece)
