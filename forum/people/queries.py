"""Read profiles, the directory, and what a person has contributed, as far as the reader may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select, tuple_

from forum.accounts.models import Person
from forum.accounts.queries import USERNAME
from forum.actor import Actor
from forum.associations.models import Association
from forum.associations.policy import Audience
from forum.db import db
from forum.errors import N_
from forum.lessons.models import Lesson
from forum.people.models import Profile
from forum.people.policy import can_see_details
from forum.topics.models import Post, Topic
from forum.topics.policy import visible_to
from forum.topics.queries import Cursor

LANGUAGES = {
    "kk": N_("казахский"), "ru": N_("русский"), "en": N_("английский"), "ug": N_("уйгурский"), "uz": N_("узбекский"),
    "tg": N_("таджикский"), "tr": N_("турецкий"), "de": N_("немецкий"), "fr": N_("французский"), "zh": N_("китайский"),
}  # fmt: skip
CONTRIBUTIONS = ("topics", "lessons", "replies", "feedback")
LIST_LENGTH = 30
EXCERPT = 200
MOST_WORDS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileRow:
    """A person as colleagues see her; to those who may not see details, name and school alone."""

    id: int
    username: str
    full_name: str
    school: str
    about: str
    help_with: str
    subjects: tuple[str, ...]
    languages: tuple[str, ...]
    in_directory: bool
    name_key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContributionRow:
    """Something a person wrote: a topic, a lesson, an answer or an improvement comment."""

    post_id: int
    topic_id: int
    slug: str
    title: str
    number: int
    topic_kind: str
    lesson_id: int | None
    excerpt: str
    audience: Audience
    audience_names: tuple[str, str, str] | None
    created_at: datetime

    @property
    def cursor(self) -> Cursor:
        """Return its place in the list."""
        return Cursor(self.created_at, self.post_id)

    def audience_name(self, locale: str) -> str:
        """Return the name of the circle it is meant for, in a language."""
        if self.audience_names is None:
            return ""
        return {"kk": self.audience_names[1], "en": self.audience_names[2]}.get(locale) or self.audience_names[0]


_PROFILE = (
    Person.id, Person.username, Person.full_name, Person.school, Profile.about, Profile.help_with, Profile.subjects,
    Profile.languages, Profile.in_directory, Profile.name_key,
)  # fmt: skip


def find_profile(*, actor: Actor, username: str) -> ProfileRow | None:
    """Return a person by the name in her address, whatever its case; nobody is seen before her address is confirmed."""
    if not USERNAME.fullmatch(username.lower()):
        return None
    query = (
        select(*_PROFILE)
        .outerjoin(Profile, Profile.person_id == Person.id)
        .where(Person.username == username.lower(), Person.email_confirmed_at.is_not(None))
    )
    row = db.session.execute(query).first()
    return _profile(row, details=can_see_details(actor) or row.id == actor.person_id) if row else None


def get_own(actor: Actor) -> ProfileRow:
    """Return what the actor has told about herself."""
    query = select(*_PROFILE).outerjoin(Profile, Profile.person_id == Person.id).where(Person.id == actor.id)
    return _profile(db.session.execute(query).one(), details=True)


def list_directory(
    *, actor: Actor, text: str = "", subject: str = "", after: tuple[str, int] | None = None
) -> list[ProfileRow]:
    """Return those who wish to be found, by the alphabet, one more than a page holds; empty to those it is not for.

    Every word of `text` must begin or stand inside name, school or what she helps with; `after` is (name key, id).
    """
    if not can_see_details(actor):
        return []
    query = (
        select(*_PROFILE)
        .join(Profile, Profile.person_id == Person.id)
        .where(Profile.in_directory, Person.email_confirmed_at.is_not(None))
        .order_by(Profile.name_key, Person.id)
        .limit(LIST_LENGTH + 1)
    )
    for word in text.casefold().split()[:MOST_WORDS]:
        query = query.where(_holds(word))
    if subject:
        query = query.where(Profile.subjects.contains(f",{subject},", autoescape=True))
    if after is not None:
        query = query.where(tuple_(Profile.name_key, Person.id) > tuple_(literal(after[0]), literal(after[1])))
    return [_profile(row, details=True) for row in db.session.execute(query)]


def list_contributions(
    *, actor: Actor, person_id: int, kind: str, before: Cursor | None = None
) -> list[ContributionRow]:
    """Return what a person wrote of one kind (see CONTRIBUTIONS) that the actor may read, newest first.

    One more than a page holds; one query.
    """
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "topics": [Post.number == 1, Topic.kind != "lesson"],
        "lessons": [Post.number == 1, Topic.kind == "lesson"],
        "replies": [Post.number > 1, Post.kind == "reply"],
        "feedback": [Post.kind == "feedback"],
    }
    query = (
        select(
            Post.id.label("post_id"), Topic.id.label("topic_id"), Topic.slug, Topic.title, Post.number,
            Topic.kind.label("topic_kind"), Lesson.id.label("lesson_id"),
            func.substr(Post.text, 1, EXCERPT + 1).label("excerpt"), Topic.audience, Topic.audience_id,
            Association.name_ru, Association.name_kk, Association.name_en, Post.created_at,
        )
        .join(Topic, Topic.id == Post.topic_id)
        .outerjoin(Lesson, Lesson.topic_id == Topic.id)
        .outerjoin(Association, Association.id == Topic.audience_id)
        .where(Post.author_id == person_id, Post.deleted_at.is_(None), visible_to(actor), *conditions[kind])
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(LIST_LENGTH + 1)
    )  # fmt: skip
    if before is not None:
        place = tuple_(literal(before.bumped_at, Post.created_at.type), literal(before.topic_id))
        query = query.where(tuple_(Post.created_at, Post.id) < place)
    return [_contribution(row) for row in db.session.execute(query)]


def _contribution(row: Any) -> ContributionRow:
    values = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    names = (values.pop("name_ru"), values.pop("name_kk"), values.pop("name_en"))
    audience = Audience(values.pop("audience"), values.pop("audience_id"))
    excerpt = " ".join(values.pop("excerpt").split())
    cut = excerpt if len(excerpt) <= EXCERPT else f"{excerpt[:EXCERPT].rpartition(' ')[0] or excerpt[:EXCERPT]}…"
    return ContributionRow(
        **values, audience=audience, audience_names=names if audience.kind == "circle" else None, excerpt=cut
    )


def _holds(word: str) -> ColumnElement[bool]:
    fold = func.lower if db.session.get_bind().dialect.name == "postgresql" else func.casefold
    columns = (Person.full_name, Person.school, Profile.help_with)
    return or_(*(fold(column).contains(word, autoescape=True) for column in columns))


def _profile(row: Any, *, details: bool) -> ProfileRow:
    return ProfileRow(
        id=row.id,
        username=row.username,
        full_name=row.full_name,
        school=row.school,
        about=(row.about or "") if details else "",
        help_with=(row.help_with or "") if details else "",
        subjects=_codes(row.subjects) if details else (),
        languages=_codes(row.languages) if details else (),
        in_directory=bool(row.in_directory) and details,
        name_key=row.name_key or "",
    )


def _codes(joined: str | None) -> tuple[str, ...]:
    return tuple(code for code in (joined or "").split(",") if code)
