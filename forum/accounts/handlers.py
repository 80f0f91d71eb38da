"""Mail what accounts ask for: one-time links, and a note when an address is registered again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from forum import clock, letters, mail
from forum.accounts.events import LinkRequested, RegistrationRepeated
from forum.accounts.operations import links
from forum.accounts.queries import AccountRow, find_account, find_account_by_email
from forum.db import transaction
from forum.jobs import own_transactions


@own_transactions
def mail_links(events: Sequence[LinkRequested]) -> None:
    """Send each link that was asked for, if its address has an account; the same letter however often it runs."""
    for event in events:
        with transaction():
            account = find_account_by_email(event.email)
            wanted = account is not None and not (event.purpose == links.CONFIRM and account.email_confirmed)
            link = (
                links.issue(purpose=event.purpose, person_id=account.id, email=account.email, asked_at=event.asked_at)
                if account is not None and wanted
                else None
            )
        if account is not None and link is not None:
            token, expires_at = link
            path = f"/confirm/{token}" if event.purpose == links.CONFIRM else f"/reset/{token}"
            _send(account, event.purpose, event.asked_at, link=letters.address(path), expires_at=expires_at)


@own_transactions
def mail_repeated_registrations(events: Sequence[RegistrationRepeated]) -> None:
    """Tell an owner that someone tried to register her address, unless that was long ago."""
    for event in events:
        with transaction(write=False):
            account = find_account(event.person_id)
        if account is not None and clock.now() - event.asked_at < links.LIFETIMES[links.CONFIRM]:
            _send(account, "registered_already", event.asked_at)


def _send(account: AccountRow, name: str, asked_at: datetime, **context: object) -> None:
    written = letters.render(
        name, locale=account.locale, timezone=account.timezone, full_name=account.full_name, **context
    )
    mail.send(
        mail.Letter(
            to=account.email,
            to_name=account.full_name,
            subject=written.subject,
            text=written.text,
            html=written.html,
            message_id=f"{name}-{account.id}-{asked_at.timestamp():.6f}",
        )
    )
