"""The lesson plan of the journeys as teachers write it: a Word table with merged cells and a table inside a cell."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document
from docx.table import Table

TITLE = "Сложение дробей с разными знаменателями"
PROBLEM = "Спор про лепёшку: сколько осталось, если съели половину и треть?"
CARDS = "Карточки одного уровня для всех, десять минут."
CARDS_2 = "Карточки трёх уровней, десять минут; сильные берут третью."
GOAL = "Ученики складывают дроби и объясняют, зачем нужен общий знаменатель."
KAZAKH = "Оқушылар бөлшектерді қосады және дәптерге жазады."
ASIDE = "Запасное задание: магический квадрат из дробей."
FULL_NAME = "Омарова Айгүл Сериковна, учитель математики высшей категории, школа № 12"


def write_plan(path: Path, *, version: int = 1) -> Path:
    """Write a version of the plan as a Word file and return its path."""
    document = docx.Document()
    document.add_heading("Краткосрочный план урока", 1)
    document.add_paragraph(FULL_NAME)
    _write_stages(document, version)
    document.add_paragraph(KAZAKH)
    if version == 1:
        document.add_paragraph(ASIDE)
    document.save(str(path))
    return path


def _write_stages(document: Document, version: int) -> None:
    rows = [
        ("Этап", "Действия учителя", "Действия ученика", "Ресурсы"),
        ("Начало", PROBLEM, "Спорят в парах", "Круги из бумаги"),
        ("", "Записывает предположения на доске", "Проверяют складыванием", "Ножницы"),
        ("Середина", CARDS if version == 1 else CARDS_2, "Решают, проверяют соседа", ""),
    ]
    if version > 1:
        rows.append(("Конец", "Билет на выход: один пример и одно слово о себе", "Пишут билет", "Листочки"))
    table = document.add_table(rows=len(rows) + 1, cols=4)
    table.style = "Table Grid"
    goal = table.cell(0, 0).merge(table.cell(0, 3))
    goal.text = f"Цель: {GOAL}"
    for y, texts in enumerate(rows, 1):
        for x, text in enumerate(texts):
            if text:
                table.cell(y, x).text = text
    table.cell(2, 0).merge(table.cell(3, 0))
    _write_inner(table)


def _write_inner(table: Table) -> None:
    cell = table.cell(4, 3)
    cell.text = "Набор:"
    inner = cell.add_table(rows=2, cols=2)
    for y, texts in enumerate((("Карточка А", "12 штук"), ("Карточка Б", "8 штук"))):
        for x, text in enumerate(texts):
            inner.cell(y, x).text = text
