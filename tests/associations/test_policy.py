"""The rules of circles and of leading, asked without a database."""

import pytest

from forum.actor import Actor
from forum.associations import policy
from forum.associations.policy import Audience
from forum.errors import Conflict, Forbidden, Invalid

CITY, SCHOOL, OTHER = 1, 2, 3

MEMBER = Actor(person_id=1, email_confirmed=True, circles=frozenset({CITY, SCHOOL}), memberships=frozenset({SCHOOL}))
STRANGER = Actor(person_id=2, email_confirmed=True)
METHODOLOGIST = Actor(person_id=3, email_confirmed=True, offices=frozenset({("methodologist", CITY)}))
CURATOR = Actor(person_id=4, email_confirmed=True, offices=frozenset({("curator", CITY)}))
ADMIN = Actor(person_id=5, email_confirmed=True, is_admin=True)
HEAD = Actor(
    person_id=6,
    email_confirmed=True,
    circles=frozenset({CITY, SCHOOL}),
    memberships=frozenset({SCHOOL}),
    heads=frozenset({SCHOOL}),
)
VISITOR = Actor.visitor()
EVERYONE = (MEMBER, STRANGER, METHODOLOGIST, CURATOR, ADMIN, HEAD, VISITOR)


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "٣", "2147483648", "public ", "PUBLIC", "circle", "1;2", "²"])
def test_only_the_three_kinds_of_audience_are_read(value):
    with pytest.raises(Invalid):
        Audience.parse(value)


@pytest.mark.parametrize("value", ["public", "private", "17"])
def test_an_audience_is_written_as_it_is_read(value):
    assert str(Audience.parse(value)) == value


def test_a_circle_names_its_association_and_nothing_else_does():
    with pytest.raises(ValueError, match="circle"):
        Audience("circle")
    with pytest.raises(ValueError, match="circle"):
        Audience("public", 1)


def test_duties_read_no_circle():
    assert [policy.may_read(one, Audience("circle", CITY), None) for one in EVERYONE] == [
        True, False, False, False, False, True, False,
    ]  # fmt: skip


def test_private_is_for_its_author_and_a_lost_author_is_nobody():
    assert [policy.may_read(one, Audience("private"), 3) for one in EVERYONE] == [False, False, True, *[False] * 4]
    assert not any(policy.may_read(one, Audience("private"), None) for one in EVERYONE)


def test_who_asks_to_join():
    policy.require_join(STRANGER, SCHOOL)
    with pytest.raises(Conflict):
        policy.require_join(MEMBER, SCHOOL)
    with pytest.raises(Forbidden):
        policy.require_join(Actor(person_id=9), SCHOOL)
    with pytest.raises(Forbidden):
        policy.require_join(VISITOR, SCHOOL)


def test_leading_is_in_ones_own_association():
    assert [policy.can_lead(one, SCHOOL) for one in EVERYONE] == [False, False, False, False, True, True, False]
    assert not policy.can_lead(HEAD, CITY)


def test_members_are_named_inside_the_circle_only():
    assert [policy.can_see_people(one, SCHOOL) for one in EVERYONE] == [True, False, False, False, True, True, False]


def test_the_head_and_the_admin_appoint_but_no_secretary():
    assert policy.can_appoint(STRANGER, "head")
    assert policy.can_appoint(ADMIN, None)
    assert not policy.can_appoint(STRANGER, "secretary")
    assert not policy.can_appoint(METHODOLOGIST, None)
