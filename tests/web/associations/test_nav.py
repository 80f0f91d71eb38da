"""The places beside every page: own circles as a tree, then the tree; one query while nothing changes."""

from dataclasses import replace

from forum.actor import Actor
from forum.db import db, transaction
from forum.web.associations.nav import LINES_SHOWN, nav
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.statements import counted


def beside(actor, path="/latest"):
    with transaction(write=False):
        return nav(actor, path)


def test_own_circles_are_a_tree_of_everything_above(app):
    country = make_association("Казахстан", kind="country")
    city = make_association("Город", [country], kind="city")
    school = make_association("Школа", [city], kind="school", name_kk="Мектеп")
    make_association("Чужая школа", [city], kind="school")
    person = make_person(locale="kk")
    join(person, school)
    found = beside(actor_of(person), f"/c/школа/{school}")
    assert [(node.name, node.depth, node.is_current) for node in found.mine] == [
        ("Казахстан", 0, False), ("Город", 1, False), ("Мектеп", 2, True),
    ]  # fmt: skip
    assert [node.name for node in found.places] == ["Казахстан", "Город", "Мектеп", "Чужая школа"]
    assert found.mine[2].url == f"/c/школа/{school}"


def test_neighbours_stand_places_first_then_by_the_alphabet_of_the_reader(app):
    make_association("Актюбинская область", kind="region", name_kk="Ақтөбе облысы")
    make_association("г. Алматы", kind="city", name_kk="Алматы қ.")
    make_association("Область Абай", kind="region", name_kk="Абай облысы")
    make_association("Жезказган", kind="city", name_kk="Әулиеата")
    make_association("Школа № 10", kind="school", name_kk="№ 10 мектеп")
    make_association("Школа № 9", kind="school", name_kk="№ 9 мектеп")
    make_association("Биологи")
    names = [node.name for node in beside(Actor.visitor()).places]
    assert names == [
        "Актюбинская область", "г. Алматы", "Жезказган", "Область Абай", "Школа № 9", "Школа № 10", "Биологи",
    ]  # fmt: skip
    names = [node.name for node in beside(replace(Actor.visitor(), locale="kk")).places]
    assert names == [
        "№ 9 мектеп", "№ 10 мектеп", "Абай облысы", "Ақтөбе облысы", "Алматы қ.", "Әулиеата", "Биологи",
    ]  # fmt: skip


def test_a_visitor_has_the_places_only(app):
    make_association("Казахстан", kind="country")
    found = beside(Actor.visitor())
    assert found.mine == ()
    assert [node.name for node in found.places] == ["Казахстан"]


def test_a_pending_wish_is_no_circle_of_mine(app):
    place, person = make_association(joining="request"), make_person()
    join(person, place, state="asked")
    assert beside(actor_of(person)).mine == ()


def test_one_query_while_the_tree_stays_and_news_at_once(app):
    make_association("Первая")
    beside(Actor.visitor())
    with transaction(write=False), counted() as statements:
        nav(Actor.visitor(), "/latest")
    assert len(statements) == 1
    make_association("Вторая")
    assert [node.name for node in beside(Actor.visitor()).places] == ["Вторая", "Первая"]


def test_a_great_tree_is_folded_to_its_top_and_the_open_branch(app):
    country = make_association("Страна", kind="country")
    cities = [make_association(f"Город {number}", [country], kind="city") for number in range(4)]
    schools = [make_association(f"Школа {number}", [cities[number % 4]]) for number in range(LINES_SHOWN)]
    subject = make_association("Математики", [schools[0]])
    names = [node.name for node in beside(Actor.visitor()).places]
    assert names == ["Страна", *(f"Город {number}" for number in range(4))]
    names = [node.name for node in beside(Actor.visitor(), f"/c/школа-0/{schools[0]}").places]
    assert "Школа 0" in names
    assert "Математики" in names
    assert "Школа 1" not in names
    names = [node.name for node in beside(Actor.visitor(), f"/c/x/{subject}").places]
    assert {"Школа 0", "Математики"} <= set(names)


def test_the_tree_stands_beside_every_page(app, client):
    make_association("Видно отовсюду", kind="country")
    for path in ("/login", "/tags", "/nowhere"):
        assert "Видно отовсюду" in client.get(path).text
    assert client.get("/categories").text.count("Видно отовсюду") == 1, "the page itself is the tree"
    db.session.rollback()
