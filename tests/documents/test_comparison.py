"""Two versions in one page: only what differs is marked, the tables stay whole."""

from __future__ import annotations

import random
import re
import time

from lxml import html

from forum.documents.comparison import Summary, compare
from forum.documents.converters.gate import inspect
from forum.documents.converters.grid import spots
from forum.documents.converters.rendition import Rendition
from forum.documents.converters.sandbox import convert
from tests.documents import factories


def page(source):
    return Rendition(html=source)


def marks(comparison):
    return re.findall(r"<(ins|del) id=\"bc\d+\">(.*?)</\1>", comparison.html, re.DOTALL)


def is_whole(source):
    """Say whether every table is a full rectangle."""
    root = html.fragment_fromstring(source, create_parent="div")
    for table in root.iter("table"):
        area, filled = {}, 0
        for spot in spots(table):
            for row in range(spot.row, spot.row + spot.rows):
                for column in range(spot.column, spot.column + spot.columns):
                    area[row, column] = True
                    filled += 1
        rows, columns = max(row for row, _ in area) + 1, max(column for _, column in area) + 1
        if not filled == len(area) == rows * columns:
            return False
    return True


def test_words_are_marked_and_formatting_stays():
    one = page("<p>Раздаёт <strong>две</strong> полоски</p><p>Конец</p>")
    two = page("<p>Раздаёт <strong>три</strong> полоски и карточки</p><p>Конец</p>")
    found = compare(one, two)
    assert [(name, text.strip()) for name, text in marks(found)] == [
        ("del", "<strong>две</strong>"),
        ("ins", "<strong>три</strong>"),
        ("ins", "и карточки"),
    ]
    assert html.fragment_fromstring(found.html, create_parent="div").text_content().startswith("Раздаёт дветри полоски")
    assert found.summary == Summary(paragraphs_changed=1, marks=3)


def test_equal_versions_have_an_empty_summary():
    source = page('<h3>А</h3><div><table class="doc"><tr><td><p>1</p></td></tr></table></div><ul><li>x</li></ul>')
    found = compare(source, source)
    assert found.summary.is_empty
    assert not marks(found)


def test_rows_cells_and_nested_tables(tmp_path):
    old = factories.lesson_docx(
        tmp_path / "a.docx", rows=(("Начало", "Показывает", "Смотрят"), ("Игра", "Судит", "Играют"))
    )
    new = factories.lesson_docx(
        tmp_path / "b.docx", rows=(("Начало", "Показывает и молчит", "Смотрят"), ("Итог", "Хвалит всех", "Радуются"))
    )
    one, two = (convert(path, inspect(path, path.name), into=tmp_path / path.stem) for path in (old, new))
    found = compare(one, two)
    assert found.summary.cells_changed + found.summary.rows_added >= 2
    assert not found.summary.tables_removed
    assert ("ins", "и молчит") in [(name, text.strip()) for name, text in marks(found)]
    assert "Бөлшектерді" not in "".join(text for _, text in marks(found))
    assert is_whole(found.html)


def test_merged_rows_are_stretched_over_removed_ones():
    span = (
        '<table><tr><td rowspan="{0}">Этап</td><td>раз</td></tr>{1}<tr><td>три</td></tr>'
        "<tr><td>Всё</td><td>конец</td></tr></table>"
    )
    old, new = page(span.format(3, "<tr><td>совсем другое дело</td></tr>")), page(span.format(2, ""))
    for one, two in ((old, new), (new, old)):
        found = compare(one, two)
        assert is_whole(found.html)
        assert found.summary.rows_added + found.summary.rows_removed == 1


def test_pdf_and_slides_and_pictures(tmp_path):
    one = factories.text_pdf(tmp_path / "a.pdf", (("Ohm law", "is simple"), ("Homework",)))
    two = factories.text_pdf(tmp_path / "b.pdf", (("Ohm law", "is very simple"), ("Homework",)))
    first, second = (convert(path, inspect(path, path.name), into=tmp_path / path.stem) for path in (one, two))
    assert [(name, text.strip()) for name, text in marks(compare(first, second))] == [("ins", "very")]
    picture = (
        '<section class="slide"><p>А</p><p><span class="doc-image">'
        '<img src="media:a.png" width="5" height="5" alt=""></span></p></section>'
    )
    found = compare(page(picture), page('<section class="slide"><p>А</p></section>'))
    assert found.summary.pictures_removed == 1
    assert "media:old/a.png" in found.html


def test_nothing_of_the_marks_for_commenting_is_left():
    found = compare(page('<p data-block="b1" data-kind="paragraph">А<!--comment:b1--></p>'), page("<p>Б</p>"))
    assert "comment:" not in found.html
    assert "data-block" not in found.html


def test_400_cells_in_a_second():
    words = ["учитель", "ученик", "дробь", "задача", "карточка", "пример", "правило", "доска", "группа", "ответ"]
    chance = random.Random(5)
    rows = [[" ".join(chance.choices(words, k=9)) for _ in range(5)] for _ in range(80)]

    def plan(skip, change):
        shown = [
            "".join(f"<td><p>{text}{' ' + change if (n + c) % 5 == 0 else ''}</p></td>" for c, text in enumerate(row))
            for n, row in enumerate(rows)
            if n % 9 != skip
        ]
        return page("<table>" + "".join(f"<tr>{row}</tr>" for row in shown) + "</table>")

    start = time.process_time()
    found = compare(plan(0, "снова"), plan(4, "заново"))
    assert time.process_time() - start < 1
    assert (found.summary.rows_removed, found.summary.rows_added) == (9, 9)
    assert found.summary.cells_changed == 62
