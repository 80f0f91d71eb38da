"""Joining, asking, being let in, leaving, roles and duties."""

import pytest

from forum.actor import Actor
from forum.associations import operations
from forum.associations.events import CirclesChanged, MembershipAsked, MembershipDecided
from forum.associations.queries import find_role, get_head, list_members, list_requests
from forum.db import transaction
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import give_office, join, make_association
from tests.statements import counted


def act(operation, who, /, **arguments):
    actor = actor_of(who)
    with transaction():
        return operation(actor=actor, **arguments)


def head_of(actor, association_id):
    with transaction(write=False):
        return get_head(actor, association_id)


def test_an_open_association_is_joined_at_once(app, recorded):
    place, person = make_association(joining="open"), make_person()
    act(operations.join, person, association_id=place)
    assert actor_of(person).memberships == {place}
    assert recorded == [CirclesChanged(association_id=place)]
    act(operations.join, person, association_id=place)
    assert len(recorded) == 1


def test_a_stale_page_joins_only_once(app, recorded):
    place, person = make_association(joining="open"), make_person()
    stale = actor_of(person)
    for _ in range(2):
        with transaction():
            operations.join(actor=stale, association_id=place)
    assert recorded == [CirclesChanged(association_id=place)]


def test_a_closed_association_is_asked_with_a_reason(app, recorded):
    place, person = make_association(joining="request"), make_person()
    with pytest.raises(Conflict):
        act(operations.join, person, association_id=place)
    for reason in ("", "  ", "x" * 1001):
        with pytest.raises(Invalid):
            act(operations.ask_to_join, person, association_id=place, reason=reason)
    act(operations.ask_to_join, person, association_id=place, reason=" Веду\x00 алгебру ")
    act(operations.ask_to_join, person, association_id=place, reason="Веду алгебру в 8 классе")
    assert recorded == [MembershipAsked(association_id=place, person_id=person)]
    assert actor_of(person).circles == frozenset()
    assert head_of(actor_of(person), place).standing == "asked"


def test_an_open_association_is_not_asked(app):
    with pytest.raises(Conflict):
        act(operations.ask_to_join, make_person(), association_id=make_association(joining="open"), reason="Хочу")


def test_the_head_lets_in_and_the_asker_stands_in_the_circle(app, recorded):
    place, head, person = make_association(joining="request"), make_person(), make_person()
    join(head, place, "head")
    join(person, place, state="asked", reason="Хочу")
    act(operations.accept, head, association_id=place, person_id=person)
    assert actor_of(person).circles == {place}
    assert recorded == [
        MembershipDecided(association_id=place, person_id=person, decided_by_id=head, accepted=True),
        CirclesChanged(association_id=place),
    ]
    with pytest.raises(NotFound):
        act(operations.accept, head, association_id=place, person_id=person)


def test_declining_leaves_no_trace_and_one_may_ask_again(app, recorded):
    place, head, person = make_association(joining="request"), make_person(), make_person()
    join(head, place, "secretary")
    join(person, place, state="asked", reason="Хочу")
    act(operations.decline, head, association_id=place, person_id=person)
    assert [event.accepted for event in recorded] == [False]
    assert head_of(actor_of(person), place).standing == "none"
    act(operations.ask_to_join, person, association_id=place, reason="Очень хочу")
    assert isinstance(recorded[-1], MembershipAsked)


def test_only_those_who_lead_decide_and_see_who_asks(app):
    city = make_association(kind="city")
    place, other = make_association(parents=[city], joining="request"), make_association(parents=[city])
    asker, member, stranger, curator, head_above, head_aside, admin = (make_person() for _ in range(7))
    admin = make_person(is_admin=True)
    join(asker, place, state="asked", reason="Хочу")
    join(member, place)
    join(head_above, city, "head")
    join(head_aside, other, "head")
    give_office(curator, city, "curator")
    for person in (asker, member, stranger, curator, head_above, head_aside):
        actor = actor_of(person)
        with transaction(write=False):
            assert list_requests(actor, place) == []
            assert get_head(actor, place).requests == 0
        for decide in (operations.accept, operations.decline):
            with pytest.raises(Forbidden):
                act(decide, person, association_id=place, person_id=asker)
    with transaction(write=False):
        assert [row.reason for row in list_requests(actor_of(admin), place)] == ["Хочу"]
    act(operations.accept, admin, association_id=place, person_id=asker)


