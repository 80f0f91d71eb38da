"""Usernames are made of full names: readable Latin letters, one person each."""

import re

import pytest

from forum.accounts.operations.usernames import free_username, suggest_username
from tests.factories.accounts import make_person


@pytest.mark.parametrize(
    ("full_name", "username"),
    [
        ("Рахимова Жанар Болатқызы", "zhanar.rakhimova"),
        ("Жанар Рахимова", "zhanar.rakhimova"),
        ("Анна Сергеевна Щукина", "anna.shchukina"),
        ("Сейтқали Нұрлан Ерболұлы", "nurlan.seytqali"),
        ("Әбдіғани Өмірзақ Үсенұлы", "omirzaq.abdighani".replace("gh", "g")),
        ("Ким Виктор", "kim.viktor"),
        ("Mary O’Neil", "mary.oneil"),
        ("Łukasz Żak", "ukasz.zak"),
        ("李小龙", "teacher"),
        ("Анна", "anna"),
    ],
)
def test_names_become_latin(full_name, username):
    assert suggest_username(full_name) == username


def test_every_username_can_be_mentioned_and_fits():
    for name in ("Я" * 150, "Щ Щ", "-- ... Анна", "a" * 75 + " " + "b" * 74):
        assert re.fullmatch(r"[a-z0-9]([a-z0-9.]{0,38}[a-z0-9])?", suggest_username(name))
        assert len(suggest_username(name)) <= 34


def test_the_second_of_a_name_gets_a_number(app):
    make_person(username="anna.kim")
    assert free_username("Анна Ким") == "anna.kim.2"
    make_person(username="anna.kim.2")
    make_person(username="anna.kimova")
    assert free_username("Анна Ким") == "anna.kim.3"
