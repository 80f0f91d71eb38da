"""Which documents fulfil a query and how well: BM25F over postings, whoever keeps them."""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from forum.search.analysis import Alternative
from forum.search.parsing import Group

K1: Final = 1.2
# What a less sure term of a word counts («қалам» spelled without Kazakh letters is as good as «қала»).
UNSURE: Final = 0.7
# A phrase that is only a synonym («план урока» for КСП) is checked in this many of the newest documents with its words.
MOST_SYNONYMS: Final = 2000


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """How much a field counts, and how much its length dampens it (0 not at all, 1 fully)."""

    weight: float
    dampening: float


# The weights of search.md in one place.
FIELDS: Final[Mapping[str, FieldWeight]] = {
    "title": FieldWeight(3.0, 0.4),
    "tags": FieldWeight(2.0, 0.2),
    "body": FieldWeight(1.0, 0.75),
    "file_text": FieldWeight(0.5, 0.75),
}
TITLE_ONLY: Final[Mapping[str, FieldWeight]] = {"title": FIELDS["title"]}


class Postings(Protocol):
    """Where terms stand; documents are plain numbers."""

    def weights(self, field_name: str, term: str) -> dict[int, float]:
        """Count the term in each permitted document; not to be changed."""
        ...

    def positions(self, field_name: str, term: str, among: set[int]) -> dict[int, list[int]]:
        """Give the places of the term in the documents of `among` that hold it."""
        ...

    def length(self, field_name: str) -> Sequence[int]:
        """Give the lengths of a field, by document."""
        ...

    def average_length(self, field_name: str) -> float: ...


@dataclass(slots=True)
class Matches:
    """The documents of each required group with their damped counts."""

    groups: list[dict[int, float]] = field(default_factory=list)

    def all(self) -> set[int]:
        """Give the documents that fulfil every group."""
        smallest, *others = sorted(self.groups, key=len)
        found = set(smallest)
        for group in others:
            found.intersection_update(group)
        return found

    def any(self) -> set[int]:
        """Give the documents that fulfil at least one group."""
        return set().union(*self.groups)

    def scores(self, found: set[int], documents: int) -> dict[int, float]:
        """Score documents: the sum over groups of rarity times saturated count, less for missing groups."""
        scores = dict.fromkeys(found, 0.0)
        met = dict.fromkeys(found, 0)
        for group in self.groups:
            rarity = math.log1p((documents - len(group) + 0.5) / (len(group) + 0.5))
            for document in found if len(found) < len(group) else group:
                count = group.get(document)
                if count is not None and document in scores:
                    scores[document] += rarity * count * (K1 + 1) / (count + K1)
                    met[document] += 1
        return {document: score * met[document] / len(self.groups) for document, score in scores.items()}


def match(groups: tuple[Group, ...], postings: Postings, fields: Mapping[str, FieldWeight], *, enough: int) -> Matches:
    """Look up every required group.

    Phrases are dear: they are first looked for only where all other groups are fulfilled; everywhere else only when
    that gives fewer documents than `enough`.
    """
    required = [group for group in groups if group.required]
    plain = [not any(alternative.adjacent for alternative in group.alternatives) for group in required]
    if all(plain) or not any(plain):
        return Matches([_group(group, postings, fields, None) for group in required])
    simple = [_group(g, postings, fields, None) for g, is_plain in zip(required, plain, strict=True) if is_plain]
    dear = [group for group, is_plain in zip(required, plain, strict=True) if not is_plain]
    matches = Matches([*simple, *(_group(group, postings, fields, Matches(simple).all()) for group in dear)])
    if len(matches.all()) < enough:
        matches = Matches([*simple, *(_group(group, postings, fields, None) for group in dear)])
    return matches


def excluded(groups: tuple[Group, ...], postings: Postings) -> set[int]:
    """Give the documents that hold any of the groups."""
    return set().union(*(_group(group, postings, FIELDS, None) for group in groups))


def _group(
    group: Group, postings: Postings, fields: Mapping[str, FieldWeight], within: set[int] | None
) -> dict[int, float]:
    total: dict[int, float] = {}
    for alternative in group.alternatives:
        for document, count in _alternative(alternative, postings, fields, within).items():
            total[document] = total.get(document, 0.0) + alternative.weight * count
    return total


def _alternative(
    alternative: Alternative, postings: Postings, fields: Mapping[str, FieldWeight], within: set[int] | None
) -> dict[int, float]:
    if alternative.adjacent:
        most = MOST_SYNONYMS if alternative.weight < 1 else None
        places = {name: _phrase(alternative.words, name, postings, within, most) for name in fields}
        return _weigh(places, postings, fields)
    words = [
        _weigh({name: _word(terms, name, postings) for name in fields}, postings, fields) for terms in alternative.words
    ]
    if len(words) == 1:
        return words[0]
    everywhere = set(words[0]).intersection(*words[1:])
    return {document: min(word[document] for word in words) for document in everywhere}


def _weigh(
    counts: Mapping[str, dict[int, float]], postings: Postings, fields: Mapping[str, FieldWeight]
) -> dict[int, float]:
    """Add up the counts of all fields, each damped by the length of the field (the F of BM25F)."""
    total: dict[int, float] = {}
    for name, documents in counts.items():
        if not documents:
            continue
        weight, dampening = fields[name].weight, fields[name].dampening
        rest, share = 1 - dampening, dampening / postings.average_length(name)
        lengths = postings.length(name)
        for document, count in documents.items():
            damped = weight * count / (rest + share * lengths[document])
            total[document] = total.get(document, 0.0) + damped
    return total


def _word(terms: tuple[str, ...], name: str, postings: Postings) -> dict[int, float]:
    """Count a word; its terms are spellings of the same places, so the largest count is taken."""
    if len(terms) == 1:
        return postings.weights(name, terms[0])
    counts = dict(postings.weights(name, terms[0]))
    for term in terms[1:]:
        for document, count in postings.weights(name, term).items():
            if UNSURE * count > counts.get(document, 0.0):
                counts[document] = UNSURE * count
    return counts


def _phrase(
    words: tuple[tuple[str, ...], ...], name: str, postings: Postings, within: set[int] | None, most: int | None
) -> dict[int, float]:
    """Count the places where the words stand side by side; in the newest `most` documents at most."""
    if len(words) == 1:
        return _word(words[0], name, postings)
    among = within
    for terms in words:
        holding = set().union(*(postings.weights(name, term) for term in terms))
        among = holding if among is None else among & holding
        if not among:
            return {}
    if most is not None and among is not None and len(among) > most:
        among = set(heapq.nlargest(most, among))
    starts: dict[int, set[int]] = {}
    for offset, terms in enumerate(words):
        places = _places(terms, name, postings, among or set())
        shifted = {document: {place - offset for place in found} for document, found in places.items()}
        starts = shifted if not offset else {d: starts[d] & shifted[d] for d in starts if d in shifted}
    return {document: float(len(found)) for document, found in starts.items() if found}


def _places(terms: tuple[str, ...], name: str, postings: Postings, among: set[int]) -> dict[int, set[int]]:
    places: dict[int, set[int]] = {}
    for term in terms:
        for document, positions in postings.positions(name, term, among).items():
            places.setdefault(document, set()).update(positions)
    return places