def test_members_are_listed_inside_the_circle_only(app):
    city = make_association(kind="city")
    place = make_association(parents=[city])
    member, above, stranger = make_person("Ким Анна", school="Школа № 5"), make_person(), make_person()
    join(member, place, "head")
    join(above, city)
    with transaction(write=False):
        assert [(row.full_name, row.school, row.role) for row in list_members(actor_of(member), place)] == [
            ("Ким Анна", "Школа № 5", "head")
        ]
        for person in (above, stranger):
            assert list_members(actor_of(person), place) == []
        assert list_members(Actor.visitor(), place) == []
        assert [row.person_id for row in list_members(actor_of(member), city)] == [above]


def test_long_lists_of_members_go_on_by_name(app, monkeypatch):
    monkeypatch.setattr("forum.associations.queries.people.PEOPLE_SHOWN", 2)
    place = make_association()
    people = [make_person(name) for name in ("Абаев А. А.", "Абаев А. А.", "Бекова Б. Б.")]
    for one in people:
        join(one, place)
    actor = actor_of(people[0])
    with transaction(write=False):
        first = list_members(actor, place)
        rest = list_members(actor, place, after=(first[-1].full_name, first[-1].person_id))
    assert [row.person_id for row in [*first, *rest]] == people


def test_leaving_takes_the_circle_away_and_a_wish_can_be_taken_back(app, recorded):
    place, person = make_association(joining="request"), make_person()
    join(person, place)
    assert act(operations.leave, person, association_id=place) == "active"
    assert actor_of(person).circles == frozenset()
    assert recorded == [CirclesChanged(association_id=place)]
    act(operations.ask_to_join, person, association_id=place, reason="Передумала")
    assert act(operations.leave, person, association_id=place) == "asked"
    assert act(operations.leave, person, association_id=place) is None
    assert len(recorded) == 2


def test_nobody_joins_before_her_address_is_confirmed(app):
    person = make_person(confirmed=False)
    with pytest.raises(Forbidden):
        act(operations.join, person, association_id=make_association(joining="open"))


def test_the_head_hands_over_and_loses_her_rights_at_once(app):
    place, head, heir = make_association(), make_person(), make_person()
    join(head, place, "head")
    join(heir, place)
    act(operations.appoint, head, association_id=place, person_id=heir, role="head")
    act(operations.appoint, heir, association_id=place, person_id=head, role="member")
    assert actor_of(heir).heads == {place}
    assert actor_of(head).heads == frozenset()
    with pytest.raises(Forbidden):
        act(operations.appoint, head, association_id=place, person_id=head, role="head")


def test_roles_are_given_by_the_head_to_members_only(app):
    place, head, secretary, stranger = make_association(), make_person(), make_person(), make_person()
    join(head, place, "head")
    join(secretary, place, "secretary")
    for person in (secretary, stranger):
        with pytest.raises(Forbidden):
            act(operations.appoint, person, association_id=place, person_id=person, role="head")
    with pytest.raises(Conflict):
        act(operations.appoint, head, association_id=place, person_id=stranger, role="member")
    with pytest.raises(Invalid):
        act(operations.appoint, head, association_id=place, person_id=secretary, role="admin")
    with transaction(write=False):
        assert find_role(secretary, place) == "secretary"


def test_duties_are_given_and_withdrawn_by_an_admin(app):
    place, admin, person = make_association(), make_person(is_admin=True), make_person()
    for _ in range(2):
        act(operations.give_office, admin, association_id=place, person_id=person, office="curator")
    assert actor_of(person).offices == {("curator", place)}
    assert actor_of(person).circles == frozenset()
    act(operations.withdraw_office, admin, association_id=place, person_id=person, office="curator")
    assert actor_of(person).offices == frozenset()
    with pytest.raises(Forbidden):
        act(operations.give_office, person, association_id=place, person_id=person, office="curator")
    with pytest.raises(Invalid):
        act(operations.give_office, admin, association_id=place, person_id=person, office="king")


def test_what_does_not_exist_is_not_found(app):
    for operation in (operations.join, operations.leave):
        with pytest.raises(NotFound):
            act(operation, make_person(), association_id=999)


def test_the_head_of_a_page_costs_the_same_whatever_the_size(app):
    country = make_association(kind="country")
    small = make_association(parents=[country])
    person = make_person()
    join(person, small, "head")

    def cost(place):
        actor = actor_of(person)
        with transaction(write=False), counted() as statements:
            get_head(actor, place)
        return len(statements)

    before = cost(small)
    large = make_association(parents=[country, small, make_association(parents=[country])])
    for _ in range(12):
        join(make_person(), large, "secretary")
    assert cost(large) == before <= 5
