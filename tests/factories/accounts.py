"""People of the tests: made straight in the tables, signed in without the form."""

import itertools
import secrets

from flask.testing import FlaskClient

from forum import clock
from forum.accounts.models import Person, SignIn
from forum.accounts.operations import passwords
from forum.accounts.queries import find_account, hash_token
from forum.actor import Actor
from forum.associations.queries import actor_for
from forum.db import transaction

PASSWORD = "мел доска и тетрадь"

_numbers = itertools.count(1)
_hashes: dict[str, str] = {}


def make_person(
    full_name: str = "Сейтова Айгүл Маратқызы",
    *,
    confirmed: bool = True,
    username: str | None = None,
    email: str | None = None,
    password: str = PASSWORD,
    school: str = "",
    locale: str = "ru",
    timezone: str = "Asia/Almaty",
    mail_notices: bool = True,
    is_admin: bool = False,
) -> int:
    """Return the id of a new person; username and address are unique unless given."""
    number = next(_numbers)
    if password not in _hashes:
        _hashes[password] = passwords.hash_password(password)
    with transaction() as session:
        person = Person(
            username=username or f"person{number}",
            full_name=full_name,
            email=email or f"person{number}@example.org",
            password_hash=_hashes[password],
            email_confirmed_at=clock.now() if confirmed else None,
            school=school,
            locale=locale,
            timezone=timezone,
            mail_notices=mail_notices,
            is_admin=is_admin,
            created_at=clock.now(),
        )
        session.add(person)
        session.flush()
        return person.id


def actor_of(person_id: int) -> Actor:
    """Return a person as the actor she is at this moment."""
    with transaction(write=False):
        account = find_account(person_id)
        assert account is not None
        return actor_for(account)


def sign_in(client: FlaskClient, person_id: int) -> None:
    """Make a test client act as a person, as if she had gone through the form."""
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        session.add(SignIn(token_hash=hash_token(token), person_id=person_id, browser="pytest", created_at=clock.now()))
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = token
        session["_fresh"] = True
