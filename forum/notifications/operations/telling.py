"""Tell people: once of each thing, in the way each has chosen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select, update

from forum import clock
from forum.db import db
from forum.notifications.events import NoticeMade
from forum.notifications.kinds import GROUPED, Kind, Way
from forum.notifications.models import Notice, NoticeReader
from forum.notifications.operations.settings import reader_of, rules
from forum.notifications.queries import how_told
from forum.outbox import record

KEPT = 10_000
LOOK_EVERY = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a notice is about."""

    by_id: int | None = None
    topic_id: int | None = None
    post_number: int | None = None
    lesson_id: int | None = None
    version_number: int | None = None
    feedback_id: int | None = None
    association_id: int | None = None


def tell(*, person_id: int, kind: Kind | str, key: str, about: About) -> Notice | None:
    """Tell a person something once; None when she has been told already, or wants to hear nothing of this kind."""
    kind = Kind(kind)
    known = db.session.scalar(select(Notice.id).where(Notice.person_id == person_id, Notice.key == key))
    told = how_told(person_id, kind)
    if known is not None or told.way is Way.NEVER:
        return None
    before = _waiting(person_id, kind, about)
    moment = clock.now()
    notice = Notice(
        person_id=person_id,
        kind=kind.value,
        key=key,
        by_id=about.by_id,
        topic_id=about.topic_id,
        post_number=about.post_number,
        first_number=before.first_number if before else about.post_number,
        count=before.count + 1 if before else 1,
        lesson_id=about.lesson_id,
        version_number=about.version_number,
        feedback_id=about.feedback_id,
        association_id=about.association_id,
        created_at=moment,
        mail_at=moment + rules().delay if told.way is Way.MAIL and told.at_once else None,
    )
    db.session.add(notice)
    if before is None:
        reader_of(person_id)
        db.session.execute(
            update(NoticeReader).where(NoticeReader.person_id == person_id).values(unread=NoticeReader.unread + 1)
        )
    else:
        before.superseded = True
    db.session.flush()
    if notice.id % LOOK_EVERY == 0:
        forget_old(person_id)
    record(NoticeMade(notice_id=notice.id))
    return notice


def forget_old(person_id: int) -> None:
    """Let a person's oldest notices go, beyond the ten thousand that are kept."""
    oldest = db.session.scalar(
        select(Notice.id).where(Notice.person_id == person_id).order_by(Notice.id.desc()).offset(KEPT - 1).limit(1)
    )
    if oldest is not None:
        db.session.execute(delete(Notice).where(Notice.person_id == person_id, Notice.id < oldest))


def _waiting(person_id: int, kind: Kind, about: About) -> Notice | None:
    """Return the unread notice that a further one of this kind about the same topic joins."""
    if kind not in GROUPED or about.topic_id is None:
        return None
    return db.session.scalar(
        select(Notice)
        .where(
            Notice.person_id == person_id,
            Notice.kind == kind.value,
            Notice.topic_id == about.topic_id,
            Notice.read_at.is_(None),
            Notice.superseded.is_(False),
        )
        .order_by(Notice.id.desc())
        .limit(1)
    )
