"""Sign in and out, and end sign-ins in other browsers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select, update

from forum import clock
from forum.accounts import policy
from forum.accounts.models import Person, SignIn
from forum.accounts.operations.passwords import hash_password, is_outdated, matches
from forum.accounts.queries import hash_token
from forum.actor import Actor
from forum.db import begin_writing, db
from forum.errors import N_, Invalid, NotFound

BROWSER_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A new sign-in: whose it is and the secret token that this browser keeps."""

    person_id: int
    token: str


def sign_in(*, email: str, password: str, browser: str = "") -> Opened:
    """Open a sign-in with an address and a password.

    Raise the same Invalid, after the same work, for a wrong password, an unknown address and one that is not
    confirmed yet: otherwise registering an address and signing in would tell who is here.
    """
    email = policy.find_email(email)
    row = db.session.execute(
        select(Person.id, Person.password_hash, Person.email_confirmed_at).where(Person.email == email)
    ).first()
    password = password if len(password) <= policy.PASSWORD_MAX else ""
    right = matches(password, row.password_hash if row else None)
    wrong = Invalid(
        "password",
        N_(
            "Адрес или пароль не подходят. Если вы недавно зарегистрировались, "
            "сначала откройте ссылку из письма: без этого войти нельзя."
        ),
    )
    if row is None or not right or row.email_confirmed_at is None:
        raise wrong
    renewed = hash_password(password) if is_outdated(row.password_hash) else row.password_hash
    begin_writing()
    # The lock was not held while the password was tried: if it was changed meanwhile, this one is not right any more.
    same = (Person.id == row.id, Person.password_hash == row.password_hash, Person.email_confirmed_at.is_not(None))
    if db.session.scalar(select(Person.id).where(*same).with_for_update(key_share=True)) is None:
        raise wrong
    if renewed != row.password_hash:
        db.session.execute(update(Person).where(Person.id == row.id).values(password_hash=renewed))
    return open_sign_in(person_id=row.id, browser=browser)


def open_sign_in(*, person_id: int, browser: str = "") -> Opened:
    """Open a sign-in for someone whose right to it is already proved."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            token_hash=hash_token(token), person_id=person_id, browser=browser[:BROWSER_LENGTH], created_at=clock.now()
        )
    )
    return Opened(person_id, token)


def sign_out(*, token: str) -> None:
    """End the sign-in of this browser."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_sign_in(*, actor: Actor, sign_in_id: int) -> None:
    """End one of the actor's own sign-ins; raise NotFound for anyone else's."""
    ended = db.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.person_id == actor.id, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    if ended.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE always has a row count
        raise NotFound


def end_sign_ins(*, person_id: int, except_token: str | None = None) -> None:
    """End every sign-in of a person, save the one of this browser."""
    condition = [SignIn.person_id == person_id, SignIn.ended_at.is_(None)]
    if except_token is not None:
        condition.append(SignIn.token_hash != hash_token(except_token))
    db.session.execute(update(SignIn).where(*condition).values(ended_at=clock.now()))
