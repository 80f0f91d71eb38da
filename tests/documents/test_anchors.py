"""A comment stays with its passage when the author uploads the next version."""

from __future__ import annotations

import time

import pytest

from forum.documents.anchors import Anchor, State, make_anchor, reanchor, reanchor_all
from forum.documents.converters.rendition import Block, Cell

PLAN = (
    ("Начало урока", "Показывает две лепёшки и спрашивает, сколько осталось.", "Спорят в парах."),
    ("Середина урока", "Раздаёт полоски. Раздаёт полоски ещё раз 👩‍🏫.", "Выкладывают дроби."),
    ("Конец урока", "Возвращает к стикерам.", "Пишут билет на выход."),
)


def table(rows, *, paragraphs=("Цель урока: сложить дроби.",)):
    found = [Block(f"b{index}", "paragraph", text) for index, text in enumerate(paragraphs, start=1)]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            cell = Cell(0, row, column, texts[0] if column else "", "Этап" if row else "")
            found.append(Block(f"b{len(found) + 1}", "cell", text, cell))
    return found


def anchor_on(blocks, quote):
    block = next(item for item in blocks if quote in item.text)
    start = block.text.index(quote)
    return make_anchor(blocks, block.id, start, start + len(quote))


def test_anchor_keeps_quote_and_surroundings():
    blocks = table(PLAN)
    anchor = anchor_on(blocks, "две лепёшки")
    assert (anchor.quote, anchor.whole) == ("две лепёшки", False)
    assert anchor.prefix.endswith("Начало урока\nПоказывает ")
    assert anchor.suffix.startswith(" и спрашивает")
    assert anchor.cell == Cell(0, 0, 1, "Начало урока", "")
    assert Anchor.from_dict(anchor.to_dict()) == anchor


def test_anchor_trims_spaces_and_refuses_nonsense():
    blocks = [Block("b1", "paragraph", "один два")]
    assert make_anchor(blocks, "b1", 4, 8).start == 5
    assert make_anchor(blocks, "b1", 3, 3).whole
    assert make_anchor(blocks, "b1", 0, 8).whole
    for block, start, end in (("b9", 0, 1), ("b1", -1, 2), ("b1", 0, 99), ("b1", 5, 2)):
        with pytest.raises(ValueError, match="block"):
            make_anchor(blocks, block, start, end)


def test_everything_stays_when_rows_come_before():
    old, new = (
        table(PLAN),
        table(
            (("Приветствие", "Здоровается.", "Садятся."), *PLAN), paragraphs=("Новое.", "Цель урока: сложить дроби.")
        ),
    )
    anchors = [make_anchor(old, block.id, 0, len(block.text)) for block in old]
    for anchor, placement in zip(anchors, reanchor_all(anchors, old, new), strict=True):
        assert placement.state is State.SAME
        assert placement.anchor.quote == anchor.quote


def test_the_second_of_two_equal_quotes_is_told_by_its_surroundings():
    old = table(PLAN)
    block = next(item for item in old if item.text.startswith("Раздаёт"))
    start = block.text.rindex("Раздаёт")
    anchor = make_anchor(old, block.id, start, start + len("Раздаёт полоски"))
    new = table([(PLAN[1][0], "Сначала объясняет. " + PLAN[1][1], PLAN[1][2])])
    placement = reanchor(anchor, old, new)
    assert placement.state is State.SAME
    assert placement.anchor.start == new[2].text.rindex("Раздаёт")
    assert new[2].text[placement.anchor.start : placement.anchor.end] == "Раздаёт полоски"


def test_an_edited_passage_is_changed_and_ends_at_words():
    old = table(PLAN)
    new = table([(PLAN[0][0], "Показывает три лепёшки и спросит, сколько осталось.", PLAN[0][2]), *PLAN[1:]])
    placement = reanchor(anchor_on(old, "Показывает две лепёшки и спрашивает"), old, new)
    assert placement.state is State.CHANGED
    assert placement.anchor.quote in {"Показывает три лепёшки и спросит", "Показывает три лепёшки и спросит, сколько"}


