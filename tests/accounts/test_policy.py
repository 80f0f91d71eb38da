"""What names, addresses and passwords are taken; no database is asked."""

import pytest

from forum.accounts import policy
from forum.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Рахимова Жанар Болатқызы", "Рахимова Жанар Болатқызы"),
        ("  Сейтқали \t Нұрлан\nЕрболұлы ", "Сейтқали Нұрлан Ерболұлы"),
        ("Мамедов Расул Гасан оглы Тагиев", "Мамедов Расул Гасан оглы Тагиев"),
        ("Әбдіғаниұлы Өмірзақ", "Әбдіғаниұлы Өмірзақ"),
        ("Иванова (Петрова) А. С.", "Иванова (Петрова) А. С."),
        ("О’Нил-Салтыкова Мэри", "О’Нил-Салтыкова Мэри"),
        ("Анна", "Анна"),
        ("Цои\u0306 Виктор", "Цой Виктор"),  # NFC
        ("а" * 150, "а" * 150),
    ],
)
def test_real_names_are_kept(typed, kept):
    assert policy.check_full_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "Ян",
        "...",
        "а" * 151,
        "а" * 100_000,
        "Анна\x00 Петрова",
        "Анна\u202eавортеП",
        "Анна\u200bПетрова",
        "Анна\x1b[31m",
        "<img src=x onerror=alert(1)>",
        "Анна {{ config }}",
        "Admin <admin@example.org>",
        "Вы выиграли evil.com",
        "Анна 😀",
        "Учитель 007",
        "Анна\r\nBcc: all@example.org",
    ],
)
def test_hostile_names_are_refused_with_a_sentence(typed):
    with pytest.raises(Invalid) as refused:
        policy.check_full_name(typed)
    assert refused.value.field == "full_name"
    assert refused.value.text().endswith((".", "скобки."))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Aigul.S@Example.ORG ", "aigul.s@example.org"),
        ("a@пример.рф", "a@xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_addresses_are_kept_in_one_spelling(typed, kept):
    assert policy.check_email(typed) == kept
    assert policy.find_email(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "a", "a@", "@b.kz", "a b@c.kz", "a@b.kz\r\nBcc: c@d.kz", "a" * 300 + "@b.kz", "а@b.kz"]
)
def test_what_cannot_be_an_address_is_refused(typed):
    with pytest.raises(Invalid, match=r"name@example\.kz"):
        policy.check_email(typed)
    assert policy.find_email(typed) == ""


@pytest.mark.parametrize(
    "password",
    [
        "мел доска тетрадь",
        "correct horse battery",
        "   три пробела   ",
        "ё" * 5 + "12345йц",
        "я" * 99 + "аб1" + "z" * 98,
    ],
)
def test_long_passwords_of_any_letters_are_taken(password):
    assert policy.check_password(password) == password


@pytest.mark.parametrize(
    "password",
    [
        "короткий",
        "а" * 201,
        "1" * 12,
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "йцукенгшщз",
        "Qwerty12345",
        "пароль1234",
        "ababababab",
    ],
)
def test_guessable_passwords_are_refused(password):
    with pytest.raises(Invalid):
        policy.check_password(password)


def test_ones_own_name_is_no_password():
    with pytest.raises(Invalid):
        policy.check_password("Айгүл Сейтова", known=["айгүл сейтова"])


def test_languages_and_zones_come_from_their_lists():
    assert policy.check_locale("kk") == "kk"
    assert policy.check_timezone("Asia/Qyzylorda") == "Asia/Qyzylorda"
    with pytest.raises(Invalid):
        policy.check_locale("../ru")
    with pytest.raises(Invalid):
        policy.check_timezone("/etc/passwd")


def test_a_school_is_one_line_of_visible_signs():
    assert policy.check_school(" Школа-лицей\n№ 3101,\u202e Кызылорда ") == "Школа-лицей № 3101, Кызылорда"
    with pytest.raises(Invalid):
        policy.check_school("ш" * 201)
