"""Every door of the site by its own map: the address of a true thing behind it, and what may be asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import Rule

from tests.safety.world import World, first_post

WEB = Path(__file__).resolve().parents[2] / "forum" / "web"
_ASKED = re.compile(r"""request\.args(?:\.get\(|\[)\s*["'](\w+)["']|_offset\(["'](\w+)["']\)""")


@dataclass(frozen=True)
class Door:
    """A rule of the map with the true values of its parts."""

    rule: Rule
    parts: dict[str, str]

    @property
    def endpoint(self) -> str:
        return self.rule.endpoint

    @property
    def address(self) -> str:
        return self.with_part("", "")

    def with_part(self, name: str, value: str) -> str:
        """Return the address with one part replaced, quoted as a browser would."""
        filled = {**self.parts, **({name: value} if name else {})}
        return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: quote(filled[found[1]], safe="%"), self.rule.rule)


def doors(world: World, method: str = "GET") -> list[Door]:
    """Return every door that takes a method, save static files."""
    rules = [rule for rule in world.app.url_map.iter_rules() if method in rule.methods and rule.endpoint != "static"]
    return [Door(rule, _parts(world, rule)) for rule in sorted(rules, key=lambda one: one.rule)]


def questions(app: Flask, endpoint: str) -> list[str]:
    """Return the names that the room of an endpoint reads from `?…`, found in its source."""
    room = WEB / endpoint.partition(".")[0]
    assert room.is_dir(), endpoint
    return sorted({*_names(room.glob("*.py")), "lang", "page"})


def _names(paths: Iterator[Path]) -> set[str]:
    return {one or other for path in paths for one, other in _ASKED.findall(path.read_text("utf-8"))}


def _parts(world: World, rule: Rule) -> dict[str, str]:
    known = {
        "association_id": world.circle,
        "person_id": world.people["pending"],
        "topic_id": world.topic,
        "number": 2,
        "post_id": first_post(world.topic),
        "lesson_id": world.lesson,
        "feedback_id": world.feedback,
        "file_id": world.file,
        "notice_id": world.notice,
        "sign_in_id": 1,
        "slug": "slug",
        "token": "token",
        "name": "name",
        "username": "person1",
    }
    return {name: str(known[name]) for name in rule.arguments}
