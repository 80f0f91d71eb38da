"""A light Kazakh stemmer: cases, then possessives, then the plural, with vowel harmony and assimilation."""

import re
from importlib.resources import files
from typing import Final

OWN_LETTERS: Final = frozenset("әіңғүұқөһ")
_FOLDED: Final = str.maketrans("әіңғүұқөһ", "аингуукох")

_BACK: Final = frozenset("аоұыяё")
_FRONT: Final = frozenset("әөүіеэ")
_VOWELS: Final = _BACK | _FRONT | frozenset("уию")
_VOICELESS: Final = frozenset("пкқтсшщфхцчбвгд")  # loans in -б, -в, -г, -д are inflected like voiceless ones
_NASAL: Final = frozenset("мнң")
_THIRD: Final = frozenset("ыі")
_OPEN: Final = _VOWELS | frozenset("рй")

# suffix -> the letters its stem may end in; both harmonies are written out, the stem's vowel chooses.
_CASES: Final[dict[str, frozenset[str]]] = {}
_PLURALS: Final[dict[str, frozenset[str]]] = {}
_POSSESSIVES: Final[dict[str, frozenset[str]]] = {}
_VOICED: Final = frozenset("лрйужзмнң")


def _add(table: dict[str, frozenset[str]], forms: str, ends: frozenset[str]) -> None:
    for form in forms.split():
        table[form] = table.get(form, frozenset()) | ends


_add(_CASES, "ның нің", _VOWELS | _NASAL)
_add(_CASES, "дың дің", _VOICED)
_add(_CASES, "тың тің", _VOICELESS)
_add(_CASES, "ны ні", _VOWELS)
_add(_CASES, "ды ді", _VOICED)
_add(_CASES, "ты ті", _VOICELESS)
_add(_CASES, "ға ге", _VOWELS | _VOICED)
_add(_CASES, "қа ке", _VOICELESS)
_add(_CASES, "да де дан ден дағы дегі", _VOWELS | _VOICED)
_add(_CASES, "та те тан тен тағы тегі", _VOICELESS)
_add(_CASES, "нан нен", _NASAL | _THIRD)
_add(_CASES, "мен", _VOWELS | frozenset("лрймнңу"))
_add(_CASES, "пен", _VOICELESS)
_add(_CASES, "бен", frozenset("зж"))
_add(_CASES, "н на не нда нде ндағы ндегі", _THIRD)
_add(_PLURALS, "лар лер", _OPEN)
_add(_PLURALS, "дар дер", frozenset("лмнңзж"))
_add(_PLURALS, "тар тер", _VOICELESS)
_add(_POSSESSIVES, "ымыз іміз ыңыз іңіз", _VOICELESS | _VOICED | frozenset("ғгб"))
_add(_POSSESSIVES, "мыз міз ңыз ңіз", _VOWELS)
_add(_POSSESSIVES, "сы сі", _VOWELS)
_add(_POSSESSIVES, "ы і", _VOICELESS | _VOICED | frozenset("ғгб"))
_add(_POSSESSIVES, "ым ім ың ің", frozenset("ғгбр"))

_INVARIANT: Final = frozenset({"мен", "пен", "бен", "н"})
_DEVOICED: Final = {"б": "п", "ғ": "қ", "г": "к"}

# Endings of words typed or spelled without Kazakh letters; only what no Russian word ends in after such a stem.
_PLAIN_CASES: Final = {
    form: _CASES[full]
    for form, full in (
        ("да", "да"), ("де", "де"), ("дан", "дан"), ("ден", "ден"), ("та", "та"), ("те", "те"), ("тан", "тан"),
        ("тен", "тен"), ("нан", "нан"), ("нен", "нен"), ("мен", "мен"), ("пен", "пен"), ("ке", "ке"), ("ге", "ге"),
        ("ка", "қа"), ("га", "ға"), ("ды", "ды"), ("ты", "ты"), ("дын", "дың"), ("тын", "тың"), ("нын", "ның"),
    )
}  # fmt: skip
# Possessives that Russian spelling cannot produce: ...ыбы, ...гы, ...кы, and long ones after any consonant.
_PLAIN_THIRD: Final = re.compile(
    r"(?P<stem>.{2,}(?:ыб|[аоыу]г))ы(?:н|на|нан|нда|ндагы|нын|ды|га|мен|мыз)?"
    r"|(?P<vowel>.{3,}а)сы(?:нын|нда|нан|на|н)?"
    r"|(?P<long>.{4,})ы(?:нын|нда|ндагы|нан|на|н)"
    r"|(?P<noun>.{4,}ма)ны"
)
_RUSSIAN: Final = frozenset({"тендер", "гендер", "команда", "погода", "правда", "мартын", "колбасы"})
_PLAIN_ENDS: Final = _VOWELS | frozenset("кптсшзлмнрй")
_PLAIN_AFTER_PLURAL: Final = (
    "ынын", "ында", "ынан", "ына", "ымен", "ын", "инде", "инен", "ине", "имен", "ин", "дын", "дин", "ымыз", "имиз",
    "га", "ге", "да", "де", "дан", "ден", "ды", "ди", "мен", "ы", "и", "",
)  # fmt: skip


