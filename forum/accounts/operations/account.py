"""Change one's own account: password, name, school, language, time zone, mail."""

from __future__ import annotations

from sqlalchemy import select, update

from forum.accounts import policy
from forum.accounts.models import Person
from forum.accounts.operations import links
from forum.accounts.operations.passwords import hash_password, matches
from forum.accounts.operations.registration import confirm_person
from forum.accounts.operations.sign_ins import end_sign_ins
from forum.actor import Actor
from forum.db import begin_writing, db
from forum.errors import N_, Invalid


def reset_password(*, token: str, password: str, purpose: str = links.RESET) -> int:
    """Set a new password by a mailed link, end every sign-in, and return the person's id.

    Reading that mail proves the address, so it counts as confirmed; a link to confirm does the same by its `purpose`.
    """
    link = links.find_link(token, purpose=purpose)
    known = [link.email, link.email.partition("@")[0], link.full_name] if link else []
    policy.check_password(password, known=known)
    password_hash = hash_password(password)
    begin_writing()
    used = links.use_link(token, purpose=purpose)
    _set_password(used.person_id, password_hash)
    confirm_person(used.person_id)
    end_sign_ins(person_id=used.person_id)
    return used.person_id


def change_password(*, actor: Actor, old_password: str, new_password: str, token: str) -> None:
    """Set a new password and end the sign-ins of all other browsers; `token` is of this one."""
    row = db.session.execute(select(Person.password_hash, Person.email).where(Person.id == actor.id)).one()
    wrong = Invalid("old_password", N_("Это не ваш нынешний пароль."))
    if not matches(old_password[: policy.PASSWORD_MAX], row.password_hash):
        raise wrong
    policy.check_password(
        new_password, field="new_password", known=[row.email, row.email.partition("@")[0], actor.full_name]
    )
    password_hash = hash_password(new_password)
    begin_writing()
    # The lock was not held while the old one was tried; only what it was tried against is replaced.
    if not _set_password(actor.id, password_hash, instead_of=row.password_hash):
        raise wrong
    end_sign_ins(person_id=actor.id, except_token=token)


def change_profile(
    *, actor: Actor, full_name: str, school: str, locale: str, timezone: str, mail_notices: bool
) -> None:
    """Change what others see of the actor, and how the site and its letters speak to her."""
    db.session.execute(
        update(Person)
        .where(Person.id == actor.id)
        .values(
            full_name=policy.check_full_name(full_name),
            school=policy.check_school(school),
            locale=policy.check_locale(locale),
            timezone=policy.check_timezone(timezone),
            mail_notices=mail_notices,
        )
    )


def change_locale(*, actor: Actor, locale: str) -> None:
    """Change the language of the site and its letters."""
    db.session.execute(update(Person).where(Person.id == actor.id).values(locale=policy.check_locale(locale)))


def _set_password(person_id: int, password_hash: str, *, instead_of: str | None = None) -> bool:
    whose = update(Person).where(Person.id == person_id)
    if instead_of is not None:
        whose = whose.where(Person.password_hash == instead_of)
    done = db.session.execute(whose.values(password_hash=password_hash))
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE always has a row count
