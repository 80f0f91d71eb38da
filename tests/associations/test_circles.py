"""Reading has one rule in three spellings: for a thing, a list, and a list of readers; they agree."""

import random

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select

from forum.actor import Actor
from forum.associations.policy import Audience, may_read, readable
from forum.associations.queries import count_readers, list_audiences, readers, require_offered
from forum.db import db, transaction
from forum.errors import Invalid
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import give_office, join, make_association

ROLES = ("member", "head", "secretary")


class World:
    """A tree with several parents, and people of every role and state in it."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.associations = [make_association(kind="country")]
        for _ in range(11):
            parents = dice.sample(self.associations, k=min(len(self.associations), dice.choice((0, 1, 1, 1, 2, 3))))
            self.associations.append(make_association(parents=parents))
        self.people = [make_person(is_admin=number == 0) for number in range(10)]
        for person in self.people[2:]:
            for place in dice.sample(self.associations, k=dice.randint(0, 3)):
                state = "asked" if dice.random() < 0.25 else "active"
                join(person, place, dice.choice(ROLES), state=state)
            if dice.random() < 0.5:
                give_office(person, dice.choice(self.associations), dice.choice(("methodologist", "curator")))
        give_office(self.people[1], self.associations[0], "methodologist")
        self.actors = [actor_of(person) for person in self.people] + [Actor.visitor()]

    def things(self):
        """List (audience, author) of everything that could be written here."""
        audiences = [Audience("public"), Audience("private"), *(Audience("circle", one) for one in self.associations)]
        return [(audience, author) for audience in audiences for author in (None, *self.people[:5])]


THINGS = Table(
    "thing_of_the_twin_test", MetaData(), Column("id", Integer, primary_key=True), Column("audience", String(10)),
    Column("audience_id", Integer), Column("author_id", Integer), prefixes=["TEMPORARY"],
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_thing_list_and_readers_agree_for_everyone(app, seed):
    world = World(seed)
    things = world.things()
    with transaction() as session:
        THINGS.create(session.connection(), checkfirst=False)
        session.execute(
            insert(THINGS),
            [
                {"id": number, "audience": one.kind, "audience_id": one.association_id, "author_id": author}
                for number, (one, author) in enumerate(things)
            ],
        )
        for actor in world.actors:
            condition = readable(THINGS.c.audience, THINGS.c.audience_id, THINGS.c.author_id, actor)
            listed = set(session.scalars(select(THINGS.c.id).where(condition)))
            assert listed == {number for number, thing in enumerate(things) if may_read(actor, *thing)}
        for audience, author in things:
            read_by = {actor.person_id for actor in world.actors[:-1] if may_read(actor, audience, author)}
            if audience.kind == "circle":
                inside = set(session.scalars(readers(audience.association_id)))
                assert inside | ({author} if author else set()) == read_by
                assert count_readers(audience, author) == len(read_by)
            elif audience.kind == "private":
                assert read_by == ({author} if author else set())
            else:
                assert count_readers(audience, author) is None
        THINGS.drop(session.connection())


@pytest.mark.parametrize("seed", range(4))
def test_offices_and_administration_add_no_circle(app, seed):
    world = World(seed)
    assert world.actors[0].is_admin
    assert world.actors[0].circles == world.actors[1].circles == frozenset()
    assert world.actors[1].offices


def test_two_parents_make_one_stand_in_both_branches(app):
    country = make_association(kind="country")
    city, service = make_association(parents=[country]), make_association()
    school = make_association(parents=[city])
    subject = make_association(parents=[school, service])
    person = make_person()
    join(person, subject)
    assert actor_of(person).circles == {subject, school, city, country, service}
    assert actor_of(person).memberships == {subject}
    with transaction(write=False):
        assert {count_readers(Audience("circle", one), None) for one in (subject, school, city, country, service)} == {
            1
        }


def test_who_asks_stands_nowhere_yet(app):
    place, person = make_association(joining="request"), make_person()
    join(person, place, state="asked")
    assert actor_of(person).circles == frozenset()
    with transaction(write=False):
        assert count_readers(Audience("circle", place), None) == 0


def test_audiences_on_offer_go_up_the_tree_and_count_the_writer(app):
    city = make_association("Город", name_kk="Қала", kind="city")
    school = make_association("Школа", [city], name_kk="Мектеп", kind="school")
    aigul, nurlan, neighbour = (make_person() for _ in range(3))
    join(aigul, school)
    join(nurlan, school)
    join(neighbour, make_association(parents=[city]))
    with transaction(write=False):
        options = list_audiences(actor_of(aigul), school, "kk")
    assert [(one.value, one.label, one.readers) for one in options[:2]] == [
        (str(school), "Мектеп", 2),
        (str(city), "Қала", 3),
    ]
    assert [(one.value, one.readers) for one in options[2:]] == [("public", None), ("private", 1)]


def test_a_methodologist_writes_to_her_territory_and_is_counted_among_its_readers(app):
    city = make_association(kind="city")
    school = make_association(parents=[city])
    join(make_person(), school)
    person = make_person()
    give_office(person, city)
    actor = actor_of(person)
    with transaction(write=False):
        assert [(one.value, one.readers) for one in list_audiences(actor, city, "ru")] == [
            (str(city), 2), ("public", None), ("private", 1),
        ]  # fmt: skip
        assert [one.value for one in list_audiences(actor, school, "ru")] == [str(city), "public", "private"]


def test_only_what_is_on_offer_is_taken(app):
    city, elsewhere = make_association(kind="city"), make_association()
    school = make_association(parents=[city])
    person = make_person()
    join(person, school)
    join(person, elsewhere)
    actor = actor_of(person)
    with transaction(write=False):
        for value in (str(school), str(city), "public", "private"):
            require_offered(actor, school, Audience.parse(value))
        for value in (str(elsewhere), "2147483647"):
            with pytest.raises(Invalid):
                require_offered(actor, school, Audience.parse(value))
        assert db.session.scalar(select(func.count()).select_from(readers(city).subquery())) == 1
