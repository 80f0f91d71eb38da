"""The words of the large forum are inflected rightly."""

import pytest

from forum.cli.demo import kazakh_forms, russian_forms
from forum.cli.demo.russian_forms import DATIVE, GENITIVE, PLURAL


@pytest.mark.parametrize(
    ("kind", "entry", "genitive", "plural", "plural_genitive"),
    [
        ("masculine", "рисунок|рисунк", "рисунка", "рисунки", "рисунков"),
        ("animate", "ученик", "ученика", "ученики", "учеников"),
        ("masculine_soft", "день|дн", "дня", "дни", "дней"),
        ("feminine_a", "карточка", "карточки", "карточки", "карточек"),
        ("feminine_a", "ошибка", "ошибки", "ошибки", "ошибок"),
        ("feminine_a", "ступенька", "ступеньки", "ступеньки", "ступенек"),
        ("feminine_a", "задача", "задачи", "задачи", "задач"),
        ("feminine_ija", "лаборатория", "лаборатории", "лаборатории", "лабораторий"),
        ("feminine_soft", "тетрадь", "тетради", "тетради", "тетрадей"),
        ("neuter_ie", "задание", "задания", "задания", "заданий"),
        ("neuter_o", "слово", "слова", "слова", "слов"),
    ],
)
def test_russian_nouns(kind, entry, genitive, plural, plural_genitive):
    forms = russian_forms.decline_noun(kind, entry).forms
    assert (forms[GENITIVE], forms[PLURAL], forms[PLURAL + GENITIVE]) == (genitive, plural, plural_genitive)


def test_hushing_sounds_keep_their_spelling():
    assert russian_forms.decline_noun("feminine_soft", "речь").forms[PLURAL + DATIVE] == "речам"
    assert russian_forms.decline_noun("feminine_soft", "речь").forms[4] == "речью"
    assert russian_forms.decline_adjective("velar", "коротк")["m"][0] == "короткий"
    assert russian_forms.conjugate("it", "реш").third_plural == "решат"


def test_russian_verbs():
    verb = russian_forms.conjugate("at", "чита")
    assert (verb.infinitive, verb.first, verb.third, verb.past["f"]) == ("читать", "читаю", "читает", "читала")


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("сабақ", ("сабақтың", "сабаққа", "сабақтар", "сабағы")),
        ("мектеп", ("мектептің", "мектепке", "мектептер", "мектебі")),
        ("сөз", ("сөздің", "сөзге", "сөздер", "сөзі")),
        ("оқушы", ("оқушының", "оқушыға", "оқушылар", "оқушысы")),
        ("теңдеу", ("теңдеудің", "теңдеуге", "теңдеулер", "теңдеуі")),
        ("тіл", ("тілдің", "тілге", "тілдер", "тілі")),
    ],
)
def test_kazakh_nouns(lemma, forms):
    declined = kazakh_forms.decline_noun(lemma)
    assert (declined[1], declined[2], declined[7], declined[14]) == forms


def test_kazakh_verbs():
    assert kazakh_forms.conjugate("айт")[:3] == ("айтады", "айтты", "айтқан")
    assert kazakh_forms.conjugate("тексер")[:3] == ("тексереді", "тексерді", "тексерген")
