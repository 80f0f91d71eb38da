"""What a name, an address and a password must be like; each check returns the value as it is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from forum.accounts.models import EMAIL_LENGTH, FULL_NAME_LENGTH
from forum.errors import N_, Invalid

NAME_MIN = 3
SCHOOL_LENGTH = 200
PASSWORD_MIN, PASSWORD_MAX = 10, 200
LOCALES = ("ru", "kk", "en")

# Letters and their marks, and what stands between them in real names: Салтыков-Щедрин, О’Нил, Иванова (Петрова) А. С.
_BETWEEN = frozenset(" -‐‑.,'’ʼ`()")
# «evil.com» as a name would become a link in the letters we send.
_LIKE_A_HOST = re.compile(r"[^\W_]{2,}\.[^\W_]{2,}")
_SPACES = re.compile(r"\s+")
_ROWS = (
    "01234567890123456789",
    "98765432109876543210",
    "qwertyuiopasdfghjklzxcvbnm",
    "йцукенгшщзхъфывапролджэячсмитьбю",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
)
_USUAL = frozenset(
    {
        "1q2w3e4r5t", "1qaz2wsx3edc", "q1w2e3r4t5", "qazwsxedcrfv", "zaq12wsxcde3", "password12", "password123",
        "password1234", "passw0rd123", "iloveyou12", "iloveyou123", "sunshine123", "administrator", "welcome123",
        "qwerty1234", "qwerty12345", "qwerty123456", "1234qwerty", "12345qwerty", "123456qwerty", "qwertyuiop123",
        "1234567890a", "a1234567890", "йцукен1234", "йцукен12345", "йцукен123456", "пароль1234", "пароль12345",
        "пароль123456", "парольпароль", "учитель123", "учитель1234", "мұғалім123", "қазақстан1", "kazakhstan1",
        "казахстан123", "россия2024", "россия2025", "россия2026", "kazakhstan2025", "letmein123", "superman123",
    }
)  # fmt: skip


def check_full_name(value: str) -> str:
    """Return a full name in NFC with single spaces; raise Invalid("full_name")."""
    if len(value) > FULL_NAME_LENGTH * 4:
        raise Invalid("full_name", N_("Имя слишком длинное: поместится %(limit)s знаков."), limit=FULL_NAME_LENGTH)
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"} and char not in "\t\r\n" for char in value):
        raise Invalid("full_name", N_("В имени есть невидимые знаки. Наберите его заново буквами."))
    name = _SPACES.sub(" ", unicodedata.normalize("NFC", value)).strip()
    if len(name) > FULL_NAME_LENGTH:
        raise Invalid("full_name", N_("Имя слишком длинное: поместится %(limit)s знаков."), limit=FULL_NAME_LENGTH)
    if sum(unicodedata.category(char)[0] == "L" for char in name) < NAME_MIN:
        raise Invalid("full_name", N_("Напишите имя полностью: фамилию, имя и отчество, если оно есть."))
    strange = any(unicodedata.category(char)[0] not in {"L", "M"} and char not in _BETWEEN for char in name)
    if strange or _LIKE_A_HOST.search(name):
        raise Invalid("full_name", N_("Имя пишется буквами; можно дефис, апостроф, точку и скобки."))
    return name


def check_school(value: str) -> str:
    """Return the name of a school on one line; raise Invalid("school")."""
    if len(value) > SCHOOL_LENGTH * 4:
        raise Invalid("school", N_("Слишком длинно: поместится %(limit)s знаков."), limit=SCHOOL_LENGTH)
    kept = "".join(char for char in value if unicodedata.category(char) not in {"Cc", "Cf", "Cs"} or char in "\t\r\n")
    school = _SPACES.sub(" ", unicodedata.normalize("NFC", kept)).strip()
    if len(school) > SCHOOL_LENGTH:
        raise Invalid("school", N_("Слишком длинно: поместится %(limit)s знаков."), limit=SCHOOL_LENGTH)
    return school


def check_email(value: str) -> str:
    """Return an address as it is kept: ASCII domain, lower case; raise Invalid("email")."""
    value = value.strip()
    refused = Invalid("email", N_("Проверьте адрес: он должен быть похож на name@example.kz."))
    if not value or len(value) > EMAIL_LENGTH:
        raise refused
    try:
        found = validate_email(value, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise refused from error
    email = (found.ascii_email or found.normalized).lower()
    if len(email) > EMAIL_LENGTH:
        raise refused
    return email


def find_email(value: str) -> str:
    """Return an address as it is kept, or an empty string when it cannot be one; for questions that never answer."""
    try:
        return check_email(value)
    except Invalid:
        return ""


def check_password(value: str, *, field: str = "password", known: Collection[str] = ()) -> str:
    """Return a password that is long enough and not guessed at once; `known` are words about the person."""
    if len(value) < PASSWORD_MIN:
        raise Invalid(field, N_("Пароль короткий: нужно не меньше %(limit)s знаков."), limit=PASSWORD_MIN)
    if len(value) > PASSWORD_MAX:
        raise Invalid(field, N_("Пароль длинный: поместится %(limit)s знаков."), limit=PASSWORD_MAX)
    if is_guessable(value, known):
        raise Invalid(field, N_("Такой пароль угадают сразу. Возьмите, например, три-четыре случайных слова."))
    return value


def is_guessable(password: str, known: Collection[str] = ()) -> bool:
    """Say whether a password is on everyone's list, a row of keys, one sign repeated, or the person's own name."""
    plain = unicodedata.normalize("NFC", password).casefold().strip()
    if plain in _USUAL or len(set(plain)) <= 3:
        return True
    if any(plain in row or plain[::-1] in row for row in _ROWS):
        return True
    return any(plain == word.casefold() for word in known if word)


def check_locale(value: str) -> str:
    """Return a language the site speaks; raise Invalid("locale")."""
    if value not in LOCALES:
        raise Invalid("locale", N_("Выберите язык из списка."))
    return value


def check_timezone(value: str) -> str:
    """Return the name of a time zone; raise Invalid("timezone")."""
    if value not in _timezones():
        raise Invalid("timezone", N_("Выберите часовой пояс из списка."))
    return value


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())
