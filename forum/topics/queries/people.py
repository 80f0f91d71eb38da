"""Read the people a text names: who they are and whether they stand among the readers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select

from forum.accounts.models import Person
from forum.associations.policy import Audience
from forum.associations.queries import readers
from forum.db import db
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


def complete_names(typed: str, *, audience: Audience, author_id: int | None) -> list[NamedPerson]:
    """Return at most eight readers whose username, or a word of whose name, begins with what is typed."""
    begun = _folded(literal(typed.casefold().replace("\\", "").replace("%", "").replace("_", "")))
    name = _folded(Person.full_name)
    query = (
        select(Person.username, Person.full_name, Person.school)
        .where(
            or_(Person.username.like(begun + "%"), name.like(begun + "%"), name.like("% " + begun + "%")),
            _among(audience, author_id),
        )
        .order_by(Person.full_name, Person.id)
        .limit(MOST_COMPLETIONS)
    )
    return [NamedPerson(row.username, row.full_name, row.school) for row in db.session.execute(query)]


def _among(audience: Audience, author_id: int | None) -> ColumnElement[bool]:
    """Return the condition on `Person` that keeps the readers of an audience."""
    if audience.kind == "public":
        return literal(value=True)
    author = Person.id == (author_id or 0)
    if audience.kind == "private":
        return author
    return or_(author, Person.id.in_(readers(audience.association_id or 0)))


def _folded(column: ColumnElement[str] | Any) -> ColumnElement[str]:
    fold = func.lower if db.session.get_bind().dialect.name == "postgresql" else func.casefold
    return fold(column)
