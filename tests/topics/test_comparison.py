"""Two texts are compared by words, quickly whatever they are."""

import time

import pytest

from forum.topics.comparison import Piece, compare


def sides(pieces):
    """Put both texts together again from what changed; only for texts short enough to be shown whole."""
    old = "".join(piece.text for piece in pieces if piece.change != "added")
    new = "".join(piece.text for piece in pieces if piece.change != "removed")
    return old, new


def test_a_changed_word_goes_and_comes():
    assert compare("Пятый класс, дроби.", "Шестой класс, дроби.") == [
        Piece("removed", "Пятый"), Piece("added", "Шестой"), Piece("same", " класс, дроби."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "всё новое"),
        ("всё ушло", ""),
        ("", ""),
        ("раз\nдва\n", "раз\nтри\nдва"),
        ("ә 🤦🏽 қ", "ә 🤷🏽 қ"),
        ("<b>", "<i>"),
    ],
)
def test_both_texts_are_in_the_comparison(old, new):
    assert sides(compare(old, new)) == (old, new)


def test_long_stretches_that_stayed_are_cut():
    same = "слово " * 500
    pieces = compare(f"{same}начало", f"{same}конец")
    assert [piece.change for piece in pieces] == ["same", "skipped", "same", "removed", "added"]


@pytest.mark.parametrize("letter", ["!", "а ", "[", "\n"])
def test_hostile_texts_are_compared_in_time(letter):
    began = time.perf_counter()
    compare(letter * 32_000, (letter * 15_000 + "я") * 2)
    assert time.perf_counter() - began < 2
