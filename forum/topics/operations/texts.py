"""Tidy what was typed: titles of one honest line, tags as a short list, bodies cooked by the one door."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from forum import markup
from forum.errors import N_, Invalid
from forum.slugs import slugify
from forum.topics.models import TAG_LENGTH, TAG_SLUG_LENGTH, TITLE_LENGTH
from forum.topics.queries import names_of

TITLE_SHORTEST = 3
MOST_TAGS = 5

# What turns the direction of a line: in a title it could make the words around it read as something else.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NAMED = re.compile(r'class="mention" href="/u/([^"]+)"|href="/u/([^"]+)" class="mention"')
_KAZAKH = frozenset("әіңғүұқөһӘІҢҒҮҰҚӨҺ")


@dataclass(frozen=True, slots=True)
class TagText:
    """A tag as it is read and as it stands in an address."""

    name: str
    slug: str


class Ready(str):
    """A body as it is kept, with its cooked form at hand."""

    __slots__ = ("cooked",)

    cooked: markup.Cooked


def ready(body: str) -> Ready:
    """Cook a body before the lock is taken: a heavy one takes a second and more, and everybody else would wait.

    Raise Invalid("body") when it is too long; whether it may be empty is for `tidy_body` to say.
    """
    if isinstance(body, Ready):
        return body
    source = markup.tidy(body)
    made = Ready(source)
    made.cooked = markup.cook(source, people=names_of)
    return made


def tidy_title(title: str) -> str:
    """Return a title on one line; raise Invalid("title") when it is too short or too long."""
    line = " ".join(_TURNS.sub("", markup.tidy(title)).split())
    if len(line) < TITLE_SHORTEST:
        raise Invalid("title", N_("Напишите заголовок: хотя бы три знака."))
    if len(line) > TITLE_LENGTH:
        raise Invalid(
            "title", N_("Заголовок длиннее %(limit)d знаков: сейчас %(length)d. Сократите его."),
            limit=TITLE_LENGTH, length=len(line),
        )  # fmt: skip
    return line


def tidy_tags(names: Iterable[str]) -> list[TagText]:
    """Return at most five different tags; raise Invalid("tags") on more, on a long one or one without a letter."""
    tags: dict[str, TagText] = {}
    for typed in names:
        name = " ".join(_TURNS.sub("", markup.tidy(typed)).split()).strip("#").strip()
        if not name:
            continue
        if len(name) > TAG_LENGTH:
            raise Invalid("tags", N_("Метка длиннее %(limit)d знаков. Сократите её."), limit=TAG_LENGTH)
        slug = tag_slug(name)
        if not slug:
            raise Invalid("tags", N_("В метке должна быть хотя бы одна буква или цифра."))
        tags.setdefault(slug, TagText(name, slug))
    if len(tags) > MOST_TAGS:
        raise Invalid("tags", N_("Можно поставить не больше %(limit)d меток."), limit=MOST_TAGS)
    return list(tags.values())


def tag_slug(name: str) -> str:
    """Return a tag's name as it stands in an address; empty when it holds no letter or digit."""
    return slugify(name, fallback="")[:TAG_SLUG_LENGTH].strip("-")


def named_in(cooked: str) -> list[str]:
    """Return the usernames a cooked text mentions."""
    return [one or other for one, other in _NAMED.findall(cooked)]


def tidy_body(body: str, *, may_be_empty: bool = False) -> tuple[str, markup.Cooked]:
    """Return a body as it is kept and its cooked form; raise Invalid("body") when it is empty or too long."""
    made = ready(body)
    if not made.strip() and not may_be_empty:
        raise Invalid("body", N_("Напишите текст."))
    return str(made), made.cooked


def guess_language(text: str) -> str:
    """Return ru, kk or en by the letters of a text: one Kazakh letter in a hundred is enough for kk."""
    letters = [char for char in text if char.isalpha()]
    if sum(char in _KAZAKH for char in letters) * 100 > len(letters):
        return "kk"
    cyrillic = sum(unicodedata.name(char, "").startswith("CYRILLIC") for char in letters[:2000])
    return "ru" if cyrillic * 2 >= len(letters[:2000]) else "en"
