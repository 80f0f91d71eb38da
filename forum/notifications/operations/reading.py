"""Take note of what a person has read, and count anew what waits for her."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import aliased

from forum import clock
from forum.accounts.queries import list_accounts
from forum.actor import Actor
from forum.associations.models import AssociationClosure
from forum.associations.queries import actor_for
from forum.db import db
from forum.errors import NotFound
from forum.notifications.models import Notice, NoticeReader
from forum.notifications.operations.settings import reader_of
from forum.notifications.queries import count_unread
from forum.topics.models import Topic

MOST_COUNTED_ANEW = 1000


def mark_read(*, actor: Actor, notice_id: int) -> None:
    """Take note that the actor has read one of her notices, with all that joined it; NotFound for anybody else's."""
    notice = db.session.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == actor.person_id))
    if notice is None:
        raise NotFound
    same = [Notice.id == notice.id]
    if notice.count > 1:
        same = [Notice.kind == notice.kind, Notice.topic_id == notice.topic_id, Notice.id <= notice.id]
    _read(actor, *same)


def mark_all_read(*, actor: Actor) -> None:
    """Take note that the actor has read all her notices."""
    _read(actor)


def mark_seen(*, actor: Actor, topic_id: int, first: int, last: int) -> int:
    """Take note that the actor has the posts of a topic from one number to another before her; return what waits yet.

    A group of which she has seen a part shrinks to the rest.
    """
    number = func.coalesce(Notice.post_number, 1)
    _read(actor, Notice.topic_id == topic_id, number.between(first, last))
    _shrink(actor, topic_id)
    return _count(actor)


def mark_lesson_seen(*, actor: Actor, lesson_id: int) -> int:
    """Take note that the actor has a lesson with its comments before her; return what waits yet."""
    return _read(actor, Notice.lesson_id == lesson_id)


def recount(person_ids: Collection[int]) -> None:
    """Count anew what waits for these people, each with the rights she has now."""
    for account in list_accounts(sorted(person_ids)[:MOST_COUNTED_ANEW]):
        _count(actor_for(account))


def list_waiting_in(*, topic_id: int | None = None, association_id: int | None = None) -> list[int]:
    """Return whom unread notices wait for: about a topic, or about topics for an association or any above it."""
    query = select(Notice.person_id).distinct().where(Notice.read_at.is_(None)).limit(MOST_COUNTED_ANEW)
    if topic_id is not None:
        return list(db.session.scalars(query.where(Notice.topic_id == topic_id)))
    above = select(AssociationClosure.ancestor_id).where(AssociationClosure.descendant_id == association_id)
    return list(db.session.scalars(query.join(Topic, Topic.id == Notice.topic_id).where(Topic.audience_id.in_(above))))


def mark_topic_read(*, actor: Actor, topic_id: int) -> None:
    """Take note that the actor has read what she was told of one topic."""
    _read(actor, Notice.topic_id == topic_id)


def _read(actor: Actor, *which: ColumnElement[bool]) -> int:
    mine = (Notice.person_id == actor.id, Notice.read_at.is_(None))
    db.session.execute(
        update(Notice).where(*mine, *which).values(read_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    return _count(actor)


def _shrink(actor: Actor, topic_id: int) -> None:
    """Let the newest unread notice of each kind in a topic stand for all unread ones, and no others."""
    other = aliased(Notice)
    same = (
        other.person_id == Notice.person_id, other.topic_id == Notice.topic_id, other.kind == Notice.kind,
        other.read_at.is_(None),
    )  # fmt: skip
    values: dict[Any, Any] = {
        Notice.count: select(func.count(other.id)).where(*same).scalar_subquery(),
        Notice.first_number: select(func.min(other.post_number)).where(*same).scalar_subquery(),
    }
    unread = (Notice.person_id == actor.id, Notice.topic_id == topic_id, Notice.read_at.is_(None))
    grouped = db.session.execute(
        select(Notice.kind, func.max(Notice.id)).where(*unread).group_by(Notice.kind).having(func.max(Notice.count) > 1)
    ).all()
    newest = [notice_id for _kind, notice_id in grouped]
    if newest:
        # Where the newest was among those seen, the newest of the rest takes its place.
        standing = update(Notice).where(Notice.id.in_(newest))
        aside = {"synchronize_session": False}
        db.session.execute(standing.values(superseded=False), execution_options=aside)
        db.session.execute(standing.values(values), execution_options=aside)


def _count(actor: Actor) -> int:
    db.session.flush()
    waiting = count_unread(actor)
    reader_of(actor.id)
    db.session.execute(update(NoticeReader).where(NoticeReader.person_id == actor.id).values(unread=waiting))
    return waiting
