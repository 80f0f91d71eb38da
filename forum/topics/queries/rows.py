"""Topics, posts, revisions and tags as plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from forum.associations.policy import Audience
from forum.topics.policy import TopicRights

POSTS_ON_PAGE = 25
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag; `topics` counts those the asker may read, where it was asked for."""

    name: str
    slug: str
    topics: int = 0


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list ordered by the last activity."""

    bumped_at: datetime
    topic_id: int

    def __str__(self) -> str:
        return f"{(self.bumped_at - _EPOCH) // timedelta(microseconds=1)}-{self.topic_id}"

    @classmethod
    def parse(cls, value: str) -> Cursor | None:
        """Read what `str` wrote; None on anything else (it comes from an address)."""
        moment, _, topic_id = value.partition("-")
        numbers = [part for part in (moment, topic_id) if part.isascii() and part.isdigit() and len(part) <= 17]
        if len(numbers) != 2 or int(topic_id) >= 2**31:
            return None
        return cls(_EPOCH + timedelta(microseconds=int(moment)), int(topic_id))


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicRow:
    """A topic with its place, its readers and its counters."""

    id: int
    slug: str
    title: str
    kind: str
    association_id: int
    association_slug: str
    association_names: tuple[str, str, str]
    audience: Audience
    audience_names: tuple[str, str, str] | None
    author_id: int | None
    author_name: str | None
    language: str
    tags: tuple[TagRow, ...]
    posts_count: int
    highest_number: int
    created_at: datetime
    bumped_at: datetime
    closed_at: datetime | None
    deleted_at: datetime | None
    version: int

    @property
    def rights(self) -> TopicRights:
        """Return what rights over it are decided by."""
        return TopicRights(
            audience=self.audience,
            author_id=self.author_id,
            association_id=self.association_id,
            closed_at=self.closed_at,
            deleted_at=self.deleted_at,
        )

    @property
    def replies(self) -> int:
        """Return how many answers there are to the first post."""
        return max(self.posts_count - 1, 0)

    @property
    def last_page(self) -> int:
        """Return the number of the last page of its stream."""
        return page_of(max(self.highest_number, 1))

    def association_name(self, locale: str) -> str:
        """Return the name of its association in a language."""
        return _in_language(self.association_names, locale)

    def audience_name(self, locale: str) -> str:
        """Return the name of the circle it is meant for; empty for a public or private one."""
        return _in_language(self.audience_names, locale) if self.audience_names else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicList:
    """A page of topics, newest activity first, and where the pages beside it begin."""

    topics: tuple[TopicRow, ...]
    newer: Cursor | None
    older: Cursor | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PostRow:
    """A post as the stream shows it; a deleted one carries no text, and `author_id` may be unknown."""

    id: int
    topic_id: int
    number: int
    kind: str
    author_id: int | None
    author_name: str | None
    author_username: str | None
    author_school: str | None
    reply_to_number: int | None
    cooked: str
    revisions_count: int
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    deleted_by_id: int | None
    replies: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PostSource:
    """One post with what was typed, and its topic."""

    post: PostRow
    source: str
    topic: TopicRow


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionRow:
    """What a post said before an edit, and who edited it when."""

    number: int
    source: str
    title: str | None
    tags: tuple[str, ...] | None
    editor_name: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person as she is offered while `@name` is typed."""

    username: str
    full_name: str
    school: str


def page_of(number: int) -> int:
    """Return the page of the stream on which a post stands, from 1."""
    return (number - 1) // POSTS_ON_PAGE + 1


def _in_language(names: tuple[str, str, str], locale: str) -> str:
    return {"kk": names[1], "en": names[2]}.get(locale) or names[0]
