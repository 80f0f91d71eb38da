"""Write and send the letter that follows a notice, if its reader still needs it and may still read the thing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from forum import clock, letters, mail
from forum.accounts.queries import AccountRow, find_account
from forum.associations.queries import actor_for
from forum.db import transaction
from forum.jobs import own_transactions
from forum.notifications.events import NoticeMade
from forum.notifications.models import Notice
from forum.notifications.queries import NoticeRow, find_notice
from forum.notifications.wording import SENTENCES, SOMEBODY, params, path


@own_transactions
def send_letters(events: Sequence[NoticeMade]) -> None:
    """Send one letter a notice; a letter sent twice carries the same Message-ID."""
    for event in events:
        with transaction(write=False) as session:
            person_id = session.scalar(
                select(Notice.person_id).where(Notice.id == event.notice_id, Notice.mailed_at.is_(None))
            )
            account = find_account(person_id) if person_id else None
            notice = find_notice(actor_for(account), event.notice_id) if account else None
        if account is None or notice is None or not account.mail_notices or not account.email_confirmed:
            continue
        if notice.read_at is not None:
            continue
        mail.send(_letter(account, notice))
        with transaction() as session:
            row = session.get(Notice, event.notice_id)
            if row is not None:
                row.mailed_at = clock.now()


def _letter(account: AccountRow, notice: NoticeRow) -> mail.Letter:
    somebody = letters.translate(SOMEBODY, locale=account.locale)
    filled = params(notice, somebody=somebody, locale=account.locale)
    written = letters.render(
        "notice",
        locale=account.locale,
        timezone=account.timezone,
        account=account,
        sentence=letters.translate(SENTENCES[notice.kind], locale=account.locale, **filled),
        target=path(notice),
    )
    return mail.Letter(
        to=account.email,
        to_name=account.full_name,
        subject=written.subject,
        text=written.text,
        html=written.html,
        message_id=f"notice-{notice.id}",
        references=(f"topic-{notice.topic_id}",) if notice.topic_id else (),
    )
