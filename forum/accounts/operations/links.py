"""One-time links: bound to purpose, person and address, kept as a hash, good once and for a while.

The secret part is computed from the site's key and the moment of asking, so that a letter sent twice by a
worker that was interrupted carries the same link; it stands in no table and in no queue.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from forum import clock
from forum.accounts.models import OneTimeLink, Person
from forum.accounts.queries import hash_token
from forum.db import db
from forum.errors import N_, NotFound

CONFIRM, RESET = "confirm", "reset"
LIFETIMES = {CONFIRM: timedelta(days=3), RESET: timedelta(hours=2)}

_key: list[bytes] = []


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkRow:
    """A living link: whose it is and for which address."""

    id: int
    person_id: int
    full_name: str
    email: str
    expires_at: datetime


def configure(*, secret_key: str) -> None:
    """Give this process the key that links are made with."""
    _key[:] = [hashlib.sha256(b"one-time links:" + secret_key.encode()).digest()]


def issue(*, purpose: str, person_id: int, email: str, asked_at: datetime) -> tuple[str, datetime] | None:
    """Return the token and its end for what was asked at a moment; None when it has ended or was used.

    Asking again with the same moment gives the same token.
    """
    expires_at = asked_at + LIFETIMES[purpose]
    token = _token(purpose, person_id, email, asked_at)
    row = db.session.scalar(select(OneTimeLink).where(OneTimeLink.token_hash == hash_token(token)))
    if expires_at <= clock.now() or (row is not None and row.used_at is not None):
        return None
    if row is None:
        db.session.add(
            OneTimeLink(
                token_hash=hash_token(token), person_id=person_id, purpose=purpose, email=email, expires_at=expires_at
            )
        )
    return token, expires_at


def find_link(token: str, *, purpose: str) -> LinkRow | None:
    """Return the living link a token is, for this purpose only; None if it is used, ended or unknown."""
    query = (
        select(OneTimeLink.id, OneTimeLink.person_id, Person.full_name, OneTimeLink.email, OneTimeLink.expires_at)
        .join(Person, Person.id == OneTimeLink.person_id)
        .where(
            OneTimeLink.token_hash == hash_token(token[:200]),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now(),
            Person.email == OneTimeLink.email,
        )
    )
    row = db.session.execute(query).first()
    return LinkRow(**row._mapping) if row else None  # noqa: SLF001 - the documented way to a row's names


def use_link(token: str, *, purpose: str) -> LinkRow:
    """Use a link up, with every other one of this person and purpose; raise NotFound if it is not good (any more)."""
    link = find_link(token, purpose=purpose)
    if link is None:
        raise NotFound(N_("Ссылка уже не действует: её использовали или срок вышел. Запросите новую."))
    taken = db.session.execute(
        update(OneTimeLink).where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None)).values(used_at=clock.now())
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # another request was a moment faster
        raise NotFound(N_("Ссылка уже не действует: её использовали или срок вышел. Запросите новую."))
    db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.person_id == link.person_id,
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    return link


def _token(purpose: str, person_id: int, email: str, asked_at: datetime) -> str:
    bound = f"{purpose}\n{person_id}\n{email}\n{asked_at.isoformat()}".encode()
    return base64.urlsafe_b64encode(hmac.digest(_key[0], bound, "sha256")).decode().rstrip("=")
