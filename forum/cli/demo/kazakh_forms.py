"""Inflect the Kazakh school words of the vocabulary by vowel harmony and the rules of joining consonants."""

_BACK, _FRONT = "аоұыяё", "әеөүіэ"
_VOWELS = "аәоөұүыіеэяё"  # "у", "и", "ю" end a syllable as consonants do: теңдеудің, қолдауы
_VOICELESS = "кқпстфхшщчцбвгд"
_NASAL = "мнң"
_SOFTENED = {"к": "г", "қ": "ғ", "п": "б"}


def decline_noun(lemma: str) -> tuple[str, ...]:
    """Decline a noun: seven cases of the singular, the plural, and both with the possessive of the third person."""
    plural = lemma + _fit(lemma, ("лар", "лер"), ("дар", "дер"), ("тар", "тер"), liquid=True)
    return (*_cases(lemma), *_cases(plural), *_possessed(lemma), *_possessed(plural))


def conjugate(stem: str) -> tuple[str, ...]:
    """Conjugate a verb: present and past of the third person, participle, "let us", converb."""
    back = is_back(stem)
    vowel = stem[-1] in _VOWELS
    voiceless = stem[-1] in _VOICELESS
    present = stem + (("йды" if back else "йді") if vowel else ("ады" if back else "еді"))
    past = stem + (("ты" if back else "ті") if voiceless else ("ды" if back else "ді"))
    participle = stem + (("қан" if back else "кен") if voiceless else ("ған" if back else "ген"))
    request = stem + (("йық" if back else "йік") if vowel else ("айық" if back else "ейік"))
    converb = stem + ("п" if vowel else ("ып" if back else "іп"))
    return present, past, participle, request, converb


def is_back(word: str) -> bool:
    """Tell whether suffixes take back vowels: by the last vowel that says so."""
    for letter in reversed(word):
        if letter in _BACK:
            return True
        if letter in _FRONT:
            return False
    return True


def _cases(stem: str) -> tuple[str, ...]:
    return (
        stem,
        stem + _fit(stem, ("ның", "нің"), ("дың", "дің"), ("тың", "тің"), nasal=True),
        stem + _fit(stem, ("ға", "ге"), ("ға", "ге"), ("қа", "ке")),
        stem + _fit(stem, ("ны", "ні"), ("ды", "ді"), ("ты", "ті")),
        stem + _fit(stem, ("да", "де"), ("да", "де"), ("та", "те")),
        stem + _away(stem),
        stem + _with(stem),
    )


def _possessed(stem: str) -> tuple[str, ...]:
    last = stem[-1]
    if last in _VOWELS:
        own = stem + _harmony(stem, "сы", "сі")
    else:
        own = stem[:-1] + _SOFTENED.get(last, last) + _harmony(stem, "ы", "і")
    back = is_back(own)
    tails = ("", "ның", "на", "н", "нда", "нан", "мен") if back else ("", "нің", "не", "н", "нде", "нен", "мен")
    return tuple(own + tail for tail in tails)


def _away(stem: str) -> str:
    if stem[-1] in _NASAL:
        return _harmony(stem, "нан", "нен")
    return _fit(stem, ("дан", "ден"), ("дан", "ден"), ("тан", "тен"))


def _with(stem: str) -> str:
    if stem[-1] in _VOICELESS:
        return "пен"
    return "бен" if stem[-1] in "зж" else "мен"


def _fit(
    stem: str,
    after_vowel: tuple[str, str],
    after_voiced: tuple[str, str],
    after_voiceless: tuple[str, str],
    *,
    nasal: bool = False,
    liquid: bool = False,
) -> str:
    """Choose a suffix by the last sound; `nasal` and `liquid` sounds may count as vowels."""
    last = stem[-1]
    if last in _VOICELESS:
        pair = after_voiceless
    elif last in _VOWELS or (nasal and last in _NASAL) or (liquid and last in "рйуию"):
        pair = after_vowel
    else:
        pair = after_voiced
    return _harmony(stem, *pair)


def _harmony(stem: str, back: str, front: str) -> str:
    return back if is_back(stem) else front
