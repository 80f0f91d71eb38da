"""Inflect the Russian school words of the vocabulary: regular paradigms only, the words were chosen to fit them."""

from dataclasses import dataclass

NOMINATIVE, GENITIVE, DATIVE, ACCUSATIVE, INSTRUMENTAL, PREPOSITIONAL = range(6)
PLURAL = 6
_VELAR = "гкх"
_HUSHING = "жшчщ"

# Six endings of the singular, then six of the plural; "0" is the genitive plural without an ending.
_NOUNS: dict[str, tuple[str, str]] = {
    "masculine": ("m", " а у  ом е ы ов ам ы ами ах"),
    "animate": ("m", " а у а ом е ы ов ам ов ами ах"),
    "masculine_soft": ("m", "ь я ю ь ем е и ей ям и ями ях"),
    "feminine_a": ("f", "а ы е у ой е ы 0 ам ы ами ах"),
    "feminine_ja": ("f", "я и е ю ей е и ь ям и ями ях"),
    "feminine_ija": ("f", "ия ии ии ию ией ии ии ий иям ии иями иях"),
    "feminine_soft": ("f", "ь и и ь ью и и ей ям и ями ях"),
    "neuter_ie": ("n", "ие ия ию ие ием ии ия ий иям ия иями иях"),
    "neuter_o": ("n", "о а у о ом е а 0 ам а ами ах"),
}
_ADJECTIVES: dict[str, dict[str, str]] = {
    "hard": {
        "m": "ый ого ому ый ым ом",
        "f": "ая ой ой ую ой ой",
        "n": "ое ого ому ое ым ом",
        "p": "ые ых ым ые ыми ых",
    },
    "soft": {
        "m": "ий его ему ий им ем",
        "f": "яя ей ей юю ей ей",
        "n": "ее его ему ее им ем",
        "p": "ие их им ие ими их",
    },
}


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun: `forms` are six cases of the singular and six of the plural."""

    gender: str
    animate: bool
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verb:
    """A transitive verb in the forms a teacher's letter uses."""

    infinitive: str
    first: str
    third: str
    third_plural: str
    past: dict[str, str]


def decline_noun(kind: str, entry: str, prefix: str = "") -> Noun:
    """Decline a word of the vocabulary; an entry "рисунок|рисунк" names the stem of the oblique cases."""
    gender, endings = _NOUNS[kind]
    lemma, _, oblique = entry.partition("|")
    first_ending = endings.split(" ")[0]
    stem = oblique or lemma.removesuffix(first_ending)
    forms = [_join(stem, ending) for ending in endings.split(" ")]
    forms[NOMINATIVE] = lemma
    if kind in {"masculine", "masculine_soft"}:
        forms[ACCUSATIVE] = lemma
    return Noun(gender, kind == "animate", tuple(prefix + form for form in forms))


def decline_adjective(kind: str, stem: str) -> dict[str, tuple[str, ...]]:
    """Decline an adjective: six cases for each of m, f, n and p (plural)."""
    table = _ADJECTIVES["soft" if kind == "soft" else "hard"]
    return {gender: tuple(_join(stem, ending) for ending in row.split()) for gender, row in table.items()}


def conjugate(kind: str, stem: str) -> Verb:
    """Conjugate a verb of the kind "at" (читать) or "it" (сравнить)."""
    if kind == "at":
        return Verb(f"{stem}ть", f"{stem}ю", f"{stem}ет", f"{stem}ют", _past(stem))
    hushing = stem[-1] in _HUSHING
    first, plural = ("у", "ат") if hushing else ("ю", "ят")
    return Verb(f"{stem}ить", stem + first, f"{stem}ит", stem + plural, _past(f"{stem}и"))


def _past(stem: str) -> dict[str, str]:
    return {"m": f"{stem}л", "f": f"{stem}ла", "n": f"{stem}ло", "p": f"{stem}ли"}


def _join(stem: str, ending: str) -> str:
    """Join a stem and an ending by the spelling rules: жи-ши, ча-ща, the vowel of "оценок"."""
    if ending == "0":
        return _bare(stem)
    last = stem[-1]
    if ending.startswith("ы") and last in _VELAR + _HUSHING:
        return f"{stem}и{ending[1:]}"
    if ending == "ов" and last in _HUSHING:
        return f"{stem}ей"
    if last in _HUSHING and ending in {"ям", "ями", "ях"}:
        return f"{stem}а{ending[1:]}"
    return stem + ending


def _bare(stem: str) -> str:
    """Give the genitive plural without an ending its vowel: оценк- оценок, карточк- карточек, веток."""
    if not stem.endswith("к") or stem[-2] in "аеёиоуыэюя":
        return stem
    head = stem[:-1].removesuffix("ь")
    return head + ("ек" if head[-1] in _HUSHING or stem[-2] == "ь" else "ок")
