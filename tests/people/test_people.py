"""What people tell about themselves, the order of the directory, and who is told what."""

import pytest

from forum import jobs
from forum.accounts.operations.account import change_profile
from forum.actor import Actor
from forum.db import transaction
from forum.errors import Invalid
from forum.people import queries
from forum.people.alphabet import order_key
from forum.people.policy import can_see_details
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.people import introduce
from tests.factories.topics import make_post, make_topic


def names(actor, **asked):
    with transaction(write=False):
        return [one.full_name for one in queries.list_directory(actor=actor, **asked)]


@pytest.mark.anywhere
def test_names_stand_in_the_order_of_the_kazakh_alphabet():
    ordered = [
        "Smith John", "Абаев Нұрлан", "Абаев-Ким Олег", "Әбдіров Асан", "Баева Анна", "Ғалымов Ерлан", "Ёлкина Ия",
        "Қасымова Айгүл", "Өмірзақ Дана", "Ұлан Бек", "Іскаков Али",
    ]  # fmt: skip
    assert sorted([*ordered[5:], *ordered[:5]], key=order_key) == ordered
    assert order_key("О’Нил") == order_key("онил")
    assert order_key("Ә" * 400) == order_key("ә" * 150)


def test_only_those_who_wish_are_in_the_directory_and_only_the_confirmed_look(app):
    reader = make_person("Читатель Иван")
    for name in ("Қасымова Айгүл", "Жук Олег", "Әлиева Дана"):
        introduce(make_person(name))
    introduce(make_person("Скрытный Пётр"), in_directory=False)
    make_person("Молчаливый Олег")
    assert names(actor_of(reader)) == ["Әлиева Дана", "Жук Олег", "Қасымова Айгүл"]
    for stranger in (Actor.visitor(), actor_of(make_person(confirmed=False))):
        assert not can_see_details(stranger)
        assert names(stranger) == []


def test_people_are_found_by_name_school_help_and_subject(app):
    reader = actor_of(make_person())
    introduce(make_person("Жук Олег", school="Лицей № 5"), help_with="Составление СОР", subjects=["math", "ict"])
    introduce(make_person("Қасымова Айгүл", school="Гимназия"), help_with="Кабинет робототехники", subjects=["physics"])
    assert names(reader, text="жУк") == ["Жук Олег"]
    assert names(reader, text="айгүл гимназия") == ["Қасымова Айгүл"]
    assert names(reader, text="сор") == ["Жук Олег"]
    assert names(reader, text="100%_") == []
    assert names(reader, subject="ict") == ["Жук Олег"]
    assert names(reader, subject="ic") == []


def test_the_directory_goes_on_where_a_page_ends(app, monkeypatch):
    monkeypatch.setattr(queries, "LIST_LENGTH", 2)
    reader = actor_of(make_person())
    for name in ("Бета", "Әлфа", "Гамма", "Гамма", "Дельта"):
        introduce(make_person(f"{name} Анна"))
    seen, after = [], None
    while True:
        with transaction(write=False):
            rows = queries.list_directory(actor=reader, after=after)
        seen += rows[:2]
        if len(rows) < 3:
            break
        after = rows[1].name_key, rows[1].id
    assert [one.full_name.split()[0] for one in seen] == ["Әлфа", "Бета", "Гамма", "Гамма", "Дельта"]
    assert len({one.id for one in seen}) == 5


def test_a_changed_name_changes_the_place(app):
    person, reader = make_person("Яров Олег"), actor_of(make_person())
    introduce(person)
    introduce(make_person("Баев Олег"))
    with transaction():
        change_profile(
            actor=actor_of(person), full_name="Абаев Олег", school="", locale="ru", timezone="Asia/Almaty",
            mail_notices=True,
        )  # fmt: skip
    jobs.run_pending()
    assert names(reader) == ["Абаев Олег", "Баев Олег"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("about", "ы" * 2001), ("help_with", "ы" * 301), ("subjects", ["alchemy"]), ("languages", ["xx"]),
        ("subjects", ["math", "ict", "physics", "art", "pe", "law", "music", "craft", "english"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_field(app, field, value):
    with pytest.raises(Invalid) as refused:
        introduce(make_person(), **{field: value})
    assert refused.value.field == field


def test_details_are_for_colleagues_and_oneself(app):
    person = make_person("Жук Олег", username="zhuk", school="Лицей")
    introduce(person, about="Двадцать лет в школе", help_with="СОР", subjects=["math"], languages=["kk"])
    with transaction(write=False):
        for reader, told in ((Actor.visitor(), ""), (actor_of(make_person()), "СОР"), (actor_of(person), "СОР")):
            found = queries.find_profile(actor=reader, username="Zhuk")
            assert (found.full_name, found.school, found.help_with) == ("Жук Олег", "Лицей", told)
        assert queries.find_profile(actor=Actor.visitor(), username="zhuk").subjects == ()


def test_contributions_are_those_the_reader_may_read(app):
    circle = make_association()
    author, member = make_person(), make_person()
    for one in (author, member):
        join(one, circle)
    public = make_topic(circle, author, "Для всех")
    make_topic(circle, author, "Для круга", audience=circle)
    make_topic(circle, author, "Для себя", audience="private")
    make_topic(circle, author, "Стёртая", deleted=True)
    make_post(public.id, author, "Мой ответ")
    make_post(public.id, author, "Стёртый ответ", deleted=True)
    make_post(public.id, author, "Моё замечание", kind="feedback")

    def titles(reader, kind="topics"):
        with transaction(write=False):
            rows = queries.list_contributions(actor=reader, person_id=author, kind=kind)
        return {one.title if kind == "topics" else one.excerpt for one in rows}

    assert titles(Actor.visitor()) == {"Для всех"}
    assert titles(actor_of(member)) == {"Для всех", "Для круга"}
    assert titles(actor_of(author)) == {"Для всех", "Для круга", "Для себя"}
    assert titles(Actor.visitor(), "replies") == {"Мой ответ"}
    assert titles(Actor.visitor(), "feedback") == {"Моё замечание"}
    assert titles(Actor.visitor(), "lessons") == set()
