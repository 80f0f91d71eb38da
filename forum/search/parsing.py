"""What a person typed in the search field, taken apart: words, phrases, minus words and filters."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from forum.search.analysis import Alternative, Word, expand, query_words

MAX_CHARACTERS: Final = 1000
MAX_GROUPS: Final = 24
MAX_FILTERS: Final = 24


@dataclass(frozen=True, slots=True)
class Group:
    """One thing looked for: any of its alternatives fulfils it.

    A group that is not `required` (a stop word such as «на») only lifts the score.
    """

    alternatives: tuple[Alternative, ...]
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows a search; each tuple is «any of these», empty means no filter.

    `places` (#slug, category:) and `people` (@user) are names that the database side resolves.
    """

    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    file_types: tuple[str, ...] = ()
    in_title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuery:
    """A query ready for the index and for marking; `text` is what was typed, cut and trimmed."""

    text: str = ""
    groups: tuple[Group, ...] = ()
    excluded: tuple[Group, ...] = ()
    filters: Filters = field(default_factory=Filters)
    latest: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked for (then nothing is found)."""
        return not self.groups and self.filters == Filters()


# The names of filters as people type them, in three languages -> the field of Filters.
_FIELDS: Final[dict[str, str]] = {
    "category": "places", "категория": "places", "санат": "places",
    "user": "people",
    "tags": "tags", "tag": "tags", "метка": "tags",
    "kind": "kinds", "вид": "kinds", "түрі": "kinds",
    "class": "grades", "grade": "grades", "класс": "grades", "сынып": "grades",
    "subject": "subjects", "предмет": "subjects", "пән": "subjects",
    "lang": "languages", "язык": "languages", "тіл": "languages",
    "file": "file_types", "файл": "file_types",
}  # fmt: skip
_CHUNK: Final = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))')
_QUOTES: Final = str.maketrans("«»„“”‟″", '"""""""')
_DASHES: Final = str.maketrans("−–—", "---")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def parse(text: str) -> ParsedQuery:
    """Read a query of any length and any characters; never raises.

    Only the first 1000 characters, 24 groups and 24 filters count. Quotes may be of any kind and unbalanced.
    An unknown filter is read as words.
    """
    text = unicodedata.normalize("NFC", _CONTROL.sub(" ", text[:MAX_CHARACTERS])).strip()
    state = _State()
    for match in _CHUNK.finditer(text.translate(_QUOTES)):
        minus = match["minus"] is not None
        if match["phrase"] is not None:
            state.phrase(match["phrase"], minus=minus)
        else:
            state.bare(match["bare"], minus=minus)
    return state.finish(text)


@dataclass(slots=True)
class _State:
    words: list[Word] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    excluded: list[Group] = field(default_factory=list)
    filters: dict[str, list[str]] = field(default_factory=dict)
    in_title: bool = False
    latest: bool = False

    def phrase(self, text: str, *, minus: bool) -> None:
        words = tuple(query_words(text))
        if words:
            alternative = Alternative(tuple(word.terms for word in words), adjacent=True)
            (self.excluded if minus else self.groups).append(Group((alternative,)))

    def bare(self, chunk: str, *, minus: bool) -> None:
        if minus:
            self.excluded.extend(_without_synonyms(query_words(chunk)))
        elif not self._filter(chunk):
            self.words.extend(query_words(chunk.translate(_DASHES)))

    def _filter(self, chunk: str) -> bool:
        """Take the chunk as a filter if it is one."""
        if len(chunk) > 1 and chunk[0] in "#@" and (chunk[1].isalnum() or chunk[1] == "_"):
            self._add("places" if chunk[0] == "#" else "people", chunk[1:])
            return True
        name, colon, value = chunk.partition(":")
        name, value = name.casefold(), value.strip("\"',;")
        if not colon or not value:
            return False
        if name == "in" and value.casefold() == "title":
            self.in_title = True
        elif name == "order" and value.casefold() in {"latest", "relevance"}:
            self.latest = value.casefold() == "latest"
        elif name in _FIELDS:
            self._add(_FIELDS[name], value)
        else:
            return False
        return True

    def _add(self, name: str, value: str) -> None:
        if sum(map(len, self.filters.values())) < MAX_FILTERS:
            self.filters.setdefault(name, []).extend(part.casefold() for part in value.split(",") if part)

    def finish(self, text: str) -> ParsedQuery:
        groups = [*self.groups, *_groups(self.words[:MAX_GROUPS])]
        lists = {name: tuple(values[:MAX_FILTERS]) for name, values in self.filters.items()}
        return ParsedQuery(
            text=text,
            groups=tuple(groups[:MAX_GROUPS]),
            excluded=tuple(self.excluded[:MAX_GROUPS]),
            filters=Filters(**lists, in_title=self.in_title),
            latest=self.latest,
        )


def _without_synonyms(words: Iterator[Word]) -> Iterator[Group]:
    for word in words:
        yield Group((Alternative((word.terms,)),))


def _groups(words: list[Word]) -> Iterator[Group]:
    """Give every word (or run of words that has synonyms) its group; stop words bind only when alone."""
    only_stops = all(word.stop for word in words)
    for alternatives, stop in expand(words):
        yield Group(alternatives, required=only_stops or not stop)
