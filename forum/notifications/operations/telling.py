"""Tell people: once of each thing, in the way each has chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from forum import clock
from forum.db import db
from forum.notifications.events import NoticeMade
from forum.notifications.kinds import GROUPED, Kind, Way
from forum.notifications.models import Notice, NoticeReader
from forum.notifications.operations.settings import BEGUN, rules
from forum.notifications.queries import Told, list_told
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
    return next(iter(tell_all(reasons={person_id: Kind(kind)}, key=key, about=about)), None)


def tell_all(*, reasons: Mapping[int, Kind], key: str, about: About) -> list[Notice]:
    """Tell many people one thing, each for her own reason, with a few statements for all of them."""
    known = set(
        db.session.scalars(select(Notice.person_id).where(Notice.key == key, Notice.person_id.in_(sorted(reasons))))
    )
    fresh = {person_id: kind for person_id, kind in reasons.items() if person_id not in known}
    told = {person_id: one for person_id, one in list_told(fresh).items() if one.way is not Way.NEVER} if fresh else {}
    before = _waiting({person_id: fresh[person_id] for person_id in told}, about)
    made = [
        _notice(
            person_id, kind=fresh[person_id], key=key, about=about, told=told[person_id], before=before.get(person_id)
        )
        for person_id in sorted(told)
    ]
    db.session.add_all(NoticeReader(person_id=one, **BEGUN) for one in sorted(told) if not told[one].has_row)
    db.session.add_all(made)
    for notice in before.values():
        notice.superseded = True
    db.session.flush()
    db.session.execute(
        update(NoticeReader)
        .where(NoticeReader.person_id.in_(sorted(told.keys() - before.keys())))
        .values(unread=NoticeReader.unread + 1)
    )
    for notice in made:
        if notice.id % LOOK_EVERY == 0:
            forget_old(notice.person_id)
        record(NoticeMade(notice_id=notice.id))
    return made


def _notice(person_id: int, *, kind: Kind, key: str, about: About, told: Told, before: Notice | None) -> Notice:
    moment = clock.now()
    return Notice(
        person_id=person_id,
        kind=kind.value,
        key=key,
        by_id=about.by_id,
        topic_id=about.topic_id,
        post_number=about.post_number,
        first_number=before.first_number if before else about.post_number,
        count=before.count + 1 if before else 1,
        superseded=False,
        lesson_id=about.lesson_id,
        version_number=about.version_number,
        feedback_id=about.feedback_id,
        association_id=about.association_id,
        created_at=moment,
        mail_at=moment + rules().delay if told.way is Way.MAIL and told.at_once else None,
    )


def forget_old(person_id: int) -> None:
    """Let a person's oldest notices go, beyond the ten thousand that are kept."""
    oldest = db.session.scalar(
        select(Notice.id).where(Notice.person_id == person_id).order_by(Notice.id.desc()).offset(KEPT - 1).limit(1)
    )
    if oldest is not None:
        db.session.execute(delete(Notice).where(Notice.person_id == person_id, Notice.id < oldest))


def _waiting(reasons: Mapping[int, Kind], about: About) -> dict[int, Notice]:
    """Return, for each person, the unread notice that a further one of her kind about the same topic joins."""
    joining = {person_id: kind for person_id, kind in reasons.items() if kind in GROUPED}
    if not joining or about.topic_id is None:
        return {}
    query = (
        select(Notice)
        .where(
            Notice.topic_id == about.topic_id,
            Notice.person_id.in_(sorted(joining)),
            Notice.kind.in_(sorted(set(joining.values()))),
            Notice.read_at.is_(None),
            Notice.superseded.is_(False),
        )
        .order_by(Notice.id)
    )
    return {one.person_id: one for one in db.session.scalars(query) if one.kind == joining[one.person_id]}
