"""Turn the generated stream into rows of the tables, as the forum's own operations would leave them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.models import Membership
from forum.associations.operations import create_association
from forum.cli.demo.scale import Row, ScaleAssociation, ScalePerson, ScalePost, ScaleTopic
from forum.cli.demo.state import LOCKED
from forum.markup import RENDERER_VERSION
from forum.slugs import slugify
from forum.topics.models import Post, Tag, Topic, TopicTag
from forum.topics.operations.texts import tag_slug

# Their ids are given here, so a database with sequences must be told.
NUMBERED = (Person.__tablename__, Topic.__tablename__, Post.__tablename__, Tag.__tablename__)
FOUNDED_DAYS = 760
_KEEPER = Actor(full_name="forum demo", is_admin=True)

Values = dict[str, Any]


class Buffer:
    """Rows on their way into the tables; people and topics keep the numbers of the stream as their ids."""

    def __init__(self, moment: datetime) -> None:
        self._founded = moment - timedelta(days=FOUNDED_DAYS)
        self._associations: list[ScaleAssociation] = []
        self._ids: dict[int, int] = {}
        self._headed: set[int] = set()
        self._tags: dict[str, tuple[int, str]] = {}
        self._posts = 0
        self._rows: dict[type[Any], list[Values]] = {
            table: [] for table in (Person, Membership, Tag, Topic, TopicTag, Post)
        }

    @property
    def size(self) -> int:
        """Return how many posts wait to be written."""
        return len(self._rows[Post])

    def take(self, row: Row) -> None:
        """Take one row of the stream; a topic's posts must follow it before anything is written."""
        match row:
            case ScaleAssociation():
                self._associations.append(row)
            case ScalePerson():
                self._take_person(row)
            case ScaleTopic():
                self._take_topic(row)
            case ScalePost():
                self._take_post(row)

    def write(self, connection: Connection) -> int:
        """Write what waits, parents before children, into the current transaction; return the number of posts."""
        for row in self._associations:
            self._ids[row.number] = _plant(row, [self._ids[parent] for parent in row.parents])
        self._associations.clear()
        for values in (*self._rows[Membership], *self._rows[Topic]):
            _point(values, self._ids)
        written = self.size
        for table, rows in self._rows.items():
            if rows:
                connection.execute(insert(table), rows)
                rows.clear()
        return written

    def _take_person(self, row: ScalePerson) -> None:
        self._rows[Person].append(
            {
                "id": row.number,
                "username": row.username,
                "full_name": row.full_name,
                "email": row.email,
                "password_hash": LOCKED,
                "email_confirmed_at": self._founded,
                "locale": row.language,
                "timezone": row.timezone,
                "created_at": self._founded,
            }
        )
        for association in row.associations:
            role = "member" if association in self._headed else "head"
            self._headed.add(association)
            self._rows[Membership].append(
                {
                    "person_id": row.number,
                    "association_id": association,
                    "role": role,
                    "state": "active",
                    "created_at": self._founded,
                    "decided_at": self._founded,
                }
            )

    def _take_topic(self, row: ScaleTopic) -> None:
        tags = list(self._tagged(row.tags))
        self._rows[Topic].append(
            {
                "id": row.number,
                "slug": slugify(row.title),
                "title": row.title,
                "kind": row.kind,
                "association_id": row.association,
                "audience": "circle" if row.audience else "public",
                "audience_id": row.audience,
                "author_id": row.author,
                "language": row.language,
                "tags": [name for _, name in tags],
                "posts_count": row.posts_count,
                "highest_number": row.posts_count,
                "last_author_id": row.author,
                "created_at": row.opened_at,
                "bumped_at": row.last_post_at,
                "version": row.posts_count,
            }
        )
        self._rows[TopicTag] += [
            {"topic_id": row.number, "tag_id": tag_id, "position": position}
            for position, (tag_id, _) in enumerate(tags)
        ]

    def _take_post(self, row: ScalePost) -> None:
        self._posts += 1
        self._rows[Topic][-1]["last_author_id"] = row.author
        self._rows[Post].append(
            {
                "id": self._posts,
                "topic_id": row.topic,
                "number": row.number,
                "kind": "first" if row.number == 1 else "reply",
                "author_id": row.author,
                "reply_to_number": row.reply_to,
                "source": row.text,
                "cooked": cook_prose(row.text),
                "text": row.text.replace("\n\n", "\n"),
                "renderer_version": RENDERER_VERSION,
                "created_at": row.at,
            }
        )

    def _tagged(self, names: Iterable[str]) -> Iterator[tuple[int, str]]:
        """Give the id and the name of each tag once, making the new ones; a known one keeps its first name."""
        given: set[str] = set()
        for name in names:
            slug = tag_slug(name)
            if slug in given:
                continue
            given.add(slug)
            if slug not in self._tags:
                self._tags[slug] = (len(self._tags) + 1, name)
                self._rows[Tag].append({"id": self._tags[slug][0], "name": name, "slug": slug})
            yield self._tags[slug]


def cook_prose(source: str) -> str:
    """Return what the renderer makes of plain paragraphs that hold no mark of Markdown, a hundred times faster."""
    return "\n".join(f"<p>{html.escape(part, quote=False)}</p>" for part in source.split("\n\n"))


def _plant(row: ScaleAssociation, parents: list[int]) -> int:
    return create_association(
        actor=_KEEPER,
        kind=row.type,
        subject=row.subject,
        joining="open",
        name_ru=row.name_ru,
        name_kk=row.name_kk,
        name_en=row.name_en,
        parents=parents,
    )


def _point(values: Values, ids: dict[int, int]) -> None:
    """Turn the numbers of associations into their ids."""
    for name in ("association_id", "audience_id"):
        if values.get(name) is not None:
            values[name] = ids[values[name]]