def has_own_letters(word: str) -> bool:
    """Tell whether a folded word is surely Kazakh."""
    return not OWN_LETTERS.isdisjoint(word)


def fold(word: str) -> str:
    """Write a Kazakh word in Russian letters, as people without a Kazakh keyboard do (ә→а, қ→к, і→и …)."""
    return word.translate(_FOLDED)


def strip(word: str) -> str:
    """Give the stem of a noun form («сабақтарында» → «сабақ»); one stem for all its forms."""
    word = _drop(word, _CASES, 2)
    word = _drop(word, _POSSESSIVES, 3)
    word = _drop(word, _PLURALS, 2)
    if word in _WHOLE:
        return word
    if len(word) >= 3 and word[-1] in _THIRD:
        word = word[:-1]
    return word[:-1] + _DEVOICED[word[-1]] if len(word) >= 3 and word[-1] in _DEVOICED else word


def strip_plain(word: str) -> str:
    """Give the stem of a word without Kazakh letters if its ending can only be Kazakh, else the word itself.

    Harmony, assimilation and a longer least stem keep Russian words whole: «мектептерде» → «мектеп», but
    «компьютер», «в карте», «погода» stay (a few, such as «команда», get a second term that meets nothing).
    """
    stem = None if word in _RUSSIAN else _plain_plural(word) or _plain_case(word)
    if stem is None or stem in _WHOLE_PLAIN:
        return stem or word
    return stem[:-1] + _DEVOICED[stem[-1]] if stem[-1] in _DEVOICED else stem


def _drop(word: str, table: dict[str, frozenset[str]], least: int) -> str:
    """Take off the longest fitting suffix; a protected word is never cut, and is preferred as a result."""
    if word in _WHOLE:
        return word
    fitting = [
        word[:-length]
        for length in range(min(5, len(word) - least), 0, -1)
        if _fits(word[:-length], word[-length:], table)
    ]
    return next((stem for stem in fitting if stem in _WHOLE), fitting[0] if fitting else word)


def _fits(stem: str, suffix: str, table: dict[str, frozenset[str]]) -> bool:
    ends = table.get(suffix)
    if ends is None or stem[-1] not in ends or not _in_harmony(stem, suffix):
        return False
    if suffix in {"сы", "сі"} and stem[-1] in _THIRD:
        return stem[-2] in "шд"  # «оқушысы» is оқушы + сы, but «әдісі» is әдіс + і
    return suffix not in {"ны", "ні", "ды", "ді"} or len(stem) >= 3


def _in_harmony(stem: str, suffix: str) -> bool:
    if suffix in _INVARIANT:
        return True
    back = not _BACK.isdisjoint(suffix)
    for letter in reversed(stem):
        if letter == "и":
            return True
        if letter in _BACK:
            return back
        if letter in _FRONT:
            return not back
    return True


def _plain_plural(word: str) -> str | None:
    for tail in _PLAIN_AFTER_PLURAL:
        base = word.removesuffix(tail) if tail else word
        if (tail and base == word) or base[-3:] not in _PLURALS or len(base) < 6:
            continue
        stem = base[:-3]
        if stem[-1] in _PLURALS[base[-3:]] and _in_harmony(stem, base[-3:]):
            return stem
    return None


def _plain_case(word: str) -> str | None:
    third = _PLAIN_THIRD.fullmatch(word)
    if third:
        return third["stem"] or third["long"] or third["vowel"] or third["noun"]
    for length in (3, 2):
        stem, ends = word[:-length], _PLAIN_CASES.get(word[-length:])
        if ends and len(stem) >= 4 and stem[-1] in ends & _PLAIN_ENDS and _in_harmony(stem, word[-length:]):
            return stem
    return None


def _read_whole() -> frozenset[str]:
    lines = files("forum.search.analysis").joinpath("data/whole_kk.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_WHOLE: Final = _read_whole()
_WHOLE_PLAIN: Final = frozenset(fold(word) for word in _WHOLE)
