"""Read notices through the rights their reader has now: what she may no longer see is gone from here too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.models import Association
from forum.db import db
from forum.feedback.models import Feedback
from forum.notifications.models import Notice, NoticeReader
from forum.topics.models import Topic
from forum.topics.policy import messages_to, reachable_by

LIST_LENGTH = 30
COUNT_LIMIT = 100
MOST_IN_LETTER = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeRow:
    """One notice with what its sentence needs; `count` of them when several joined, the first at `first_number`."""

    id: int
    kind: str
    count: int
    created_at: datetime
    read_at: datetime | None
    by_name: str | None
    topic_id: int | None
    topic_slug: str | None
    topic_title: str | None
    post_number: int | None
    first_number: int | None
    lesson_id: int | None
    version_number: int | None
    feedback_number: int | None
    association_id: int | None
    association_slug: str | None
    association_ru: str | None
    association_kk: str | None
    association_en: str | None

    def association_name(self, locale: str) -> str:
        """Return the association's name in a language."""
        return {"kk": self.association_kk, "en": self.association_en}.get(locale) or self.association_ru or ""


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Notice.id, Notice.kind, Notice.count, Notice.created_at, Notice.read_at,
            Person.full_name.label("by_name"), Notice.topic_id, Topic.slug.label("topic_slug"),
            Topic.title.label("topic_title"), Notice.post_number, Notice.first_number,
            Notice.lesson_id, Notice.version_number, Feedback.number.label("feedback_number"),
            Notice.association_id, Association.slug.label("association_slug"),
            Association.name_ru.label("association_ru"), Association.name_kk.label("association_kk"),
            Association.name_en.label("association_en"),
        )
        .outerjoin(Topic, Topic.id == Notice.topic_id)
        .outerjoin(Feedback, Feedback.id == Notice.feedback_id)
        .outerjoin(Person, Person.id == Notice.by_id)
        .outerjoin(Association, Association.id == Notice.association_id)
        .where(Notice.person_id == actor.person_id, _may_still_see(actor))
    )  # fmt: skip


def _may_still_see(actor: Actor) -> Any:
    return or_(Notice.topic_id.is_(None), and_(Topic.id.is_not(None), reachable_by(actor)))


def list_notices(
    actor: Actor, *, before_id: int | None = None, limit: int = LIST_LENGTH, kinds: Collection[str] = (),
    unread: bool = False,
) -> list[NoticeRow]:  # fmt: skip
    """Return a person's notices, newest first, those before an id; one more than `limit` tells of a next page.

    `kinds` keeps only these, `unread` only those she has not read.
    """
    query = _rows(actor).where(Notice.superseded.is_(False)).order_by(Notice.id.desc()).limit(limit + 1)
    if before_id is not None:
        query = query.where(Notice.id < before_id)
    if kinds:
        query = query.where(Notice.kind.in_(sorted(kinds)))
    if unread:
        query = query.where(Notice.read_at.is_(None))
    return [NoticeRow(**row) for row in db.session.execute(query).mappings()]


def find_notice(actor: Actor, notice_id: int) -> NoticeRow | None:
    """Return one of the actor's own notices that she may still see."""
    row = db.session.execute(_rows(actor).where(Notice.id == notice_id)).mappings().first()
    return NoticeRow(**row) if row else None


def list_mailed(actor: Actor, mailing_id: int, *, unread: bool = True) -> list[NoticeRow]:
    """Return the notices of a letter to the actor that she may still see, oldest first; those read by now left out."""
    query = _rows(actor).where(Notice.mailing_id == mailing_id).order_by(Notice.id).limit(MOST_IN_LETTER)
    if unread:
        query = query.where(Notice.read_at.is_(None))
    return [NoticeRow(**row) for row in db.session.execute(query).mappings()]


def list_unread_messages(actor: Actor) -> list[int]:
    """Return the ids of the messages to the actor of which unread notices tell, counting no further than 100."""
    query = (
        select(Notice.topic_id)
        .join(Topic, Topic.id == Notice.topic_id)
        .where(Notice.person_id == actor.person_id, Notice.read_at.is_(None), messages_to(actor))
        .distinct()
        .limit(COUNT_LIMIT)
    )
    return [one for one in db.session.scalars(query) if one is not None]


def count_unread(actor: Actor) -> int:
    """Return how many notices wait and may be seen, counting no further than 100; asked of every notice anew."""
    if not actor.signed_in:
        return 0
    waiting = (
        select(Notice.id)
        .outerjoin(Topic, Topic.id == Notice.topic_id)
        .where(
            Notice.person_id == actor.person_id,
            Notice.read_at.is_(None),
            Notice.superseded.is_(False),
            _may_still_see(actor),
        )
        .limit(COUNT_LIMIT)
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(waiting)) or 0


def count_waiting(actor: Actor) -> int:
    """Return the number beside the bell, as it was counted when something last changed it."""
    if not actor.signed_in:
        return 0
    return db.session.scalar(select(NoticeReader.unread).where(NoticeReader.person_id == actor.person_id)) or 0
