"""Make letters of what is due: notices that waited long enough, outside quiet hours, in bundles; and digests.

Called by the worker's clock. Whoever makes a letter takes its notices in the same transaction and records what is owed
for it in the outbox, so a second worker, or one that was killed, makes none twice and loses none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select, update

from forum import clock
from forum.accounts.models import Person
from forum.accounts.queries import AccountRow, find_account
from forum.db import db, transaction
from forum.notifications.events import MailingMade
from forum.notifications.hours import quiet_until
from forum.notifications.kinds import Way
from forum.notifications.models import Mailing, Notice, NoticeReader
from forum.notifications.operations.choosing import plan_digest
from forum.notifications.operations.settings import reader_of, rules
from forum.notifications.queries import ReaderRow, find_reader, kinds_told
from forum.outbox import record

PEOPLE_AT_ONCE = 50
NOTICES_AT_ONCE = 200
LETTERS_A_DAY = 100
# More topics than these at once (as in the morning, when quiet hours end) come in one letter.
TOPICS_APART = 3
PERIODS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
LATE = timedelta(hours=12)


def make_letters() -> None:
    """Make what letters are due, in transactions of their own; a cheap look when there are none."""
    with transaction(write=False):
        due = is_anything_due()
    if due:
        with transaction():
            collect()


def is_anything_due() -> bool:
    """Say whether there is a letter to make."""
    moment = clock.now()
    letters = select(Notice.id).where(Notice.mail_at <= moment).limit(1)
    digests = select(NoticeReader.person_id).where(NoticeReader.digest_at <= moment).limit(1)
    return db.session.scalar(letters) is not None or db.session.scalar(digests) is not None


def collect() -> None:
    """Make the letters and digests that are due now, of some people; what is left is due at the next look."""
    moment = clock.now()
    due = select(Notice.person_id).distinct().where(Notice.mail_at <= moment).limit(PEOPLE_AT_ONCE)
    for person_id in list(db.session.scalars(due)):
        _collect_notices(person_id, moment)
    planned = (
        select(NoticeReader.person_id)
        .where(NoticeReader.digest_at <= moment)
        .order_by(NoticeReader.digest_at)
        .limit(PEOPLE_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for person_id in list(db.session.scalars(planned)):
        _collect_digest(person_id, moment)


def forget_letters() -> None:
    """Let no letter follow any notice there is: whoever filled the forum by machine has nobody to write to."""
    db.session.execute(update(Notice).where(Notice.mail_at.is_not(None)).values(mail_at=None))


def plan_first_digests() -> int:
    """Write down when the first digest is due for people who have none planned; return for how many."""
    query = (
        select(Person.id, Person.timezone)
        .outerjoin(NoticeReader, NoticeReader.person_id == Person.id)
        .where(
            Person.email_confirmed_at.is_not(None),
            or_(
                NoticeReader.person_id.is_(None),
                (NoticeReader.digest_at.is_(None))
                & (NoticeReader.digest != "never")
                & (NoticeReader.stopped_at.is_(None)),
            ),
        )
        .limit(NOTICES_AT_ONCE)
    )
    with transaction(write=False):
        people = db.session.execute(query).all()
    if people:
        with transaction():
            for person_id, timezone in people:
                plan_digest(reader_of(person_id), timezone)
    return len(people)


def _collect_notices(person_id: int, moment: datetime) -> None:
    account, reader = find_account(person_id), find_reader(person_id)
    waiting = update(Notice).where(Notice.person_id == person_id, Notice.mail_at.is_not(None))
    if account is None or not account.email_confirmed or reader.letters != "each" or _had_enough(person_id, moment):
        db.session.execute(waiting.values(mail_at=None))
        return
    quiet_end = _quiet_end(account, reader, moment)
    if quiet_end is not None:
        db.session.execute(waiting.where(Notice.mail_at < quiet_end).values(mail_at=quiet_end))
        return
    kinds = kinds_told(person_id, Way.MAIL)
    notices = db.session.scalars(
        select(Notice)
        .where(Notice.person_id == person_id, Notice.mail_at.is_not(None))
        .order_by(Notice.id)
        .limit(NOTICES_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    wanted = [one for one in notices if one.read_at is None and one.mailing_id is None and one.kind in kinds]
    for notice in notices:
        if notice not in wanted:
            notice.mail_at = None
    for bundle in _bundles(wanted, moment):
        _make(person_id, bundle, moment)


def _had_enough(person_id: int, moment: datetime) -> bool:
    today = (Mailing.person_id == person_id, Mailing.created_at > moment - timedelta(days=1))
    return (db.session.scalar(select(func.count(Mailing.id)).where(*today)) or 0) >= LETTERS_A_DAY


def _quiet_end(account: AccountRow, reader: ReaderRow, moment: datetime) -> datetime | None:
    start = rules().quiet_from if reader.quiet_from is None else reader.quiet_from
    end = rules().quiet_to if reader.quiet_to is None else reader.quiet_to
    return quiet_until(moment, zone=account.timezone, start=start, end=end)


def _bundles(notices: Sequence[Notice], moment: datetime) -> list[list[Notice]]:
    """Return what goes into one letter each: all of a topic when any of it is due, so a conversation stays together."""
    apart: dict[tuple[str, int | None], list[Notice]] = {}
    for notice in notices:
        about = ("topic", notice.topic_id) if notice.topic_id is not None else ("association", notice.association_id)
        apart.setdefault(about, []).append(notice)
    due = [bundle for bundle in apart.values() if any(one.mail_at <= moment for one in bundle if one.mail_at)]
    return due if len(due) <= TOPICS_APART else [[one for bundle in due for one in bundle]]


def _make(person_id: int, bundle: list[Notice], moment: datetime) -> None:
    topics = {notice.topic_id for notice in bundle}
    mailing = Mailing(
        person_id=person_id,
        kind="notices",
        key=f"notices:{bundle[0].id}",
        topic_id=topics.pop() if len(topics) == 1 else None,
        created_at=moment,
    )
    db.session.add(mailing)
    db.session.flush()
    for notice in bundle:
        notice.mailing_id, notice.mail_at = mailing.id, None
    record(MailingMade(mailing_id=mailing.id))


def _collect_digest(person_id: int, moment: datetime) -> None:
    """Make a person's digest and plan the next one; one that is long overdue is left out for that next one."""
    account, row = find_account(person_id), reader_of(person_id)
    due, since = row.digest_at, row.digest_since
    wanted = account is not None and account.email_confirmed and account.mail_notices and row.digest in PERIODS
    plan_digest(row, account.timezone if account else "UTC")
    if not wanted or due is None:
        return
    period = PERIODS[row.digest]
    since = max(since, moment - 2 * period) if since else due - period
    if moment - due > LATE:
        row.digest_since = since
        return
    key = f"digest:{due:%Y%m%d%H}"
    if db.session.scalar(select(exists().where(Mailing.person_id == person_id, Mailing.key == key))):
        return
    mailing = Mailing(person_id=person_id, kind="digest", key=key, since=since, created_at=moment)
    db.session.add(mailing)
    db.session.flush()
    row.digest_since = moment
    ways = (Way.DIGEST, Way.MAIL) if row.letters == "digest" else (Way.DIGEST,)
    db.session.execute(
        update(Notice)
        .where(
            Notice.person_id == person_id,
            Notice.kind.in_(sorted(kinds_told(person_id, *ways))),
            Notice.read_at.is_(None),
            Notice.mailing_id.is_(None),
            Notice.created_at > since,
        )
        .values(mailing_id=mailing.id, mail_at=None)
    )
    record(MailingMade(mailing_id=mailing.id))
