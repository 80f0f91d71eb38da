"""Write endless school prose in Russian and Kazakh: agreed forms, Zipf frequencies, one text per seed."""

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random
from typing import Any, Protocol, TypeVar

from forum.cli.demo import kazakh_forms, russian_forms
from forum.cli.demo.russian_forms import ACCUSATIVE, GENITIVE, INSTRUMENTAL, NOMINATIVE, PLURAL, Noun, Verb

T = TypeVar("T")
_DRAWN_AT_ONCE = 4096
_CASES = {"gen": 1, "dat": 2, "acc": 3, "ins": 4, "prep": 5}


class Writer(Protocol):
    """Writes sentences without end."""

    def sentence(self) -> str:
        """Write one sentence with its full stop."""
        ...

    def title(self) -> str:
        """Write the title of a topic: no full stop."""
        ...


def wheel(rng: Random, items: Sequence[T], exponent: float) -> Iterator[T]:
    """Draw for ever: the item of rank r with a weight of 1 / (r + 1.5) ** exponent (Zipf and Mandelbrot)."""
    weights = list(accumulate(1 / (rank + 1.5) ** exponent for rank in range(1, len(items) + 1)))
    while True:
        yield from rng.choices(items, cum_weights=weights, k=_DRAWN_AT_ONCE)