def test_a_rewritten_cell_keeps_its_comment_and_a_deleted_row_loses_it():
    old = table(PLAN)
    new = table([(PLAN[0][0], "Раздумывает вместе с классом над задачей про поезд", PLAN[0][2]), PLAN[2]])
    rewritten = reanchor(anchor_on(old, PLAN[0][1]), old, new)
    assert (rewritten.state, rewritten.anchor.whole, rewritten.anchor.cell.row) == (State.CHANGED, True, 0)
    for text in PLAN[1]:
        assert reanchor(anchor_on(old, text), old, new).state is State.REMOVED
    for text in PLAN[2]:
        assert reanchor(anchor_on(old, text), old, new).state is State.SAME


def test_a_passage_cut_out_of_a_cell_that_stays_is_removed():
    old = table(PLAN)
    new = table([(PLAN[0][0], "Показывает две лепёшки.", PLAN[0][2]), *PLAN[1:]])
    assert reanchor(anchor_on(old, "и спрашивает, сколько осталось"), old, new).state is State.REMOVED


def test_a_moved_row_and_a_moved_sentence_are_found():
    old = table(PLAN)
    moved = reanchor_all([anchor_on(old, text) for text in PLAN[0]], old, table([PLAN[1], PLAN[2], PLAN[0]]))
    assert {item.state for item in moved} <= {State.MOVED, State.SAME}
    new = table(
        [
            (PLAN[0][0], "Спрашивает.", PLAN[0][2]),
            (PLAN[1][0], "Показывает две лепёшки. " + PLAN[1][1], PLAN[1][2]),
            PLAN[2],
        ]
    )
    placement = reanchor(anchor_on(old, "Показывает две лепёшки"), old, new)
    assert placement.state is State.MOVED
    assert placement.anchor.cell.row == 1


def test_equal_short_cells_are_not_mixed_up():
    rows = [("Задание А", "5", "да"), ("Задание Б", "5", "нет"), ("Задание В", "5", "да")]
    old, new = table(rows), table([rows[0], rows[2]])
    anchors = [make_anchor(old, f"b{2 + 3 * row + 1}", 0, 1) for row in range(3)]
    placed = reanchor_all(anchors, old, new)
    assert [item.state for item in placed] == [State.SAME, State.REMOVED, State.SAME]
    assert placed[2].anchor.cell.row_label == "Задание В"


def test_pictures_and_slides_are_found_by_their_key():
    old = [
        Block("b1", "slide", "", key="Опыт"),
        Block("b2", "image", "", key="aaaa"),
        Block("b3", "image", "", key="bbbb"),
    ]
    new = [
        Block("b1", "image", "", key="cccc"),
        *[Block(f"b{i + 2}", b.kind, "", key=b.key) for i, b in enumerate(old)],
    ]
    placed = reanchor_all([make_anchor(old, block.id, 0, 0) for block in old], old, new)
    assert [(item.state, item.anchor.block) for item in placed] == [
        (State.SAME, "b2"),
        (State.SAME, "b3"),
        (State.SAME, "b4"),
    ]


def test_200_anchors_on_400_cells_in_two_seconds():
    rows = [
        (
            f"Шаг {n}",
            f"Учитель объясняет правило {n} и просит привести пример {n * 7}",
            f"Ученик {n}",
            "карточки",
            f"{n}",
        )
        for n in range(80)
    ]
    old = table(rows)
    new = table(
        [
            (a, b.replace("просит", "предлагает") if n % 3 else b, c, d, e)
            for n, (a, b, c, d, e) in enumerate(rows)
            if n % 9
        ]
    )
    anchors = [anchor_on(old, f"просит привести пример {n * 7}") for n in range(80)]
    anchors += [make_anchor(old, block.id, 0, len(block.text)) for block in old[:120]]
    start = time.process_time()
    placed = reanchor_all(anchors, old, new)
    assert time.process_time() - start < 2
    assert sum(item.state is State.REMOVED for item in placed[:80]) <= 9
    assert reanchor_all([], old, new) == []
