"""Changing one's own account: password, profile, language."""

import pytest

from forum.accounts.operations import account, links, registration, sign_ins
from forum.accounts.queries import find_account, find_account_by_token, find_person_by_username
from forum.db import transaction
from forum.errors import Invalid, NotFound
from tests.accounts.letters import clear, deliver, link_in
from tests.factories.accounts import PASSWORD, actor_of, make_person

NEW = "совсем новый пароль"


@pytest.fixture(autouse=True)
def no_letters(app):
    clear(app)


def opened(email="aigul@example.org", password=PASSWORD):
    with transaction():
        return sign_ins.sign_in(email=email, password=password)


def reset_token(app, email="aigul@example.org"):
    with transaction():
        registration.request_link(purpose=links.RESET, email=email)
    return link_in(deliver(app)[-1], "/reset/").rpartition("/")[2]


def test_a_reset_sets_the_password_ends_every_sign_in_and_proves_the_address(app):
    person_id = make_person(email="aigul@example.org", confirmed=True)
    before = opened()
    token = reset_token(app)
    with transaction():
        assert account.reset_password(token=token, password=NEW) == person_id
    with transaction(write=False):
        assert find_account_by_token(before.token) is None
    with pytest.raises(Invalid):
        opened()
    assert opened(password=NEW).person_id == person_id


def test_a_reset_confirms_an_address_that_waited(app):
    person_id = make_person(email="aigul@example.org", confirmed=False)
    token = reset_token(app)
    with transaction():
        account.reset_password(token=token, password=NEW)
    with transaction(write=False):
        assert find_account(person_id).email_confirmed


def test_one_reset_ends_the_other_links_too(app):
    make_person(email="aigul@example.org")
    first = reset_token(app)
    clear(app)
    second = reset_token(app)
    assert first != second
    with transaction():
        account.reset_password(token=first, password=NEW)
    for token in (first, second):
        with transaction(), pytest.raises(NotFound):
            account.reset_password(token=token, password=NEW + "!")


def test_a_refused_password_does_not_use_the_link_up(app):
    make_person(email="aigul@example.org")
    token = reset_token(app)
    with pytest.raises(Invalid), transaction():
        account.reset_password(token=token, password="1234567890")
    with transaction():
        assert account.reset_password(token=token, password=NEW)


def test_changing_the_password_keeps_this_browser_only(app):
    person_id = make_person(email="aigul@example.org")
    here, there = opened(), opened()
    with transaction():
        account.change_password(actor=actor_of(person_id), old_password=PASSWORD, new_password=NEW, token=here.token)
    with transaction(write=False):
        assert find_account_by_token(here.token)
        assert find_account_by_token(there.token) is None


def test_the_old_password_is_asked_for(app):
    actor = actor_of(make_person())
    with pytest.raises(Invalid) as refused, transaction():
        account.change_password(actor=actor, old_password="не тот", new_password=NEW, token="")
    assert refused.value.field == "old_password"
    with pytest.raises(Invalid) as refused, transaction():
        account.change_password(actor=actor, old_password=PASSWORD, new_password="мало", token="")
    assert refused.value.field == "new_password"


def test_a_profile_is_changed_as_a_whole_and_only_ones_own(app):
    person_id, other_id = make_person(), make_person("Ким Виктор Сергеевич")
    with transaction():
        account.change_profile(
            actor=actor_of(person_id),
            full_name="Сейтова-Ким Айгүл Маратқызы",
            school=" Школа № 5 ",
            locale="kk",
            timezone="Europe/Moscow",
            mail_notices=False,
        )
    with transaction(write=False):
        row = find_account(person_id)
        assert (row.full_name, row.school, row.locale, row.timezone, row.mail_notices) == (
            "Сейтова-Ким Айгүл Маратқызы", "Школа № 5", "kk", "Europe/Moscow", False,
        )  # fmt: skip
        assert find_account(other_id).full_name == "Ким Виктор Сергеевич"


def test_nobody_is_seen_before_her_address_is_confirmed(app):
    make_person(username="seen")
    make_person(username="unseen", confirmed=False)
    assert find_person_by_username("SEEN").username == "seen"
    assert find_person_by_username("unseen") is None
