"""Search over the open segments of an index: who may see what, filters, two passes, order."""

import heapq
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from forum.search.entries import Found, Hit, Order, Pass, Request
from forum.search.matching import FIELDS, TITLE_ONLY, Matches, excluded, match

FEW_HITS: Final = 5


@dataclass(slots=True)
class SegmentCache:
    """What is read once from a segment and never changes in it: the circle of each document, lengths of fields."""

    circles: dict[str, list[str | None]] = field(default_factory=dict)
    lengths: dict[tuple[str, str], "array[int]"] = field(default_factory=dict)

    def keep_only(self, segments: set[str]) -> None:
        """Forget segments that are merged away."""
        self.circles = {name: table for name, table in self.circles.items() if name in segments}
        self.lengths = {key: lengths for key, lengths in self.lengths.items() if key[0] in segments}


class View:
    """One state of the index: an open reader with its tables, by document number over all segments.

    The table of circles is the precomputed right of reading: a document without a circle is shown to nobody.
    """

    def __init__(self, reader: Any, generation: int, cache: SegmentCache) -> None:
        self.reader = reader
        self.generation = generation
        self.leaves: list[tuple[Any, int]] = list(reader.leaf_readers()) if reader.doc_count_all() else []
        self.documents = int(reader.doc_count())
        self._cache = cache
        self._lengths: dict[str, array[int]] = {}
        cache.keep_only({_name(leaf) for leaf, _ in self.leaves})
        self.circles: list[str | None] = []
        for leaf, _ in self.leaves:
            self.circles += _circles(leaf, cache)

    def lengths(self, field_name: str) -> "array[int]":
        """Give the length of a field for every document, in terms."""
        found = self._lengths.get(field_name)
        if found is None:
            found = array("L")
            for leaf, _ in self.leaves:
                found += _lengths(leaf, field_name, self._cache)
            self._lengths[field_name] = found
        return found

    def times(self, name: str, documents: Iterable[int]) -> dict[int, int]:
        """Read a time of documents from its column."""
        column = self.reader.column_reader(name)
        return {document: int(column[document]) for document in documents}


def _name(leaf: Any) -> str:
    return str(leaf.segment().segment_id())


def _circles(leaf: Any, cache: SegmentCache) -> list[str | None]:
    table = cache.circles.get(_name(leaf))
    if table is None:
        table = [None] * leaf.doc_count_all()
        for term in leaf.lexicon("circle"):
            circle = term.decode("utf-8")
            for number in leaf.postings("circle", circle).all_ids():
                table[number] = circle
        cache.circles[_name(leaf)] = table
    return table


def _lengths(leaf: Any, field_name: str, cache: SegmentCache) -> "array[int]":
    key = (_name(leaf), field_name)
    if key not in cache.lengths:
        numbers = range(leaf.doc_count_all())
        cache.lengths[key] = array("L", (leaf.doc_field_length(number, field_name) or 0 for number in numbers))
    return cache.lengths[key]


