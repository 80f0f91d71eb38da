"""Read the people a text names: who they are and whether they stand among the readers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select

from forum.accounts.models import Person
from forum.associations.policy import Audience, Named
from forum.associations.queries import named_readers, readers
from forum.db import db
from forum.topics.models import TopicReader
from forum.topics.queries.rows import NamedPerson

MOST_COMPLETIONS = 8


def names_of(usernames: Collection[str]) -> dict[str, str]:
    """Return username -> full name of those that exist; what `markup.cook` asks for."""
    query = select(Person.username, Person.full_name).where(Person.username.in_(usernames))
    return {row.username: row.full_name for row in db.session.execute(query)}


def readers_named(
    usernames: Collection[str], *, audience: Audience, author_id: int | None, without_id: int | None = None
) -> tuple[int, ...]:
    """Return the ids of the named persons who stand among the readers, one of them left out."""
    if not usernames:
        return ()
    query = select(Person.id).where(Person.username.in_(usernames), _among(audience, author_id))
    return tuple(one for one in db.session.scalars(query.order_by(Person.id)) if one != without_id)


def readers_among(person_ids: Collection[int], *, audience: Audience, author_id: int | None) -> list[int]:
    """Return those of the persons who stand among the readers, in the order of their ids."""
    query = select(Person.id).where(Person.id.in_(person_ids), _among(audience, author_id)).order_by(Person.id)
    return list(db.session.scalars(query))


def complete_names(typed: str, *, audience: Audience, author_id: int | None) -> list[NamedPerson]:
    """Return at most eight readers whose username, or a word of whose name, begins with what is typed."""
    begun = prefix_of(typed)
    name = folded(Person.full_name)
    query = (
        select(Person.username, Person.full_name, Person.school)
        .where(
            or_(Person.username.like(begun), name.like(begun), name.like("% " + begun)),
            _among(audience, author_id),
        )
        .order_by(Person.full_name, Person.id)
        .limit(MOST_COMPLETIONS)
    )
    return [NamedPerson(row.username, row.full_name, row.school) for row in db.session.execute(query)]


def get_named(topic_id: int) -> Named:
    """Return the named readers of a message."""
    rows = db.session.execute(
        select(TopicReader.person_id, TopicReader.association_id, TopicReader.left_at).where(
            TopicReader.topic_id == topic_id
        )
    ).all()
    return Named(
        people=frozenset(row.person_id for row in rows if row.person_id is not None and row.left_at is None),
        groups=frozenset(row.association_id for row in rows if row.association_id is not None),
        left=frozenset(row.person_id for row in rows if row.person_id is not None and row.left_at is not None),
    )


def _among(audience: Audience, author_id: int | None) -> ColumnElement[bool]:
    """Return the condition on `Person` that keeps the readers of an audience."""
    if audience.kind == "public":
        return literal(value=True)
    if audience.kind == "named":
        return Person.id.in_(named_readers(audience.named)) if audience.named else literal(value=False)
    author = Person.id == (author_id or 0)
    if audience.kind == "private":
        return author
    return or_(author, Person.id.in_(readers(audience.association_id or 0)))


def prefix_of(typed: str) -> ColumnElement[str]:
    """Return the pattern of what begins with the words typed, whatever the size of their letters."""
    return folded(literal(typed.casefold().replace("\\", "").replace("%", "").replace("_", ""))) + "%"


def folded(column: ColumnElement[str] | Any) -> ColumnElement[str]:
    """Return a text with its letters made small, as the database in use does it."""
    fold = func.lower if db.session.get_bind().dialect.name == "postgresql" else func.casefold
    return fold(column)
