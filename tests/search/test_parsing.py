"""A query is taken apart as its author meant it, whatever she typed."""

import random
import time

import pytest

from forum.search.parsing import MAX_CHARACTERS, MAX_GROUPS, Filters, ParsedQuery, parse


def words(query: ParsedQuery) -> list[str]:
    """Give the first term of the first alternative of every group."""
    return [" ".join(terms[0] for terms in group.alternatives[0].words) for group in query.groups]


def said(query: ParsedQuery) -> set[tuple[str, ...]]:
    return {
        tuple(terms[0] for terms in alternative.words) for group in query.groups for alternative in group.alternatives
    }


def test_words_phrases_and_minus():
    query = parse('дроби "разные знаменатели" -физика')
    assert words(query) == ["разн знаменател", "дроб"]
    assert query.groups[0].alternatives[0].adjacent
    assert [group.alternatives[0].words[0][0] for group in query.excluded] == ["физик"]


def test_quotes_of_any_kind_and_unbalanced():
    assert words(parse("«разные знаменатели»")) == ["разн знаменател"]
    assert words(parse('"разные знаменатели')) == ["разн знаменател"]
    assert parse('-"разные знаменатели"').excluded[0].alternatives[0].adjacent


def test_filters():
    query = parse(
        "#krg-math @omarova kind:lesson class:5,6 subject:MATH lang:kk file:docx tag:дроби in:title order:latest"
    )
    assert query.filters == Filters(
        places=("krg-math",),
        people=("omarova",),
        kinds=("lesson",),
        grades=("5", "6"),
        subjects=("math",),
        languages=("kk",),
        file_types=("docx",),
        tags=("дроби",),
        in_title=True,
    )
    assert query.latest
    assert not query.groups
    assert not query.is_empty


def test_filters_have_russian_and_kazakh_names():
    assert parse("класс:5").filters.grades == parse("сынып:5").filters.grades == ("5",)


def test_an_unknown_filter_is_words():
    assert words(parse("погода:завтра class:")) == ["погод", "завтр", "class"]


def test_stop_words_bind_only_when_they_are_alone():
    assert [group.required for group in parse("две звезды и пожелание").groups] == [True, True, False, True]
    assert [group.required for group in parse("и в").groups] == [True, True]


def test_a_hyphenated_word_is_not_a_minus():
    query = parse("онлайн-урок")
    assert words(query) == ["онлайн", "урк"]
    assert not query.excluded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("КСП", ("қмж",)),
        ("ҚМЖ", ("краткосрочн", "план")),
        ("short-term plan", ("ксп",)),
        ("поурочного плана", ("қмж",)),
        ("СОР", ("бжб",)),
        ("СОЧ", ("тжб",)),
        ("ФО", ("қб",)),
        ("УМО", ("әб",)),
        ("методического объединения", ("әб",)),
        ("5 сынып", ("класс",)),
        ("пятый класс", ("5",)),
        ("grade 5", ("пят",)),
        ("шыгу билети", ("exit", "ticket")),
    ],
)
def test_synonyms_are_alternatives(text, expected):
    assert expected in said(parse(text))


def test_a_word_weighs_more_than_its_synonyms():
    first, *others = parse("КСП").groups[0].alternatives
    assert first.weight == 1
    assert all(other.weight < 1 for other in others)


def test_a_phrase_in_quotes_has_no_synonyms():
    assert len(parse('"КСП"').groups[0].alternatives) == 1


HOSTILE = [
    "",
    " ",
    "\x00\x01",
    "дроби\x00урок",
    "*" * 10_000,
    '"' * 10_000,
    "-" * 10_000,
    "#@:" * 3_000,
    "a" * 10_000,
    "а " * 5_000,
    "-а " * 5_000,
    "class:5 " * 2_000,
    "ксп " * 2_000,
    "(((((((((",
    "AND OR NOT [ TO ]",
    "~!@#$%^&*()_+",
    "\ud800",
    "1.2.3." * 2_000,
    "🙂" * 500,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_queries_are_read_and_bounded(text):
    started = time.process_time()
    query = parse(text)
    assert len(query.text) <= MAX_CHARACTERS
    assert len(query.groups) <= MAX_GROUPS
    assert len(query.excluded) <= MAX_GROUPS
    assert len(query.filters.grades) <= MAX_GROUPS
    assert time.process_time() - started < 0.5


def test_random_queries_never_raise():
    draw = random.Random(7)
    letters = "аbс5 \"'-#@:.,«»*+\x00\n\tқёЁİß\u0301"
    for _ in range(2_000):
        parse("".join(draw.choices(letters, k=draw.randint(0, 40))))
