"""What is new and unread, told again in plain Python: no table, no index, every post looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forum.topics.levels import Level

TWO_DAYS = timedelta(days=2)


@dataclass
class ModelPost:
    """A post as the model knows it."""

    number: int
    author: int
    at: datetime
    id: int = 0
    deleted: bool = False


@dataclass
class ModelTopic:
    """A topic as the model knows it; `audience` is an association or None for everybody."""

    id: int
    place: int
    audience: int | None
    tags: frozenset[str]
    posts: list[ModelPost] = field(default_factory=list)

    @property
    def author(self) -> int:
        return self.posts[0].author

    @property
    def alive(self) -> bool:
        return not self.posts[0].deleted

    @property
    def order(self) -> tuple[datetime, int]:
        """Return what lists are ordered by, latest greatest."""
        return max((post.at for post in self.posts if not post.deleted), default=self.posts[0].at), self.id


@dataclass
class Model:
    """The forum: who stands where, what was said, read and chosen. `above` leads from an association to its way up."""

    above: dict[int, list[int]]
    circles: dict[int, set[int]]
    joined: dict[int, datetime]
    topics: list[ModelTopic] = field(default_factory=list)
    read: dict[tuple[int, int], int] = field(default_factory=dict)
    chosen: dict[tuple[int, str, int | str], Level] = field(default_factory=dict)

    def may_read(self, person: int, topic: ModelTopic) -> bool:
        mine = topic.author == person
        return topic.alive and (mine or topic.audience is None or topic.audience in self.circles[person])

    def level(self, person: int, topic: ModelTopic) -> Level:
        """Return the level by going through the rules one after another."""
        if (person, "topic", topic.id) in self.chosen:
            return self.chosen[person, "topic", topic.id]
        tags = [self.chosen[person, "tag", tag] for tag in topic.tags if (person, "tag", tag) in self.chosen]
        places = [
            self.chosen[person, "place", place]
            for place in self.above[topic.place]
            if (person, "place", place) in self.chosen
        ]
        around = max(tags) if tags else places[0] if places else Level.NORMAL
        if topic.author == person:
            return max(Level.WATCHING, around)
        if any(post.author == person for post in topic.posts):
            return max(Level.TRACKING, around)
        return around

    def unread(self, person: int, topic: ModelTopic) -> int:
        last = self.read.get((person, topic.id))
        if last is None or not self.may_read(person, topic) or self.level(person, topic) < Level.TRACKING:
            return 0
        return sum(1 for post in topic.posts if post.number > last and not post.deleted and post.author != person)

    def is_new(self, person: int, topic: ModelTopic, now: datetime) -> bool:
        opened = topic.posts[0].at
        return (
            self.may_read(person, topic)
            and (person, topic.id) not in self.read
            and topic.author != person
            and opened > max(now - TWO_DAYS, self.joined[person])
            and self.level(person, topic) != Level.MUTED
        )

    def unread_list(self, person: int) -> list[int]:
        found = [topic for topic in self.topics if self.unread(person, topic)]
        return [topic.id for topic in sorted(found, key=lambda one: one.order, reverse=True)]

    def new_list(self, person: int, now: datetime) -> list[int]:
        found = [topic for topic in self.topics if self.is_new(person, topic, now)]
        return [topic.id for topic in sorted(found, key=lambda one: one.order, reverse=True)]
