"""Tell colleagues about oneself."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from sqlalchemy import select

from forum import clock
from forum.accounts.models import Person
from forum.actor import Actor
from forum.db import db
from forum.errors import N_, Forbidden, Invalid
from forum.lessons.subjects import subjects as known_subjects
from forum.people.alphabet import order_key
from forum.people.models import ABOUT_LENGTH, HELP_LENGTH, Profile
from forum.people.queries import LANGUAGES

MOST_SUBJECTS = 8
_TOO_LONG = N_("Слишком длинно: поместится %(limit)s знаков.")


def introduce(
    *, actor: Actor, about: str, help_with: str, subjects: Collection[str], languages: Collection[str],
    in_directory: bool,
) -> None:  # fmt: skip
    """Write down what the actor tells about herself, and whether she stands in the directory.

    Raises Forbidden, Invalid("about" | "help_with" | "subjects" | "languages").
    """
    if not actor.signed_in:
        raise Forbidden
    if in_directory and not actor.email_confirmed:
        raise Invalid("in_directory", N_("Сначала подтвердите почту: письмо со ссылкой уже отправлено."))
    told = {
        "about": _text("about", about, ABOUT_LENGTH, lines=True),
        "help_with": _text("help_with", help_with, HELP_LENGTH),
        "subjects": _codes("subjects", subjects, known_subjects()),
        "languages": _codes("languages", languages, LANGUAGES),
        "in_directory": in_directory,
    }
    profile = db.session.get(Profile, actor.id) or Profile(person_id=actor.id)
    for name, value in told.items():
        setattr(profile, name, value)
    profile.name_key = order_key(db.session.execute(select(Person.full_name).where(Person.id == actor.id)).scalar_one())
    profile.updated_at = clock.now()
    db.session.add(profile)
    db.session.flush()


def _text(field: str, value: str, limit: int, *, lines: bool = False) -> str:
    if len(value) > limit * 4:
        raise Invalid(field, _TOO_LONG, limit=limit)
    kept = "".join(char for char in value if unicodedata.category(char) not in {"Cc", "Cf", "Cs"} or char in "\t\r\n")
    tidy = unicodedata.normalize("NFC", kept)
    if lines:
        tidy = "\n".join(" ".join(line.split()) for line in tidy.splitlines()).strip()
        while "\n\n\n" in tidy:
            tidy = tidy.replace("\n\n\n", "\n\n")
    else:
        tidy = " ".join(tidy.split())
    if len(tidy) > limit:
        raise Invalid(field, _TOO_LONG, limit=limit)
    return tidy


def _codes(field: str, chosen: Collection[str], known: Collection[str]) -> str:
    """Return chosen codes in the order they are known in, between commas."""
    if set(chosen) - set(known):
        raise Invalid(field, N_("Выберите из списка."))
    if len(set(chosen)) > MOST_SUBJECTS:
        raise Invalid(field, N_("Можно выбрать не больше %(limit)d."), limit=MOST_SUBJECTS)
    kept = [code for code in known if code in set(chosen)]
    return f",{','.join(kept)}," if kept else ""
