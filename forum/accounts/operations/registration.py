"""Register, confirm an address, ask for links: answers never say whether an address is known here."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from forum import clock
from forum.accounts import policy
from forum.accounts.events import LinkRequested, RegistrationRepeated
from forum.accounts.models import Person
from forum.accounts.operations import links
from forum.accounts.operations.passwords import hash_password, matches
from forum.accounts.operations.sign_ins import end_sign_ins
from forum.accounts.operations.usernames import free_username
from forum.db import begin_writing, db
from forum.errors import N_, Conflict, Invalid
from forum.outbox import record

ATTEMPTS = 5


def register(
    *, full_name: str, email: str, password: str, locale: str = "ru", timezone: str = "Asia/Almaty"
) -> int | None:
    """Create an account and mail its owner a link; for a known address mail that owner a note instead.

    An address that waits for its confirmation waits under the name and the password that were typed last; whoever opens
    the letter must know them (see `confirm`), so a stranger who was first, or last, gains nothing by it.
    Return the new person's id, or None for a known address: whoever filled in the form must not learn which.
    """
    full_name = policy.check_full_name(full_name)
    email = policy.check_email(email)
    policy.check_password(password, known=[email, email.partition("@")[0], full_name])
    policy.check_locale(locale)
    policy.check_timezone(timezone)
    typed = {"full_name": full_name, "password_hash": hash_password(password), "locale": locale, "timezone": timezone}
    begin_writing()
    for _attempt in range(ATTEMPTS):
        username = free_username(full_name)
        known = db.session.scalars(select(Person).where(Person.email == email).with_for_update(key_share=True)).first()
        if known is not None and known.email_confirmed_at is not None:
            record(RegistrationRepeated(person_id=known.id, asked_at=clock.now()))
            return None
        person = known or Person(username=username, email=email, created_at=clock.now(), **typed)
        try:
            with db.session.begin_nested():
                if known is None:
                    db.session.add(person)
                else:
                    _type_over(known, username, typed)
        except IntegrityError:
            continue  # somebody took the address or the username a moment ago: look again
        request_link(purpose=links.CONFIRM, email=email)
        return person.id if known is None else None
    raise Conflict


def request_link(*, purpose: str, email: str) -> None:
    """Ask for a one-time link to an address; whether it has an account is found out after the answer."""
    email = policy.find_email(email)
    if email:
        record(LinkRequested(purpose=purpose, email=email, asked_at=clock.now()))


def confirm(*, token: str, password: str) -> int:
    """Confirm the address a link was mailed to, end every sign-in, and return the person's id.

    The one who reads the letter also types the password of the registration: else it might be a stranger's, who had
    registered her address before her, and would become good by her click. Raises NotFound on a link that ended,
    Invalid("password") on another password; the same letter lets her choose a new one (`account.reset_password`).
    """
    link = links.find_link(token, purpose=links.CONFIRM)
    stored = db.session.scalar(select(Person.password_hash).where(Person.id == link.person_id)) if link else None
    wrong = Invalid(
        "password", N_("Это не тот пароль, что придумали при регистрации. Попробуйте ещё раз или задайте новый.")
    )
    if link is not None and not matches(password if len(password) <= policy.PASSWORD_MAX else "", stored):
        raise wrong
    begin_writing()
    used = links.use_link(token, purpose=links.CONFIRM)
    same = select(Person.id).where(Person.id == used.person_id, Person.password_hash == stored)
    if db.session.scalar(same.with_for_update(key_share=True)) is None:
        raise wrong
    confirm_person(used.person_id)
    end_sign_ins(person_id=used.person_id)
    return used.person_id


def confirm_person(person_id: int) -> None:
    """Mark an address as its owner's, once."""
    db.session.execute(
        update(Person)
        .where(Person.id == person_id, Person.email_confirmed_at.is_(None))
        .values(email_confirmed_at=clock.now())
    )


def _type_over(person: Person, username: str, typed: dict[str, str]) -> None:
    """Let an account nobody has confirmed be what was typed last; the username follows the name."""
    if person.full_name != typed["full_name"]:
        person.username = username
    for name, value in typed.items():
        setattr(person, name, value)
