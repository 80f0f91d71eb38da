"""Read notices through the rights their reader has now: what she may no longer see is gone from here too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.models import Association
from forum.db import db
from forum.feedback.models import Feedback
from forum.notifications.models import Notice
from forum.topics.models import Topic
from forum.topics.policy import visible_to

LIST_LENGTH = 30
COUNT_LIMIT = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeRow:
    """One notice with what its sentence needs."""

    id: int
    kind: str
    created_at: datetime
    read_at: datetime | None
    by_name: str | None
    topic_id: int | None
    topic_slug: str | None
    topic_title: str | None
    post_number: int | None
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
            Notice.id, Notice.kind, Notice.created_at, Notice.read_at, Person.full_name.label("by_name"),
            Notice.topic_id, Topic.slug.label("topic_slug"), Topic.title.label("topic_title"), Notice.post_number,
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
    return or_(Notice.topic_id.is_(None), and_(Topic.id.is_not(None), visible_to(actor)))


def list_notices(actor: Actor, *, before_id: int | None = None, limit: int = LIST_LENGTH) -> list[NoticeRow]:
    """Return a person's notices, newest first, those before an id; one more than `limit` tells of a next page."""
    query = _rows(actor).order_by(Notice.id.desc()).limit(limit + 1)
    if before_id is not None:
        query = query.where(Notice.id < before_id)
    return [NoticeRow(**row) for row in db.session.execute(query).mappings()]


def find_notice(actor: Actor, notice_id: int) -> NoticeRow | None:
    """Return one of the actor's own notices that she may still see."""
    row = db.session.execute(_rows(actor).where(Notice.id == notice_id)).mappings().first()
    return NoticeRow(**row) if row else None


def count_unread(actor: Actor) -> int:
    """Return how many notices wait, counting no further than 100."""
    if not actor.signed_in:
        return 0
    waiting = (
        select(Notice.id)
        .outerjoin(Topic, Topic.id == Notice.topic_id)
        .where(Notice.person_id == actor.person_id, Notice.read_at.is_(None), _may_still_see(actor))
        .limit(COUNT_LIMIT)
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(waiting)) or 0
