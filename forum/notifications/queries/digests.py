"""Read what a digest holds, through the rights its reader has at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.models import Association
from forum.db import db
from forum.notifications.models import Mailing
from forum.topics.models import Topic
from forum.topics.policy import visible_to

TOPICS_IN_DIGEST = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestTopic:
    """A new topic or lesson, as a digest names it."""

    id: int
    slug: str
    title: str
    kind: str
    replies: int
    author_name: str | None
    association: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class MailingRow:
    """A letter as it is owed or was sent."""

    id: int
    person_id: int
    kind: str
    topic_id: int | None
    since: datetime | None
    created_at: datetime
    sent_at: datetime | None
    dropped_at: datetime | None


def find_mailing(mailing_id: int) -> MailingRow | None:
    """Return a letter by id; whose it is, is for the asker to look at."""
    row = db.session.execute(
        select(
            Mailing.id, Mailing.person_id, Mailing.kind, Mailing.topic_id, Mailing.since, Mailing.created_at,
            Mailing.sent_at, Mailing.dropped_at,
        ).where(Mailing.id == mailing_id)
    ).first()  # fmt: skip
    return MailingRow(**row._mapping) if row else None  # noqa: SLF001 - the documented way to a row's names


def find_digest(actor: Actor, mailing_id: int) -> MailingRow | None:
    """Return one of the actor's own digests."""
    found = find_mailing(mailing_id)
    mine = found is not None and found.kind == "digest" and found.person_id == actor.person_id
    return found if mine else None


def list_new_topics(actor: Actor, *, since: datetime, until: datetime, locale: str) -> list[DigestTopic]:
    """Return at most ten new topics by others in the actor's circles, the most answered first; she may read them all.

    Somebody who stands in no circle yet gets what is public.
    """
    name = {"kk": Association.name_kk, "en": Association.name_en}.get(locale, Association.name_ru)
    query = (
        select(
            Topic.id, Topic.slug, Topic.title, Topic.kind, Topic.created_at, (Topic.posts_count - 1).label("replies"),
            Person.full_name.label("author_name"), name.label("association"),
        )
        .join(Association, Association.id == Topic.association_id)
        .outerjoin(Person, Person.id == Topic.author_id)
        .where(
            Topic.created_at > since,
            Topic.created_at <= until,
            func.coalesce(Topic.author_id, 0) != actor.person_id,
            visible_to(actor),
        )
        .order_by(Topic.posts_count.desc(), Topic.id.desc())
        .limit(TOPICS_IN_DIGEST)
    )  # fmt: skip
    if actor.circles:
        query = query.where(Topic.association_id.in_(sorted(actor.circles)))
    return [DigestTopic(**row._mapping) for row in db.session.execute(query)]  # noqa: SLF001
