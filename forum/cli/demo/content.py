"""Read the demo content from its JSON files."""

import json
from functools import cache
from importlib import resources
from typing import Any

Record = dict[str, Any]


@cache
def _read(name: str) -> str:
    return (resources.files("forum.cli.demo") / "data" / name).read_text(encoding="utf-8")


def list_associations() -> list[Record]:
    """List the associations, parents before their children."""
    return _records("associations.json")


def list_people() -> list[Record]:
    """List the people with their memberships and offices."""
    return list(json.loads(_read("people.json"))["people"])


def list_requests() -> list[Record]:
    """List who still waits to be let into a closed association: `person`, `association`, `days_ago`, `reason`."""
    return list(json.loads(_read("people.json"))["requests"])


def get_full_name(key: str) -> str:
    """Return the full name of the person called `key`; KeyError when there is none."""
    return str({person["key"]: person["full_name"] for person in list_people()}[key])


def list_topics() -> list[Record]:
    """List questions and discussions with their replies."""
    return _records("topics.json")


def list_lessons() -> list[Record]:
    """List lessons with the content of their documents, version by version, and the improvement comments."""
    return _records("lessons.json")


def demo_password() -> str:
    """Return the one password of every demo person."""
    return str(json.loads(_read("people.json"))["demo_password"])


def list_sign_ins() -> list[Record]:
    """List the people shown at start: `person` is a key, `what_ru`, `what_kk`, `what_en` say who she is."""
    return list(json.loads(_read("people.json"))["demo_sign_ins"])


def _records(name: str) -> list[Record]:
    return list(json.loads(_read(name)))
