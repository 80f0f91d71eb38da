"""Signing in, out and elsewhere; the same answer and the same work whoever is tried."""

import statistics
import time

import pytest

from forum.accounts.models import Person
from forum.accounts.operations import passwords, sign_ins
from forum.accounts.queries import find_account_by_token, list_sign_ins
from forum.db import transaction
from forum.errors import Invalid, NotFound
from tests.factories.accounts import PASSWORD, actor_of, make_person


def sign_in(email, password=PASSWORD, browser="Firefox, Linux"):
    with transaction():
        return sign_ins.sign_in(email=email, password=password, browser=browser)


def whose(token):
    with transaction(write=False):
        account = find_account_by_token(token)
        return account.id if account else None


def test_the_right_password_opens_a_sign_in(app):
    person_id = make_person(email="aigul@example.org")
    opened = sign_in(" AIGUL@example.org ")
    assert opened.person_id == person_id == whose(opened.token)


def test_every_failure_says_the_same(app):
    make_person(email="aigul@example.org")
    make_person(email="new@example.org", confirmed=False)
    said = set()
    for email, password in [
        ("aigul@example.org", "не тот пароль"),
        ("nobody@example.org", PASSWORD),
        ("new@example.org", PASSWORD),
        ("not an address", PASSWORD),
        ("aigul@example.org", "x" * 1_000_000),
        ("aigul@example.org", ""),
    ]:
        with pytest.raises(Invalid) as refused:
            sign_in(email, password)
        said.add((refused.value.field, refused.value.text()))
    assert len(said) == 1


def test_an_unknown_address_costs_as_much_as_a_wrong_password(app):
    passwords.configure(cheap=False)
    try:
        make_person(email="aigul@example.org", password="настоящий пароль")

        def seconds(email):
            begun = time.perf_counter()
            with pytest.raises(Invalid):
                sign_in(email, "не тот пароль")
            return time.perf_counter() - begun

        seconds("nobody@example.org")
        known, unknown = zip(
            *[(seconds("aigul@example.org"), seconds("nobody@example.org")) for _ in range(7)], strict=True
        )
        assert 0.5 < statistics.median(known) / statistics.median(unknown) < 2
        assert statistics.median(unknown) > 0.005
    finally:
        passwords.configure(cheap=True)


def test_a_password_typed_on_another_keyboard_is_the_same(app):
    make_person(email="aigul@example.org", password="Цой и гитара")
    assert sign_in("aigul@example.org", "Цои\u0306 и гитара")


def test_an_old_hash_is_renewed_at_sign_in(app):
    passwords.configure(cheap=False)
    strong = passwords.hash_password("старый пароль")
    passwords.configure(cheap=True)
    person_id = make_person(email="aigul@example.org")
    with transaction() as session:
        session.get(Person, person_id).password_hash = strong
    sign_in("aigul@example.org", "старый пароль")
    with transaction(write=False) as session:
        assert not passwords.is_outdated(session.get(Person, person_id).password_hash)


def test_a_hash_that_cannot_be_read_lets_nobody_in(app):
    assert not passwords.matches("любой пароль", "not a hash")
    assert not passwords.matches("nobody has this password", None)


def test_signing_out_ends_one_browser_only(app):
    make_person(email="aigul@example.org")
    here, there = sign_in("aigul@example.org"), sign_in("aigul@example.org")
    with transaction():
        sign_ins.sign_out(token=here.token)
    assert whose(here.token) is None
    assert whose(there.token) == there.person_id


def test_sign_ins_are_listed_this_one_first_and_ended_one_by_one(app):
    person_id = make_person(email="aigul@example.org")
    first, second, third = (sign_in("aigul@example.org", browser=name) for name in ("A", "B", "C"))
    rows = list_sign_ins(person_id, token=second.token)
    assert [(row.browser, row.is_this) for row in rows] == [("B", True), ("C", False), ("A", False)]
    actor = actor_of(person_id)
    with transaction():
        sign_ins.end_sign_in(actor=actor, sign_in_id=rows[1].id)
    assert (whose(first.token), whose(third.token)) == (person_id, None)
    with transaction(), pytest.raises(NotFound):
        sign_ins.end_sign_in(actor=actor, sign_in_id=rows[1].id)


def test_nobody_ends_anothers_sign_in(app):
    make_person(email="aigul@example.org")
    other = actor_of(make_person())
    opened = sign_in("aigul@example.org")
    with transaction(write=False):
        (row,) = list_sign_ins(opened.person_id, token="")
    with transaction(), pytest.raises(NotFound):
        sign_ins.end_sign_in(actor=other, sign_in_id=row.id)
    assert whose(opened.token) == opened.person_id
