"""Registration, confirmation and the letters they cause."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from forum import clock, jobs
from forum.accounts.events import LinkRequested
from forum.accounts.models import OneTimeLink, Person
from forum.accounts.operations import account, links, registration, sign_ins
from forum.accounts.queries import find_account, find_account_by_token, hash_token
from forum.db import transaction
from forum.errors import Invalid, NotFound
from forum.outbox import OutboxDelivery, OutboxEvent, record
from tests.accounts.letters import clear, deliver, link_in, text_of
from tests.factories.accounts import make_person

WISH = {"full_name": "Омарова Сәуле Қанатқызы", "email": "Saule@Example.org", "password": "мел доска тетрадь"}


@pytest.fixture(autouse=True)
def no_letters(app):
    clear(app)


def register(**changes):
    with transaction():
        return registration.register(**{**WISH, **changes})


def confirm(token, password=WISH["password"]):
    with transaction():
        return registration.confirm(token=token, password=password)


def token_of(letter):
    return link_in(letter, "/confirm/").rpartition("/")[2]


def may_enter(password):
    try:
        with transaction():
            return sign_ins.sign_in(email=WISH["email"], password=password).person_id
    except Invalid:
        return None


def test_a_new_person_waits_for_her_letter(app):
    person_id = register(locale="kk", timezone="Asia/Qyzylorda")
    found = find_account(person_id)
    assert found.full_name == WISH["full_name"]
    assert found.email == "saule@example.org"
    assert found.username == "saule.omarova"
    assert (found.locale, found.timezone, found.email_confirmed) == ("kk", "Asia/Qyzylorda", False)


def test_the_link_of_the_letter_confirms_once(app):
    person_id = register()
    (letter,) = deliver(app)
    assert letter["To"] == "Омарова Сәуле Қанатқызы <saule@example.org>"
    token = link_in(letter, "/confirm/").rpartition("/")[2]
    assert confirm(token) == person_id
    with transaction(write=False):
        assert find_account(person_id).email_confirmed
    with pytest.raises(NotFound):
        confirm(token)


def test_nothing_stored_is_the_link(app):
    register()
    token = link_in(deliver(app)[0], "/confirm/").rpartition("/")[2]
    with transaction(write=False) as session:
        assert session.scalar(select(OneTimeLink.token_hash)) == hash_token(token) != token
        assert token not in str(session.execute(select(OutboxEvent.payload)).all())


def test_a_link_ends_and_serves_one_purpose(app):
    moment = clock.now()
    with clock.freeze(moment):
        register()
        token = link_in(deliver(app)[0], "/confirm/").rpartition("/")[2]
        assert links.find_link(token, purpose=links.RESET) is None
    with clock.freeze(moment + timedelta(days=3)), pytest.raises(NotFound):
        confirm(token)
    assert links.find_link("", purpose=links.CONFIRM) is None
    assert links.find_link("x" * 10_000, purpose=links.CONFIRM) is None


def test_a_link_dies_with_the_address_it_went_to(app):
    person_id = register()
    token = link_in(deliver(app)[0], "/confirm/").rpartition("/")[2]
    with transaction() as session:
        session.get(Person, person_id).email = "other@example.org"
    with pytest.raises(NotFound):
        confirm(token)


def test_a_worker_that_repeats_itself_sends_one_letter(app):
    person_id = register()
    (letter,) = deliver(app)
    event = LinkRequested(purpose="confirm", email="saule@example.org", asked_at=_asked_at(letter))
    with transaction():
        record(event)
    letters = deliver(app)
    assert len(letters) == 1
    assert text_of(letters[0]) == text_of(letter)
    assert confirm(link_in(letters[0], "/confirm/").rpartition("/")[2]) == person_id


def _asked_at(letter):
    return datetime.fromtimestamp(float(letter["Message-ID"].split("-")[2].split("@")[0]), UTC)


def test_a_known_address_gets_a_note_and_no_second_account(app):
    owner = make_person(email="saule@example.org", full_name="Омарова Сәуле")
    assert register(full_name="Кто-то Другой") is None
    (letter,) = deliver(app)
    assert letter["Subject"] == "Вы уже зарегистрированы"
    assert "http://localhost/reset" in text_of(letter)
    assert "Другой" not in text_of(letter)
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        assert find_account(owner).full_name == "Омарова Сәуле"


STRANGE = {"full_name": "Злой Человек Завистливый", "password": "совсем чужой пароль"}


def test_a_stranger_who_registered_my_address_first_is_forgotten_when_i_register(app):
    first = register(**STRANGE)
    assert register() is None
    letters = deliver(app)
    assert {letter["Subject"] for letter in letters} == {"Подтвердите почту"}
    assert confirm(token_of(letters[0])) == first
    assert may_enter(STRANGE["password"]) is None
    assert may_enter(WISH["password"]) == first
    with transaction(write=False):
        assert find_account(first).full_name == WISH["full_name"]
        assert find_account(first).username == "saule.omarova"


def test_a_strangers_password_never_becomes_good_by_my_letter(app):
    """Whether he came before her, after her, or she never registered at all."""
    person = register()
    assert register(**STRANGE) is None
    token = token_of(deliver(app)[-1])
    for tried in (WISH["password"], "", "x" * 5000):
        with pytest.raises(Invalid) as refused:
            confirm(token, tried)
        assert refused.value.field == "password"
    with transaction():
        assert account.reset_password(token=token, password="только мой пароль", purpose=links.CONFIRM) == person
    assert may_enter(STRANGE["password"]) is None
    assert may_enter("только мой пароль") == person
    with pytest.raises(NotFound):
        confirm(token, "только мой пароль")


def test_confirming_ends_every_earlier_sign_in(app):
    person = register()
    with transaction():
        earlier = sign_ins.open_sign_in(person_id=person)
    confirm(token_of(deliver(app)[0]))
    with transaction(write=False):
        assert find_account_by_token(earlier.token) is None


def test_a_letter_to_confirm_resets_nothing_once_the_address_is_confirmed(app):
    register()
    register()
    first, second = (token_of(letter) for letter in deliver(app))
    confirm(first)
    with pytest.raises(NotFound), transaction():
        account.reset_password(token=second, password="только мой пароль", purpose=links.CONFIRM)


def test_a_confirmed_account_is_not_typed_over(app):
    owner = register()
    confirm(token_of(deliver(app)[0]))
    assert register(**STRANGE) is None
    assert may_enter(WISH["password"]) == owner
    with transaction(write=False):
        assert find_account(owner).full_name == WISH["full_name"]


def test_asking_for_a_link_leaves_the_same_trace_for_every_address(app):
    make_person(email="known@example.org")
    for email in ("known@example.org", "unknown@example.org"):
        with transaction():
            registration.request_link(purpose=links.RESET, email=email)
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(OutboxDelivery)) == 2
    assert [letter["To"] for letter in deliver(app)] == ["Сейтова Айгүл Маратқызы <known@example.org>"]


def test_a_confirmed_address_is_not_asked_again(app):
    make_person(email="known@example.org")
    with transaction():
        registration.request_link(purpose=links.CONFIRM, email="known@example.org")
        registration.request_link(purpose=links.CONFIRM, email="not an address")
    assert deliver(app) == []
    assert jobs.due() == frozenset()


def test_names_that_are_alike_get_their_own_usernames(app):
    names = [register(email=f"p{number}@example.org") for number in range(3)]
    assert [find_account(one).username for one in names] == ["saule.omarova", "saule.omarova.2", "saule.omarova.3"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("full_name", "\u202e"), ("email", "x"), ("password", "short"), ("locale", "xx"), ("timezone", "Mars/One")],
)
def test_what_is_wrong_is_said_at_its_field(app, field, value):
    with pytest.raises(Invalid) as refused:
        register(**{field: value})
    assert refused.value.field == field
