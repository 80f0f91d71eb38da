"""The values that go into the search engine and come out of it; no library, no database."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forum.search.parsing import ParsedQuery

PUBLIC = "public"


def circle_of(*, association_id: int | None = None, person_id: int | None = None) -> str:
    """Name the one circle a thing is read in: an association, one person, or the public when neither is given."""
    if person_id is not None:
        return f"p{person_id}"
    return PUBLIC if association_id is None else f"a{association_id}"


def circles_of(*, association_ids: frozenset[int], person_id: int | None) -> frozenset[str]:
    """Name every circle a reader stands in: the public, her associations and her own private things."""
    own = {f"p{person_id}"} if person_id is not None else set()
    return frozenset({PUBLIC} | {f"a{number}" for number in association_ids} | own)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDocument:
    """One thing that can be found: a post, a lesson or a file.

    `key` is "post:12", "lesson:3", "file:9". `circle` comes from `circle_of`. Only the first 200 000 characters
    of `file_text` are indexed. `subject` and `grade` are codes ("math", "5"); they are also found as words.
    Times are aware UTC.
    """

    key: str
    kind: str
    topic_id: int
    circle: str
    title: str = ""
    tags: tuple[str, ...] = ()
    body: str = ""
    file_text: str = ""
    author_id: int | None = None
    association_id: int | None = None
    subject: str = ""
    grade: str = ""
    language: str = ""
    file_type: str = ""
    created_at: datetime
    active_at: datetime


class Order(StrEnum):
    """How hits are sorted."""

    RELEVANCE = "relevance"
    LATEST = "latest"


class Pass(StrEnum):
    """Which pass gave the hits: all words, or also any of them (ranked below)."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One search for one reader.

    `circles` comes from `circles_of`. `kinds` None means every kind. The names in `query.filters.places` and
    `query.filters.people` mean nothing to the index: whoever reads the database resolves them into `associations`
    and `authors` (an empty set finds nothing, None does not filter). `order` None takes the query's own.
    """

    query: ParsedQuery
    circles: frozenset[str]
    kinds: frozenset[str] | None = None
    associations: frozenset[int] | None = None
    authors: frozenset[int] | None = None
    order: Order | None = None
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document: read it again through the database's own right of reading before showing it."""

    key: str
    topic_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits and the number of all permitted ones."""

    hits: tuple[Hit, ...] = field(default=())
    total: int = 0
    pass_: Pass = Pass.ALL


class SearchError(Exception):
    """Anything the search engine reports."""


class IndexDamaged(SearchError):
    """The index is missing, unreadable or of another format: rebuild it from the database."""


class IndexBusy(SearchError):
    """Another process kept the index locked for longer than we wait."""
