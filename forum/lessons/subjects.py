"""The subjects and grades of schools, named in three languages; read once from the data files beside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A school subject; `code` is what is stored."""

    code: str
    name_ru: str
    name_kk: str
    name_en: str

    def name(self, locale: str) -> str:
        """Return the name in a language, Russian where it is not known."""
        return {"kk": self.name_kk, "en": self.name_en}.get(locale) or self.name_ru


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """A year of school; 0 stands before the first."""

    grade: int
    name_ru: str
    name_kk: str
    name_en: str

    def name(self, locale: str) -> str:
        """Return the name in a language, Russian where it is not known."""
        return {"kk": self.name_kk, "en": self.name_en}.get(locale) or self.name_ru


@cache
def subjects() -> dict[str, Subject]:
    """Return every subject by its code, in the order of the file."""
    return {
        item["code"]: Subject(
            code=item["code"], name_ru=item["name_ru"], name_kk=item["name_kk"], name_en=item["name_en"]
        )
        for item in _read("subjects.json")
    }


@cache
def grades() -> dict[int, Grade]:
    """Return every grade by its number, youngest first."""
    return {
        item["grade"]: Grade(
            grade=item["grade"], name_ru=item["name_ru"], name_kk=item["name_kk"], name_en=item["name_en"]
        )
        for item in _read("grades.json")
    }


def subject_name(code: str, locale: str) -> str:
    """Return a subject's name in a language; a code that is no longer known names itself."""
    subject = subjects().get(code)
    return subject.name(locale) if subject else code


def grade_name(grade: int, locale: str) -> str:
    """Return a grade's name in a language."""
    known = grades().get(grade)
    return known.name(locale) if known else str(grade)


def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / name).read_text("utf-8"))
    return found
