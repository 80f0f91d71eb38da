"""Fragments show the places that answer a query, whole and marked in any word form."""

import time

import pytest

from forum.search.fragments import Fragment, fragments, mark
from forum.search.parsing import parse

FILLER = "Здесь идёт долгий рассказ о погоде и дороге домой. " * 20


def marked(parts) -> list[str]:
    return [text for text, is_found in parts if is_found]


def plain(fragment: Fragment) -> str:
    return "".join(text for text, _ in fragment.parts)


def test_words_are_marked_in_any_form():
    assert mark("Сложение дробей: дробь и дроби", parse("дробями")) == (
        ("Сложение ", False),
        ("дробей", True),
        (": ", False),
        ("дробь", True),
        (" и ", False),
        ("дроби", True),
    )
    assert marked(mark("Сабағымыздың жоспары", parse("сабақ"))) == ["Сабағымыздың"]
    assert marked(mark("Сабағымыздың жоспары", parse("сабак жоспарлар"))) == ["Сабағымыздың", "жоспары"]
    assert marked(mark("Lessons learned", parse("lesson"))) == ["Lessons"]


def test_synonyms_are_marked_as_whole_phrases():
    assert marked(mark("Мой план и краткосрочный план", parse("КСП"))) == ["краткосрочный план"]


def test_a_phrase_is_marked_only_where_it_stands_together():
    assert marked(mark("знаменатели разные, но разные знаменатели", parse('"разный знаменатель"'))) == [
        "разные знаменатели",
    ]


def test_stop_words_and_excluded_words_are_not_marked():
    assert marked(mark("дроби и физика на уроке", parse("дроби и на -физика"))) == ["дроби"]


def test_a_class_with_its_letter_is_marked_whole():
    assert marked(mark("в 5А классе", parse("5а"))) == ["5А"]
    assert marked(mark("в 5 «А» классе", parse("5а"))) == ["5 «А"]


def test_windows_show_different_words():
    text = FILLER + "Ученики складывали дроби. " + FILLER + "Потом был билет на выход. " + FILLER
    found = fragments(text, parse("дроби билет"), width=120)
    assert [marked(fragment.parts) for fragment in found] == [["дроби"], ["билет"]]
    assert all(len(plain(fragment)) <= 120 for fragment in found)
    assert all(fragment.start > 0 for fragment in found)


def test_the_best_window_holds_most_words():
    text = "Дроби. " + FILLER + "Дроби на билетах. " + FILLER
    assert marked(fragments(text, parse("дроби билет"), count=1)[0].parts) == ["Дроби", "билетах"]


def test_windows_are_cut_at_words_and_white_space_is_one_space():
    text = FILLER + "дроби\n\n\tи части" + FILLER
    (found,) = fragments(text, parse("дробь"), width=80)
    words = set(FILLER.split()) | {"дроби", "и", "частиЗдесь"}
    assert set(plain(found).split()) <= words
    assert "\n" not in plain(found)


def test_without_a_found_word_the_beginning_is_shown():
    (found,) = fragments(FILLER, parse("дроби"), width=60)
    assert found.start == 0
    assert plain(found).startswith("Здесь идёт")
    assert fragments(" \n", parse("дроби")) == ()


def test_markup_stays_text():
    assert mark("<b>дроби</b>", parse("дроби")) == (("<b>", False), ("дроби", True), ("</b>", False))


@pytest.mark.parametrize("text", ["дроби" * 5_000, "дроби " * 30_000, "а" * 200_000, "\x00" * 1_000, "🙂дроби🙂"])
def test_any_text_gives_bounded_fragments_soon(text):
    started = time.process_time()
    found = fragments(text, parse('дроби а "дроби дроби" ксп'))
    assert sum(len(plain(fragment)) for fragment in found) <= 600
    assert time.process_time() - started < 2
