"""Every form of a word meets every other one, and nothing that tells things apart is lost."""

from itertools import pairwise

import pytest

from forum.search.analysis import analyse, query_words
from forum.search.analysis.kazakh import fold, strip, strip_plain

RUSSIAN = [
    "урок урока уроку уроком уроке уроки уроков урокам уроками уроках",
    "ребёнок ребенка дети детей детям детьми ребята",
    "человек человека люди людей людьми",
    "идти иду идёт шёл шла шли",
    "провести проведу провёл провели проводить проводит",
    "разный разные разными разных разного",
    "дробь дроби дробей дробями",
    "карточка карточки карточек карточками",
    "рисунок рисунка рисунки рисунков",
    "конец конца концу концов",
    "ошибка ошибок ошибками",
    "трёх трех три тремя",
    "день дня дни дней днями",
    "время времени времён",
    "учитель учителя учителей учителями",
    "оценивание оценивания оцениванием",
]
KAZAKH = [
    (
        "сабақ сабақтар сабағы сабақтың сабағында сабақта сабаққа сабақты сабағын сабағымыз сабағыңыз сабақтары"
        " сабақтарында сабақтардың сабақпен сабақтан сабақтағы сабак сабактар сабагы сабактарында"
    ),
    (
        "мектеп мектептер мектебі мектептің мектепте мектептерде мектепке мектебінің мектептегі мектебіміз мектепті"
        " мектептен мектептердің"
    ),
    "оқушы оқушылар оқушының оқушыға оқушылардың оқушыларға оқушысы оқушымен оқушыны окушы окушылар окушылардын",
    "сынып сыныптар сыныбы сыныпта сыныбында сыныптың сыныпқа сыныптарда",
    "мұғалім мұғалімдер мұғалімнің мұғалімге мұғалімдердің мұғалімі мугалим мугалимдер",
    "бала балалар баланың баласы балаға балаларға балалармен балалардың",
    "жұмыс жұмысы жұмыстар жұмысын жұмысында жұмыстары жумыс",
    "тіл тілі тілінде тілдер тілдерін тілін",
    "жоспар жоспары жоспарлар жоспарын жоспарында жоспардың жоспарлары жоспарға",
    "әдіс әдісі әдістер әдістерін әдісін әдіспен адис",
    "тапсырма тапсырмалар тапсырмасы тапсырманы тапсырмаларды тапсырмасын тапсырманың",
    "бағалау бағалауды бағалаудың бағалауда бағалауға",
    "дәптер дәптерлер дәптері дәптерлерін",
    "қала қалалар қаланың қаласы қаласында қалада",
    "үй үйлер үйге үйде үйдің үйі",
    "кітап кітаптар кітабы кітабын кітаптың кітапта",
    "күн күндер күні күннің күнде",
]
ENGLISH = ["lesson lessons lesson's", "speak speaking speaks", "advice", "discuss discussed discussing discussion"]
APART = [
    "права правда",
    "карта картина",
    "мастер мастика",
    "класс классик",
    "қала қалың",
    "компьютер компания",
    "5 6",
    "а б",
]


def terms(word: str) -> set[str]:
    return {token.term for token in analyse(word)}


@pytest.mark.parametrize("forms", [*RUSSIAN, *KAZAKH, *ENGLISH])
def test_all_forms_of_a_word_find_each_other(forms):
    words = forms.split()
    assert not [f"{a} {b}" for a in words for b in words if terms(a).isdisjoint(terms(b))]


@pytest.mark.parametrize("words", APART)
def test_different_words_stay_apart(words):
    assert all(terms(a).isdisjoint(terms(b)) for a, b in pairwise(words.split()))


@pytest.mark.parametrize(
    "word",
    ["компьютер", "центр", "мастер", "характер", "тендер", "погода", "сказка", "проверка", "листе", "карте", "билеты"],
)
def test_a_russian_word_is_not_taken_for_kazakh(word):
    assert strip_plain(word) == word


def test_the_kazakh_stem_obeys_harmony_and_assimilation():
    assert strip("сабақтарыңыздан") == "сабақ"
    assert strip("мектептеріміздегі") == "мектеп"
    assert strip("кітабым") == "кітап"
    assert strip("білімнің") == "білім"
    assert strip("орында") == "орын"
    assert fold("әдістемелік бірлестік") == "адистемелик бирлестик"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("цель 5.1.2.3.", "5.1.2.3"),
        ("(6.L3)", "6.l3"),
        ("1.L3", "1.l3"),
        ("6.С1", "6.c1"),
        ("раздел 5.2A", "5.2a"),
        ("C++", "c++"),
        ("С++ по-русски", "c++"),
        ("C#", "c#"),
        ("до 18.11.2026", "2026-11-18"),
        ("18.11.26", "2026-11-18"),
        ("2026-11-18", "2026-11-18"),
        ("№7", "7"),
        ("5 «Б»", "б"),
        ("за\u0301мок", "замк"),
        ("дро\u00adби", "дроб"),
        ("Ещё", "ещ"),
        ("A4", "а4"),
        ("B1", "в1"),
        ("Рython", "python"),
        ("cочинение", "сочинен"),
        ("сабаk", "сабак"),
        ("shouldn’t", "shouldn't"),
    ],
)
def test_what_tells_things_apart_stays_whole(text, expected):
    assert expected in terms(text)


def test_dots_and_hyphens_split_words():
    assert [token.term for token in analyse("онлайн-урок, 3.5 часа")] == ["онлайн", "урк", "3", "5", "час"]


def test_one_letter_words_and_digits_are_kept():
    assert [token.term for token in analyse("ученики a, b и 7 в")] == ["ученик", "а", "b", "и", "7", "в"]


def test_a_code_is_not_a_date_and_a_date_not_a_code():
    assert terms("5.1.2.3") == {"5.1.2.3"}
    assert terms("5.1.2") == {"5.1.2"}
    assert terms("32.13.2026") == {"32.13.2026"}
    assert terms("18.11.2026") == {"2026-11-18", "18", "11", "2026"}


def test_a_class_with_its_letter_is_also_two_words():
    tokens = analyse("в 5А классе")
    assert [(t.term, t.position) for t in tokens] == [
        ("в", 0),
        ("5а", 1),
        ("5", 1),
        ("5а", 2),
        ("а", 2),
        ("класс", 3),
    ]


def test_offsets_point_into_the_normalised_text():
    text = "Ученики складывали дроби: и\u0306"
    assert {(t.term, text[t.start : t.end]) for t in analyse(text)} >= {("дроб", "дроби"), ("ученик", "Ученики")}


def test_several_terms_share_a_position():
    tokens = analyse("сабақтың соңы")
    assert [(t.term, t.position) for t in tokens if t.position == 0] == [("сабақ", 0), ("сабак", 0)]


@pytest.mark.parametrize("text", ["", "\x00", "़ै", "a" * 10_000, "." * 10_000, "1." * 5_000, "’'’'", "İ" * 100, "漢字"])
def test_any_text_is_analysed(text):
    assert all(len(token.term) <= 128 for token in analyse(text))
    assert list(query_words(text)) is not None
