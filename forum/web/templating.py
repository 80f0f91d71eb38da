"""What every template may use: the actor, the site, languages, dates in the reader's zone, asset addresses."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext, ngettext
from jinja2 import StrictUndefined

from forum import clock
from forum.actor import Actor
from forum.associations.queries import LABELS, AudienceOption
from forum.errors import ForumError
from forum.web.compiling import LanguageEnvironment
from forum.web.fragments import kept
from forum.web.identity import LOCALES, actor, locale, timezone
from forum.web.remembered import remembered


@dataclass(frozen=True, slots=True)
class NavNode:
    """One line of a tree beside the page."""

    name: str
    url: str
    depth: int
    is_current: bool
    has_children: bool


@dataclass(frozen=True, slots=True)
class Nav:
    """The trees beside a page: the reader's own circles, then the places; `key` stands for all that makes them."""

    mine: tuple[NavNode, ...]
    places: tuple[NavNode, ...]
    key: Hashable


def init(app: Flask) -> None:
    """Give an application's templates their strict undefined, filters and common values."""
    app.jinja_environment = LanguageEnvironment
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(moment=moment, day=day, said=said)
    app.jinja_env.globals.update(asset=asset, kept=kept, LOCALES=LOCALES)
    app.context_processor(_common)


def asset(path: str) -> str:
    """Return the address of a built file with the hash of its content in the name."""
    built = _manifest(str(current_app.static_folder), current_app.debug)
    return f"{current_app.static_url_path}/dist/{built[path]}" if path in built else url_for("static", filename=path)


@cache
def _manifest(folder: str, _debug: bool) -> dict[str, str]:  # noqa: FBT001 - part of the cache key
    path = Path(folder) / "dist" / "manifest.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def said(error: ForumError) -> str:
    """Return a refusal of the domain in the reader's language."""
    text: str = gettext(error.message)
    return text % error.params if error.params else text


def audience_words(option: AudienceOption) -> str:
    """Name a choice of readers with how many they are, as it stands beside its radio button."""
    if option.value in LABELS:
        label: str = gettext(option.label)
        return label
    words: str = ngettext("%(name)s · %(num)d человек", "%(name)s · %(num)d человек", option.readers, name=option.label)
    return words


def readers_words(option: AudienceOption) -> str:
    """Say who will read, as it stands beside «Опубликовать»."""
    if option.value == "public":
        words: str = gettext("Увидят все, в том числе без входа")
    elif option.value == "private":
        words = gettext("Увидите только вы")
    else:
        words = ngettext(
            "Увидит %(num)d человек · %(name)s", "Увидят: %(num)d человек · %(name)s", option.readers, name=option.label
        )
    return words


def moment(value: datetime) -> str:
    """Write a time as people say it: «сегодня, 14:05», «18 ноября, 9:30», with the year when it is another."""
    zone = ZoneInfo(timezone())
    local, today = value.astimezone(zone), clock.now().astimezone(zone).date()
    time = f"{local:%H:%M}"
    if local.date() == today:
        return str(gettext("сегодня, %(time)s", time=time))
    if local.date() == today - timedelta(days=1):
        return str(gettext("вчера, %(time)s", time=time))
    return str(gettext("%(date)s, %(time)s", date=_in_words(local.date(), today.year, locale()), time=time))


def day(value: datetime) -> str:
    """Write a date in words, with the year when it is not this one."""
    zone = ZoneInfo(timezone())
    return _in_words(value.astimezone(zone).date(), clock.now().astimezone(zone).year, locale())


@lru_cache(maxsize=2000)
def _in_words(value: date, this_year: int, language: str) -> str:
    # Babel parses its pattern anew each time, which costs more than the rest of a row.
    return str(format_date(value, "d MMMM" if value.year == this_year else "d MMMM y", locale=language))


def _common() -> dict[str, Any]:
    extensions = current_app.extensions
    who = actor()
    name = extensions["forum_config"].site_name
    return {
        "actor": who,
        "locale": who.locale,
        "locales": LOCALES,
        "site_name": str(gettext(name)),
        "demo_mode": extensions["forum_config"].demo,
        "csp_nonce": g.get("csp_nonce", ""),
        "nav": extensions["forum_nav"](who, request.path) if "forum_nav" in extensions else None,
        "notices_count": _notices(who),
    }


def _notices(who: Actor) -> int:
    count = current_app.extensions.get("forum_notices")
    return remembered(lambda: count(who), "notices", who.person_id) if count and who.signed_in else 0