class _Scope:
    """The postings that one request may see."""

    def __init__(self, view: View, request: Request) -> None:
        self.view = view
        self.documents = view.documents
        self._circles = request.circles
        self._read: dict[tuple[str, str], dict[int, float]] = {}
        self._narrow = self._filter(request)

    def permitted(self) -> set[int]:
        """Give every document that may be seen and fits the filters."""
        numbers = self.view.reader.all_doc_ids() if self._narrow is None else self._narrow
        return {number for number in numbers if self.view.circles[number] in self._circles}

    def weights(self, field_name: str, term: str) -> dict[int, float]:
        """Count a term; read once, since the phrases of one query share words."""
        found = self._read.get((field_name, term))
        if found is None:
            found = self._read[field_name, term] = self._weights(field_name, term)
        return found

    def _weights(self, field_name: str, term: str) -> dict[int, float]:
        found: dict[int, float] = {}
        table, circles, narrow = self.view.circles, self._circles, self._narrow
        for matcher, offset in self._matchers(field_name, term):
            current, weight, advance, active = matcher.id, matcher.weight, matcher.next, matcher.is_active
            while active():
                number = current() + offset
                if table[number] in circles and (narrow is None or number in narrow):
                    found[number] = weight()
                advance()
        return found

    def positions(self, field_name: str, term: str, among: set[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        wanted = sorted(among)
        for matcher, offset in self._matchers(field_name, term):
            for number in wanted:
                if not matcher.is_active():
                    break
                if matcher.id() < number - offset:
                    matcher.skip_to(number - offset)
                if matcher.is_active() and matcher.id() == number - offset:
                    found[number] = matcher.value_as("positions")
        return found

    def length(self, field_name: str) -> "array[int]":
        return self.view.lengths(field_name)

    def average_length(self, field_name: str) -> float:
        return float(self.view.reader.field_length(field_name)) / max(self.documents, 1) or 1.0

    def _matchers(self, name: str, term: str) -> Iterable[tuple[Any, int]]:
        for leaf, offset in self.view.leaves:
            if (name, term) in leaf:
                yield leaf.postings(name, term), offset

    def _filter(self, request: Request) -> set[int] | None:
        """Collect the documents that fit every filter; None when there is none."""
        filters = request.query.filters
        wanted: tuple[tuple[str, Iterable[object] | None], ...] = (
            ("kind", request.kinds),
            ("kind", filters.kinds or None),
            ("grade", filters.grades or None),
            ("subject", filters.subjects or None),
            ("language", filters.languages or None),
            ("file_type", filters.file_types or None),
            ("tag", filters.tags or None),
            ("association_id", request.associations),
            ("author_id", request.authors),
        )
        sets = [self._holding(name, values) for name, values in wanted if values is not None]
        return set.intersection(*sets) if sets else None

    def _holding(self, name: str, values: Iterable[object]) -> set[int]:
        found: set[int] = set()
        for value in values:
            for matcher, offset in self._matchers(name, str(value).casefold()):
                found.update(number + offset for number in matcher.all_ids())
        return found


def search(view: View, request: Request) -> Found:
    """Answer a request from one state of the index."""
    scope, query = _Scope(view, request), request.query
    if not view.leaves:
        return Found()
    fields = TITLE_ONLY if query.filters.in_title else FIELDS
    matches = match(query.groups, scope, fields, enough=FEW_HITS)
    banned = excluded(query.excluded, scope)
    if not matches.groups:
        found = dict.fromkeys(scope.permitted() - banned, 0.0)
        return _page(view, request, [found], Pass.ALL, by_time=True)
    every = matches.all() - banned
    tiers = [_scored(matches, every, view)]
    pass_ = Pass.ALL
    if len(every) < FEW_HITS and len(matches.groups) > 1:
        rest = matches.any() - banned - every
        if rest:
            tiers.append(_scored(matches, rest, view))
            pass_ = Pass.ANY
    order = request.order or (Order.LATEST if query.latest else Order.RELEVANCE)
    return _page(view, request, tiers, pass_, by_time=order == Order.LATEST)


def _scored(matches: Matches, found: set[int], view: View) -> dict[int, float]:
    return matches.scores(found, view.documents)


def _page(view: View, request: Request, tiers: list[dict[int, float]], pass_: Pass, *, by_time: bool) -> Found:
    """Cut one page; documents of a later tier stand below all of an earlier one."""
    wanted = request.offset + request.limit
    best: list[tuple[int, float]] = []
    for tier in tiers:
        keys: dict[int, float] | dict[int, int] = view.times("active_at", tier) if by_time else tier
        top = heapq.nlargest(wanted - len(best), tier, key=lambda number, keys=keys: (keys[number], number))  # type: ignore[misc]
        best += [(number, tier[number]) for number in top]
    hits = []
    for number, score in best[request.offset :]:
        stored = view.reader.stored_fields(number)
        hits.append(Hit(stored["key"], int(stored["topic_id"]), score))
    return Found(tuple(hits), sum(map(len, tiers)), pass_)
