"""Read people and sign-ins as plain rows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select

from forum.accounts.models import Person, SignIn
from forum.db import db
from forum.errors import NotFound

SIGN_INS_SHOWN = 50
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """A person as others may see her."""

    id: int
    username: str
    full_name: str
    school: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountRow:
    """A person as she and the machine see her account."""

    id: int
    username: str
    full_name: str
    email: str
    email_confirmed: bool
    school: str
    locale: str
    timezone: str
    mail_notices: bool
    is_admin: bool
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInRow:
    """A browser in which a person is signed in."""

    id: int
    browser: str
    created_at: datetime
    is_this: bool


def hash_token(token: str) -> str:
    """Return what is stored of a secret token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


_ACCOUNT = (
    Person.id, Person.username, Person.full_name, Person.email, Person.email_confirmed_at, Person.school,
    Person.locale, Person.timezone, Person.mail_notices, Person.is_admin, Person.created_at,
)  # fmt: skip


def find_account(person_id: int) -> AccountRow | None:
    """Return an account by id."""
    row = db.session.execute(select(*_ACCOUNT).where(Person.id == person_id)).first()
    return _account(row._mapping) if row else None  # noqa: SLF001


def get_account(person_id: int) -> AccountRow:
    """Return an account by id; raise NotFound."""
    account = find_account(person_id)
    if account is None:
        raise NotFound
    return account


def find_account_by_email(email: str) -> AccountRow | None:
    """Return the account with an address, as it is kept (see `forum.accounts.policy.check_email`)."""
    row = db.session.execute(select(*_ACCOUNT).where(Person.email == email)).first()
    return _account(row._mapping) if row else None  # noqa: SLF001


def find_account_by_token(token: str) -> AccountRow | None:
    """Return whose living sign-in a token is."""
    query = (
        select(*_ACCOUNT)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
    )
    row = db.session.execute(query).first()
    return _account(row._mapping) if row else None  # noqa: SLF001


def list_accounts(person_ids: Collection[int]) -> list[AccountRow]:
    """Return the accounts with these ids, in order of id."""
    rows = db.session.execute(select(*_ACCOUNT).where(Person.id.in_(person_ids)).order_by(Person.id))
    return [_account(row._mapping) for row in rows]  # noqa: SLF001


def find_person_by_username(username: str) -> PersonRow | None:
    """Return a person by the name in her address, whatever its case; nobody is seen before her address is confirmed."""
    if not USERNAME.fullmatch(username.lower()):
        return None
    query = select(Person.id, Person.username, Person.full_name, Person.school)
    query = query.where(Person.username == username.lower(), Person.email_confirmed_at.is_not(None))
    row = db.session.execute(query).first()
    return PersonRow(**row._mapping) if row else None  # noqa: SLF001 - the documented way to a row's names


def list_sign_ins(person_id: int, *, token: str) -> list[SignInRow]:
    """Return the browsers in which a person is signed in, this one first, then the newest."""
    query = (
        select(SignIn.id, SignIn.browser, SignIn.created_at, (SignIn.token_hash == hash_token(token)).label("is_this"))
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .order_by(SignIn.id.desc())
        .limit(SIGN_INS_SHOWN)
    )
    rows = [SignInRow(**row._mapping) for row in db.session.execute(query)]  # noqa: SLF001
    return sorted(rows, key=lambda row: not row.is_this)


def _account(row: RowMapping) -> AccountRow:
    values = dict(row)
    confirmed = values.pop("email_confirmed_at") is not None
    return AccountRow(**values, email_confirmed=confirmed)
