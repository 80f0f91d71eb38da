"""The tree grows and is moved; the closure says at every moment what the edges say."""

import random

import pytest
from sqlalchemy import select

from forum import clock
from forum.actor import Actor
from forum.associations import operations
from forum.associations.events import CirclesChanged
from forum.associations.models import AssociationClosure, AssociationParent
from forum.associations.queries import get_association, list_ancestors, list_paths, list_tree, tree_version
from forum.db import transaction
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association

ADMIN = Actor(person_id=1, is_admin=True, email_confirmed=True)


def plant(name="Школа", parents=(), **changes):
    with transaction():
        return operations.create_association(actor=ADMIN, kind="school", name_ru=name, parents=parents, **changes)


def closure(session):
    query = select(AssociationClosure.ancestor_id, AssociationClosure.descendant_id, AssociationClosure.depth)
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def closure_of_edges(session, ids):
    """Work the closure out again, the slow way: shortest way from each to each."""
    edges = {tuple(row) for row in session.execute(select(AssociationParent.child_id, AssociationParent.parent_id))}
    depths = {(one, one): 0 for one in ids}
    for _ in ids:
        for child, parent in edges:
            for (above, below), depth in list(depths.items()):
                if above == child and depths.get((parent, below), 99) > depth + 1:
                    depths[parent, below] = depth + 1
    return depths


def test_a_new_association_knows_everything_above_it(app):
    country = plant("Казахстан")
    city, service = plant("Город", [country]), plant("Служба")
    school = plant("Школа", [city, service], name_kk="Мектеп", joining="open", origin="self")
    with transaction(write=False) as session:
        assert closure(session) == closure_of_edges(session, [country, city, service, school])
        row = get_association(school)
        assert (row.name("kk"), row.name("en"), row.slug, row.joining, row.origin) == (
            "Мектеп", "Школа", "школа", "open", "self",
        )  # fmt: skip
        assert [one.id for one in list_ancestors(school)] == [school, city, service, country]
        assert [[one.id for one in path] for path in list_paths(school)] == [[country, city], [service]]


@pytest.mark.parametrize("seed", range(5))
def test_random_moves_keep_the_closure_true_and_never_make_a_circle(app, seed):
    dice = random.Random(seed)
    ids = [make_association() for _ in range(9)]
    for _ in range(25):
        one, parents = dice.choice(ids), dice.sample(ids, k=dice.randint(0, 3))
        try:
            with transaction():
                if dice.random() < 0.5 and parents:
                    operations.add_parent(actor=ADMIN, association_id=one, parent_id=parents[0])
                else:
                    operations.move(actor=ADMIN, association_id=one, parents=parents)
        except Conflict:
            pass
        with transaction(write=False) as session:
            found = closure(session)
            assert found == closure_of_edges(session, ids)
            assert not [pair for pair in found if pair[0] != pair[1] and pair[::-1] in found]


def test_a_circle_of_parents_is_refused_and_nothing_moves(app):
    top, middle = plant(), plant()
    low = plant(parents=[middle])
    with transaction():
        operations.move(actor=ADMIN, association_id=middle, parents=[top])
    for parents in ([low], [middle], [low, top]):
        with pytest.raises(Conflict), transaction():
            operations.move(actor=ADMIN, association_id=middle, parents=parents)
    with transaction(write=False):
        assert [one.id for one in list_ancestors(low)] == [low, middle, top]


def test_moving_a_branch_moves_the_circles_of_its_people_and_says_so(app, recorded):
    old, new = plant("Старый город"), plant("Новый город")
    school = plant(parents=[old])
    person = make_person()
    join(person, school)
    with transaction():
        operations.move(actor=ADMIN, association_id=school, parents=[new])
    assert actor_of(person).circles == {school, new}
    assert recorded == [CirclesChanged(association_id=school)]


def test_an_association_with_two_parents_stands_under_both(app):
    left, right = plant("А"), plant("Б")
    plant("В", [left, right])
    with transaction(write=False):
        rows = [(row.association.name_ru, row.depth, row.parent_id, row.has_children) for row in list_tree()]
    assert rows == [("А", 0, None, True), ("В", 1, left, False), ("Б", 0, None, True), ("В", 1, right, False)]


def test_every_change_makes_another_version_of_the_tree(app):
    versions = []

    def note():
        with transaction(write=False):
            versions.append(tree_version())

    with clock.freeze(clock.now()):
        note()
        top = plant()
        note()
        low = plant()
        note()
        with transaction():
            operations.add_parent(actor=ADMIN, association_id=low, parent_id=top)
        note()
        with transaction():
            operations.move(actor=ADMIN, association_id=low, parents=[])
        note()
    assert len(set(versions)) == len(versions)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name_ru", {"name_ru": " "}),
        ("name_ru", {"name_ru": "ш" * 201}),
        ("kind", {"kind": "planet"}),
        ("origin", {"origin": "royal"}),
        ("joining", {"joining": "never"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(app, field, changes):
    with pytest.raises(Invalid) as refused, transaction():
        operations.create_association(actor=ADMIN, **{"kind": "school", "name_ru": "Школа", **changes})
    assert refused.value.field == field


def test_only_an_admin_plants(app):
    actor = Actor(person_id=2, email_confirmed=True, offices=frozenset({("curator", 1)}))
    with pytest.raises(Forbidden), transaction():
        operations.create_association(actor=actor, kind="school", name_ru="Школа")
    one = plant()
    with pytest.raises(Forbidden), transaction():
        operations.move(actor=actor, association_id=one, parents=[])


def test_parents_must_exist(app):
    with pytest.raises(NotFound):
        plant(parents=[999])