@cache
def read_vocabulary() -> dict[str, Any]:
    """Read the word lists."""
    text = (resources.files("forum.cli.demo") / "data" / "vocabulary.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def write_text(rng: Random, writer: Writer, mean_length: int) -> str:
    """Write a letter of about `mean_length` characters on the average, in paragraphs; lengths vary as people do."""
    spread = 0.5
    target = rng.lognormvariate(math.log(mean_length) - spread**2 / 2, spread)
    parts = [writer.sentence()]
    length = len(parts[0])
    while length < target - 36:
        sentence = writer.sentence()
        parts.append(("\n\n" if rng.random() < 0.18 else " ") + sentence)
        length += len(parts[-1])
    return "".join(parts)


def capitalise(text: str) -> str:
    """Raise the first letter and leave the rest as it is."""
    return text[:1].upper() + text[1:]


class RussianWriter:
    """Sentences of the staff room: nouns in their cases, adjectives and verbs that agree with them."""

    def __init__(self, rng: Random) -> None:
        words = read_vocabulary()["ru"]
        nouns = _russian_nouns(rng, words)
        adjectives = [russian_forms.decline_adjective(kind, stem) for kind, stem in _shuffled(rng, words["adjectives"])]
        verbs = [russian_forms.conjugate(kind, stem) for kind, stem in _shuffled(rng, words["verbs"])]
        prepositions = [(word, _CASES[case]) for case, group in words["prepositions"].items() for word in group]
        # "в", "на", "по", "с" are the commonest words of any text: they lead, whatever the order of the lists.
        prepositions.sort(key=lambda pair: (len(pair[0]), pair[0] not in {"в", "на"}))
        self._rng = rng
        self._chance = rng.random
        self._noun: Iterator[Noun] = wheel(rng, nouns, 1.08)
        self._adjective = wheel(rng, adjectives, 0.9)
        self._verb: Iterator[Verb] = wheel(rng, verbs, 0.9)
        self._preposition = wheel(rng, prepositions, 1.0)
        self._connective: Iterator[str] = wheel(rng, words["connectives"], 1.0)
        self._adverb: Iterator[str] = wheel(rng, words["adverbs"], 1.0)
        self._opening: Iterator[str] = wheel(rng, words["openings"], 0.6)
        self._patterns = wheel(
            rng,
            [self._we_do, self._they_do, self._there, self._question, self._if_then, self._greet, self._number],
            1.5,
        )

    def sentence(self) -> str:
        """Write one sentence with its full stop."""
        return capitalise(next(self._patterns)())

    def title(self) -> str:
        """Write the title of a topic: no full stop."""
        pick = self._chance()
        if pick < 0.3:
            return f"Как вы {next(self._verb).third[:-1]}те {self._phrase(ACCUSATIVE)}?"
        if pick < 0.6:
            return capitalise(f"{self._phrase(NOMINATIVE)}: {self._phrase(NOMINATIVE)} {self._place()}")
        return capitalise(f"{self._phrase(NOMINATIVE)} {self._place()}, {self._rng.randint(1, 11)} класс")

    def _phrase(self, case: int) -> str:
        return self._phrase_with_gender(case)[0]

    def _phrase_with_gender(self, case: int) -> tuple[str, str]:
        """Write a noun, often with an adjective, sometimes with another noun in the genitive; tell its gender."""
        noun = next(self._noun)
        plural = self._chance() < 0.3
        gender = "p" if plural else noun.gender
        text = noun.forms[case + PLURAL if plural else case]
        if self._chance() < 0.38:
            as_genitive = case == ACCUSATIVE and noun.animate and gender in "mp"
            text = f"{next(self._adjective)[gender][GENITIVE if as_genitive else case]} {text}"
        if self._chance() < 0.22:
            other = next(self._noun)
            text = f"{text} {other.forms[GENITIVE + (PLURAL if self._chance() < 0.4 else 0)]}"
        return text, gender

    def _place(self) -> str:
        preposition, case = next(self._preposition)
        return f"{preposition} {self._phrase(case)}"

    def _we_do(self) -> str:
        verb = next(self._verb)
        ending = f" {self._place()}" if self._chance() < 0.6 else ""
        return f"{next(self._connective)} я {next(self._adverb)} {verb.first} {self._phrase(ACCUSATIVE)}{ending}."

    def _they_do(self) -> str:
        subject, gender = self._phrase_with_gender(NOMINATIVE)
        verb = next(self._verb)
        action = verb.past[gender] if self._chance() < 0.5 else verb.third_plural if gender == "p" else verb.third
        return f"{self._place()} {subject} {action} {self._phrase(ACCUSATIVE)}."

    def _there(self) -> str:
        first, second = self._phrase(NOMINATIVE), self._phrase(NOMINATIVE)
        return f"{next(self._connective)} у нас есть {first} и {second} {self._place()}."

    def _question(self) -> str:
        verb = next(self._verb)
        return f"кто {next(self._adverb)} {verb.past['m']} {self._phrase(ACCUSATIVE)} {self._place()}?"

    def _if_then(self) -> str:
        first, second = next(self._verb), next(self._verb)
        reason, result = self._phrase(ACCUSATIVE), self._phrase(ACCUSATIVE)
        return f"если {first.infinitive} {reason}, то дети {second.third_plural} {result}."

    def _greet(self) -> str:
        return (
            f"{next(self._opening)}, {next(self._connective)} {next(self._verb).past['p']} {self._phrase(ACCUSATIVE)}."
        )

    def _number(self) -> str:
        grade, minutes = self._rng.randint(1, 11), self._rng.randint(2, 45)
        code = ".".join(str(self._rng.randint(1, top)) for top in (11, 6, 6, 9))
        return f"в {grade} классе цель {code} занимает {minutes} минут вместе с {self._phrase(INSTRUMENTAL)}."


class KazakhWriter:
    """Sentences of the staff room in Kazakh: the verb stands at the end."""

    def __init__(self, rng: Random) -> None:
        words = read_vocabulary()["kk"]
        nouns = [kazakh_forms.decline_noun(lemma) for lemma in rng.sample(words["nouns"], len(words["nouns"]))]
        verbs = [kazakh_forms.conjugate(stem) for stem in rng.sample(words["verbs"], len(words["verbs"]))]
        self._rng = rng
        self._chance = rng.random
        self._noun = wheel(rng, nouns, 0.9)
        self._verb = wheel(rng, verbs, 0.9)
        self._slots: dict[str, Iterator[str]] = {
            name: wheel(rng, words[name], 0.9)
            for name in ("adjectives", "connectives", "adverbs", "pronouns", "openings")
        }

    def sentence(self) -> str:
        """Write one sentence with its full stop."""
        pick = self._chance()
        if pick < 0.35:
            body = f"{self._word('pronouns')} {self._phrase(3)} {self._word('adverbs')} {next(self._verb)[0]}."
        elif pick < 0.6:
            body = f"{self._word('connectives')} {self._phrase(4)} {self._phrase(3)} {next(self._verb)[1]}."
        elif pick < 0.75:
            body = f"{self._word('openings')}, {self._phrase(5)} {self._phrase(0)} туралы {next(self._verb)[3]}."
        elif pick < 0.9:
            body = f"{self._phrase(1)} {self._possessed(0)} {self._word('adverbs')} {next(self._verb)[4]} жүр."
        else:
            body = f"кім {self._phrase(3)} {self._phrase(6)} {next(self._verb)[2]}?"
        return capitalise(body)

    def title(self) -> str:
        """Write the title of a topic: no full stop."""
        if self._chance() < 0.4:
            return capitalise(f"{self._phrase(3)} қалай {next(self._verb)[3]}?")
        return capitalise(f"{self._phrase(1)} {self._possessed(0)}, {self._rng.randint(1, 11)}-сынып")

    def _word(self, slot: str) -> str:
        return next(self._slots[slot])

    def _phrase(self, case: int) -> str:
        """Write a noun in one of seven cases, singular or plural, plain or possessed, sometimes with an adjective."""
        group = self._rng.choices((0, 7, 14, 21), cum_weights=(50, 70, 90, 100))[0]
        text = next(self._noun)[group + case]
        return f"{self._word('adjectives')} {text}" if self._chance() < 0.35 else text

    def _possessed(self, case: int) -> str:
        return next(self._noun)[14 + case]


def _russian_nouns(rng: Random, words: dict[str, Any]) -> list[Noun]:
    """Everyday nouns first, then the long tail of compounds: видеоурок, мини-проект."""
    simple = _shuffled(rng, words["nouns"])
    tail = [(kind, entry, prefix) for prefix in words["prefixes"] for kind, entry in simple]
    rng.shuffle(tail)
    nouns = [russian_forms.decline_noun(kind, entry) for kind, entry in simple]
    return nouns + [russian_forms.decline_noun(kind, entry, prefix) for kind, entry, prefix in tail]


def _shuffled(rng: Random, groups: dict[str, list[str]]) -> list[tuple[str, str]]:
    pairs = [(kind, entry) for kind, entries in groups.items() for entry in entries]
    rng.shuffle(pairs)
    return pairs
