"""Write and send the letters that follow: what is no longer needed, or no longer hers to read, does not go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from urllib.parse import quote

from forum import letters, mail
from forum.accounts.queries import AccountRow, find_account
from forum.actor import Actor
from forum.associations.queries import actor_for
from forum.db import transaction
from forum.jobs import own_transactions
from forum.notifications import operations, tokens
from forum.notifications.events import MailingMade
from forum.notifications.kinds import GROUPED
from forum.notifications.queries import MailingRow, NoticeRow, find_mailing, find_reader, list_mailed, list_new_topics
from forum.notifications.wording import path, sentence


class BeingSent(Exception):
    """Another worker has claimed the letter; look again when its claim has ended."""


@own_transactions
def send_letters(events: Sequence[MailingMade]) -> None:
    """Send each letter once; one that was interrupted is sent again with the same Message-ID."""
    for event in events:
        with transaction():
            taken = operations.claim(event.mailing_id)
            mailing = find_mailing(event.mailing_id)
        if mailing is None or mailing.sent_at is not None or mailing.dropped_at is not None:
            continue
        if not taken:
            raise BeingSent(event.mailing_id)
        try:
            with transaction(write=False):
                letter = _write(mailing)
            if letter is not None:
                mail.send(letter)
        except Exception:
            with transaction():
                operations.release(mailing.id)
            raise
        with transaction():
            (operations.settle if letter is not None else operations.drop)(mailing.id)


def grouped(notices: Sequence[NoticeRow]) -> list[NoticeRow]:
    """Return one row for all of a kind in a topic, the way the page shows them, oldest first."""
    found: list[NoticeRow] = []
    key = _group_key
    for _same, several in groupby(sorted(notices, key=lambda one: (key(one), one.id)), key=key):
        rows = list(several)
        found.append(replace(rows[-1], count=len(rows), first_number=rows[0].post_number))
    return sorted(found, key=lambda one: one.id)


def _group_key(notice: NoticeRow) -> tuple[str, int, int]:
    alone = notice.kind not in GROUPED or notice.topic_id is None
    return (notice.kind, notice.topic_id or 0, notice.id if alone else 0)


def _write(mailing: MailingRow) -> mail.Letter | None:
    """Return the letter with what its reader may see at this moment; None when nothing is left to say."""
    account = find_account(mailing.person_id)
    if account is None or not account.email_confirmed or not account.mail_notices:
        return None
    reader = find_reader(account.id)
    if mailing.kind == "digest":
        return None if reader.digest == "never" else _digest(account, actor_for(account), mailing)
    return _notices(account, actor_for(account), mailing) if reader.letters == "each" else None


def _notices(account: AccountRow, actor: Actor, mailing: MailingRow) -> mail.Letter | None:
    rows = list_mailed(actor, mailing.id)
    if not rows:
        return None
    told = [(_say(one, account), path(one)) for one in grouped(rows)]
    names = {one.by_name for one in rows}
    words = letters.words(account.locale)
    subject = told[0][0] if len(told) == 1 else words.ngettext(
        "%(num)d новое уведомление", "%(num)d новых уведомлений", len(rows)
    ) % {"num": len(rows)}  # fmt: skip
    topics = {one.topic_id for one in rows}
    title = rows[0].topic_title if len(topics) == 1 and len(told) > 1 else ""
    return _letter(
        account, mailing, "notices", list_name="notices", sender=(names.pop() or "") if len(names) == 1 else "",
        headline=f"{subject}: {title}" if title else subject, told=told,
    )  # fmt: skip


def _digest(account: AccountRow, actor: Actor, mailing: MailingRow) -> mail.Letter | None:
    told = [(_say(one, account), path(one)) for one in grouped(list_mailed(actor, mailing.id))]
    since = mailing.since or mailing.created_at
    topics = list_new_topics(actor, since=since, until=mailing.created_at, locale=account.locale)
    if not told and not topics:
        return None
    reader = find_reader(account.id)
    return _letter(
        account, mailing, "digest", list_name="digest", told=told, topics=topics, mailing=mailing,
        opened=lambda target: f"/my/digest/{mailing.id}?to={quote(target, safe='/')}",
        last=reader.unopened + 1 >= operations.UNOPENED, daily=reader.digest == "daily",
    )  # fmt: skip


def _say(notice: NoticeRow, account: AccountRow) -> str:
    return sentence(notice, words=letters.words(account.locale), locale=account.locale)


def _letter(
    account: AccountRow, owed: MailingRow, template: str, *, list_name: str, sender: str = "", **context: object
) -> mail.Letter:
    unsubscribe = letters.address(f"/unsubscribe/{tokens.sign(account.id, list_name)}")
    written = letters.render(
        template, locale=account.locale, timezone=account.timezone, account=account, unsubscribe=unsubscribe, **context
    )
    return mail.Letter(
        to=account.email,
        to_name=account.full_name,
        subject=written.subject,
        text=written.text,
        html=written.html,
        message_id=f"mailing-{owed.id}",
        references=(f"topic-{owed.topic_id}",) if owed.topic_id else (),
        sender=sender,
        list_name=list_name,
        unsubscribe=unsubscribe,
    )
