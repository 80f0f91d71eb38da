"""Letters and digests keep what a circle keeps: nobody outside it is ever told, whatever office she holds."""

from datetime import timedelta

import pytest

from forum import clock
from forum.accounts.queries import get_account
from forum.associations.operations import membership
from forum.associations.policy import Audience
from forum.associations.queries import actor_for
from forum.db import transaction
from forum.notifications import operations
from forum.topics import operations as topics
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import give_office, join, make_association
from tests.notifications.town import MORNING, at, header, html_of, letters, open_topic, post, reply, text_of

MARK = "Жасырынбелгі"
STRANGERS = ("outsider", "asked", "methodologist", "curator", "admin", "neighbour_head", "unconfirmed")


@pytest.fixture
def strangers(circle):
    """Give people of all offices who do not stand in the circle, each wishing to hear of everything."""
    neighbour = make_association("Физики")
    people = {role: make_person(f"Чужая {role}", username=role, confirmed=role != "unconfirmed") for role in STRANGERS}
    people["admin"] = make_person("Админ", username="boss", is_admin=True)
    join(people["asked"], circle, state="asked")
    join(people["neighbour_head"], neighbour, "head")
    give_office(people["methodologist"], circle)
    give_office(people["curator"], circle, "curator")
    return people


def wishing_for_all(person_id):
    with clock.freeze(MORNING + timedelta(minutes=1)), transaction():
        operations.choose_letters(
            actor=actor_of_quietly(person_id), letters="each", digest="daily", digest_hour=9, digest_day=0,
            quiet_from=0, quiet_to=0,
        )  # fmt: skip


def actor_of_quietly(person_id):
    """Return who a person is, inside the transaction that is open."""
    return actor_for(get_account(person_id))


def whole(folder):
    return [f"{one['To']} {header(one, 'Subject')} {text_of(one)} {html_of(one)}" for one in letters(folder)]


def test_no_letter_and_no_digest_tells_a_stranger(aigul, nurlan, circle, strangers, outbox):
    for person_id in [aigul.id, nurlan.id, *strangers.values()]:
        wishing_for_all(person_id)
    everybody = " ".join(f"@{name}" for name in [*STRANGERS[:4], *STRANGERS[5:], "boss"])
    with at(MORNING + timedelta(hours=1)):
        topic_id = open_topic(aigul, circle, f"{MARK} {everybody}", title=f"{MARK} вопрос")
        reply(nurlan, topic_id, f"{MARK} ответ {everybody}")
    for hours in (2, 24, 48):
        with at(MORNING + timedelta(hours=hours)):
            pass
    sent = whole(outbox)
    assert sum(MARK in one for one in sent) >= 2, "the members are told"
    for one in letters(outbox):
        if MARK in text_of(one):
            assert one["To"].addresses[0].display_name.split()[0] in {"Омарова", "Сейтқали"}


def test_who_leaves_is_not_told_of_what_waited(aigul, nurlan, circle, outbox):
    wishing_for_all(nurlan.id)
    with at(MORNING + timedelta(hours=1)):
        topic_id = open_topic(aigul, circle, f"@nurlan {MARK}", title=f"{MARK} вопрос")
        reply(aigul, topic_id, f"@nurlan, {MARK}")
    with clock.freeze(MORNING + timedelta(hours=2)), transaction():
        membership.leave(actor=actor_of_quietly(nurlan.id), association_id=circle)
    for hours in (3, 24):
        with at(MORNING + timedelta(hours=hours)):
            pass
    assert not [one for one in whole(outbox) if MARK in one]


def test_what_is_narrowed_between_making_and_sending_stays_unsaid(aigul, nurlan, circle, outbox):
    guest = actor_of(make_person("Гостья", username="guest"))
    wishing_for_all(guest.id)
    with at(MORNING + timedelta(hours=1)):
        topic_id = open_topic(aigul, circle, "@guest, здравствуйте", title=f"{MARK} вопрос", audience="public")
    with clock.freeze(MORNING + timedelta(days=1)):
        operations.make_letters()
        with transaction():
            topics.change_audience(actor=aigul, topic_id=topic_id, audience=Audience("circle", circle))
        post()
    assert not [one for one in whole(outbox) if MARK in one]
    del nurlan
