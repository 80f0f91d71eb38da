"""Read one's messages, the people in them, and the people one may write to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, literal, or_, select, tuple_

from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.models import Association
from forum.associations.policy import Audience, Named
from forum.associations.queries import count_readers, named_readers
from forum.db import db
from forum.messages.models import MessageBlock
from forum.messages.policy import can_write
from forum.topics.models import Post, Topic
from forum.topics.policy import messages_to
from forum.topics.queries import Cursor, TopicRow, find_topic

LIST_LENGTH = 30
MOST_COMPLETIONS = 8
MOST_BLOCKED = 500
LARGEST_GROUP = 200
EXCERPT = 160
MOST_WORDS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRow:
    """A conversation in a list: what its last words are, by whom, and who wrote the first."""

    id: int
    slug: str
    title: str
    posts_count: int
    highest_number: int
    author_name: str | None
    last_author_id: int | None
    last_author_name: str | None
    excerpt: str
    bumped_at: Any

    @property
    def cursor(self) -> Cursor:
        """Return its place in the list."""
        return Cursor(self.bumped_at, self.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """A person in a conversation, or one to be written to."""

    id: int
    username: str
    full_name: str
    school: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """An association whose members read a conversation, or may be written to."""

    id: int
    slug: str
    names: tuple[str, str, str]
    people: int = 0

    def name(self, locale: str) -> str:
        """Return its name in a language."""
        return {"kk": self.names[1], "en": self.names[2]}.get(locale) or self.names[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Readers:
    """Everybody in a conversation by name: people and groups, and how many they are together."""

    people: tuple[Reader, ...]
    groups: tuple[Group, ...]
    count: int


_READER = (Person.id, Person.username, Person.full_name, Person.school)


def list_messages(
    *, actor: Actor, sent: bool = False, only: Collection[int] | None = None, without: Collection[int] = (),
    before: Cursor | None = None, text: str = "",
) -> list[MessageRow]:  # fmt: skip
    """Return the conversations the actor is in, the last active first, one more than a page holds; one query.

    `sent`: those she began. `only` and `without` narrow by id. Every word of `text` must stand in the title or a post.
    """
    last, first_author, last_author = Post.__table__.alias("last"), _person("first"), _person("latest")
    query = (
        select(
            Topic.id, Topic.slug, Topic.title, Topic.posts_count, Topic.highest_number,
            first_author.c.full_name.label("author_name"), Topic.last_author_id,
            last_author.c.full_name.label("last_author_name"), Topic.bumped_at, last.c.deleted_at,
            func.substr(last.c.text, 1, EXCERPT + 1).label("excerpt"),
        )
        .outerjoin(last, (last.c.topic_id == Topic.id) & (last.c.number == Topic.highest_number))
        .outerjoin(first_author, first_author.c.id == Topic.author_id)
        .outerjoin(last_author, last_author.c.id == Topic.last_author_id)
        .where(messages_to(actor))
        .order_by(Topic.bumped_at.desc(), Topic.id.desc())
        .limit(LIST_LENGTH + 1)
    )  # fmt: skip
    for word in text.casefold().split()[:MOST_WORDS]:
        said = exists().where(
            Post.topic_id == Topic.id, Post.deleted_at.is_(None), _folded(Post.text).contains(word, autoescape=True)
        )
        query = query.where(or_(_folded(Topic.title).contains(word, autoescape=True), said))
    if sent:
        query = query.where(Topic.author_id == actor.person_id)
    if only is not None:
        query = query.where(Topic.id.in_(only))
    if without:
        query = query.where(Topic.id.not_in(without))
    if before is not None:
        place = tuple_(literal(before.bumped_at, Topic.bumped_at.type), literal(before.topic_id))
        query = query.where(tuple_(Topic.bumped_at, Topic.id) < place)
    return [_message(row) for row in db.session.execute(query)]


def find_message(*, actor: Actor, topic_id: int) -> TopicRow | None:
    """Return a conversation the actor is in; a topic of any other kind is none."""
    topic = find_topic(actor=actor, topic_id=topic_id)
    return topic if topic is not None and topic.audience.kind == "named" else None


def readers_of(topic: TopicRow) -> Readers:
    """Return everybody in a conversation the actor was found to be in: three queries, whatever it is."""
    named = topic.audience.named or Named(frozenset())
    people = db.session.execute(
        select(*_READER).where(Person.id.in_(named.people)).order_by(Person.full_name, Person.id)
    )
    return Readers(
        people=tuple(_reader(row) for row in people),
        groups=tuple(_groups(Association.id.in_(named.groups))),
        count=count_readers(topic.audience, None) or 0,
    )


def list_groups(actor: Actor) -> list[Group]:
    """Return the groups the actor may write to: those she is a member of, unless they are too many people."""
    if not can_write(actor) or not actor.memberships:
        return []
    counted = [
        Group(id=one.id, slug=one.slug, names=one.names, people=count_readers(Audience("circle", one.id), None) or 0)
        for one in _groups(Association.id.in_(actor.memberships))
    ]
    return [one for one in counted if 1 < one.people <= LARGEST_GROUP]


def find_people(names: Iterable[str]) -> dict[str, list[Reader]]:
    """Return who is meant by each of what was typed: a username, a full name, or both with an @ between."""
    wanted = {typed: _split(typed) for typed in names}
    usernames = {username for username, _name in wanted.values() if username}
    full_names = {name.casefold() for username, name in wanted.values() if not username and name}
    query = select(*_READER).where(
        Person.email_confirmed_at.is_not(None),
        or_(Person.username.in_(usernames | full_names), _folded(Person.full_name).in_(full_names)),
    )
    found = [_reader(row) for row in db.session.execute(query.limit(200))]
    return {typed: [one for one in found if _is(one, *parts)] for typed, parts in wanted.items()}


def complete_people(*, actor: Actor, typed: str) -> list[Reader]:
    """Return at most eight people the actor may write to, a word of whose name, or whose username, begins so."""
    if not can_write(actor) or not typed.strip():
        return []
    begun = typed.strip().lstrip("@").casefold()
    name = _folded(Person.full_name)
    query = (
        select(*_READER)
        .where(
            Person.email_confirmed_at.is_not(None),
            Person.id != actor.person_id,
            Person.id.not_in(select(MessageBlock.person_id).where(MessageBlock.blocked_id == actor.person_id)),
            or_(
                Person.username.startswith(begun, autoescape=True),
                name.startswith(begun, autoescape=True),
                name.contains(f" {begun}", autoescape=True),
            ),
        )
        .order_by(Person.full_name, Person.id)
        .limit(MOST_COMPLETIONS)
    )
    return [_reader(row) for row in db.session.execute(query)]


def list_blocked(actor: Actor) -> list[Reader]:
    """Return those from whom the actor takes no messages, by name."""
    query = (
        select(*_READER)
        .join(MessageBlock, MessageBlock.blocked_id == Person.id)
        .where(MessageBlock.person_id == actor.person_id)
        .order_by(Person.full_name, Person.id)
        .limit(MOST_BLOCKED)
    )
    return [_reader(row) for row in db.session.execute(query)]


def blocks(actor: Actor, person_id: int) -> bool:
    """Say whether the actor takes no messages from a person."""
    key = {"person_id": actor.person_id, "blocked_id": person_id}
    return actor.signed_in and db.session.get(MessageBlock, key) is not None


def blockers_of(person_id: int | None) -> set[int]:
    """Return the ids of those who take no messages from a person."""
    if person_id is None:
        return set()
    return set(db.session.scalars(select(MessageBlock.person_id).where(MessageBlock.blocked_id == person_id)))


def reader_ids(named: Named) -> set[int]:
    """Return the ids of everybody in a conversation."""
    return set(db.session.scalars(named_readers(named)))


def _person(name: str) -> Any:
    return Person.__table__.alias(name)


def _groups(condition: ColumnElement[bool]) -> list[Group]:
    query = (
        select(Association.id, Association.slug, Association.name_ru, Association.name_kk, Association.name_en)
        .where(condition)
        .order_by(Association.name_ru, Association.id)
    )
    return [
        Group(id=row.id, slug=row.slug, names=(row.name_ru, row.name_kk, row.name_en))
        for row in db.session.execute(query)
    ]


def _message(row: Any) -> MessageRow:
    excerpt = " ".join((row.excerpt or "").split()) if row.deleted_at is None else ""
    if len(excerpt) > EXCERPT:
        excerpt = f"{excerpt[:EXCERPT].rpartition(' ')[0] or excerpt[:EXCERPT]}…"
    return MessageRow(
        id=row.id,
        slug=row.slug,
        title=row.title,
        posts_count=row.posts_count,
        highest_number=row.highest_number,
        author_name=row.author_name,
        last_author_id=row.last_author_id,
        last_author_name=row.last_author_name,
        excerpt=excerpt,
        bumped_at=row.bumped_at,
    )


def _reader(row: Any) -> Reader:
    return Reader(id=row.id, username=row.username, full_name=row.full_name, school=row.school)


def _split(typed: str) -> tuple[str, str]:
    """Read «Жук Олег @zhuk», «@zhuk», «zhuk» or «Жук Олег» as (username, full name); one of them may be empty."""
    name, sign, username = typed.rpartition("@")
    return (username.strip().lower(), name.strip()) if sign else ("", " ".join(typed.split()))


def _is(one: Reader, username: str, name: str) -> bool:
    if username:
        return one.username == username
    return name.casefold() in {one.username, one.full_name.casefold()}


def _folded(column: Any) -> ColumnElement[str]:
    fold = func.lower if db.session.get_bind().dialect.name == "postgresql" else func.casefold
    return fold(column)
