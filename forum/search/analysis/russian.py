"""What Snowball does not know of Russian: irregular forms and fleeting vowels."""

from importlib.resources import files
from typing import Final


def tidy_stem(stem: str) -> str:
    """Drop the fleeting vowel of a stem: «карточек» and «карточка», «конец» and «конца» meet."""
    if len(stem) >= 4 and stem[-2] in "ео" and stem[-1] in "кц" and stem[-3] not in "аеиоуыэюя":
        return stem[:-2] + stem[-1]
    return stem


def _read() -> dict[str, str]:
    lines = files("forum.search.analysis").joinpath("data/irregular_ru.txt").read_text("utf-8").splitlines()
    forms: dict[str, str] = {}
    for line in lines:
        lemma, colon, others = line.replace("ё", "е").partition(":")
        if colon and not line.startswith("#"):
            forms.update(dict.fromkeys([lemma, *others.split()], lemma))
    return forms


# form -> lemma, both with ё written as е.
IRREGULAR: Final = _read()
