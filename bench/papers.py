"""Documents: the gate, the conversion in its sandbox, anchors into the next version, the comparison of two tables.

Conversions are measured by `python -m bench.papers`, a process of its own: the system counts the memory of all the
children a process ever had together.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Measured
from bench.site import ROOT
from forum.cli.demo.content import list_lessons
from forum.cli.demo.documents import build_file
from forum.documents.anchors import make_anchor, reanchor_all
from forum.documents.comparison import compare
from forum.documents.converters.gate import inspect
from forum.documents.converters.rendition import Block, Cell, Rendition
from forum.documents.converters.sandbox import convert

ROWS, COLUMNS = 80, 5
WORDS = ("учитель", "ученик", "дробь", "задача", "карточка", "пример", "правило", "доска", "группа", "ответ")


def measure_documents() -> dict[str, Measured]:
    """Return what the demo's own lesson files cost, and a form of 400 cells in two versions."""
    child = subprocess.run([sys.executable, "-m", "bench.papers"], cwd=ROOT, check=True, capture_output=True, text=True)
    files = json.loads(child.stdout)
    anchors, cells = _versions()
    return {
        "docx_cpu": Measured(files["cpu"], f"{files['count']} lesson plans, with the start of the sandbox"),
        "docx_memory": Measured(files["memory"], "the largest child"),
        "gate": Measured(files["gate"] * 1000),
        "anchors_200": Measured(anchors),
        "diff_400_cells": Measured(cells),
    }


def main() -> None:
    """Convert the files and print their figures: CPU seconds, MB, seconds at the gate, each of the worst one."""
    with tempfile.TemporaryDirectory(prefix="bench-papers-") as name:
        folder = Path(name)
        files = _files(folder)
        gate = max(_time_gate(path) for path in files)
        costs = [_convert(path, folder / f"out-{number}") for number, path in enumerate(files)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"cpu": max(costs), "memory": peak, "gate": gate, "count": len(files)}))


def _files(folder: Path) -> list[Path]:
    paths = []
    for number, lesson in enumerate(list_lessons()):
        if lesson["format"] != "docx":
            continue
        path = folder / f"{number}.docx"
        path.write_bytes(build_file(lesson, 1))
        paths.append(path)
    return paths


def _time_gate(path: Path) -> float:
    started = time.process_time()
    inspect(path, path.name)
    return time.process_time() - started


def _convert(path: Path, into: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    convert(path, inspect(path, path.name), into=into)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _versions() -> tuple[float, float]:
    """Return the CPU seconds of 200 anchors re-placed, and of the comparison, on a table of 400 cells."""
    chance = random.Random(5)
    rows = [[" ".join(chance.choices(WORDS, k=9)) for _ in range(COLUMNS)] for _ in range(ROWS)]
    changed = [
        [text + (" снова" if (row + column) % 5 == 0 else "") for column, text in enumerate(texts)]
        for row, texts in enumerate(rows)
        if row % 9
    ]
    old, new = _blocks(rows), _blocks(changed)
    anchors = [make_anchor(old, block.id, 0, len(block.text)) for block in old[:100]]
    anchors += [make_anchor(old, block.id, 8, 30) for block in old[100:200]]
    started = time.process_time()
    reanchor_all(anchors, old, new)
    placed = time.process_time() - started
    started = time.process_time()
    compare(_table(rows), _table(changed))
    return placed, time.process_time() - started


def _blocks(rows: list[list[str]]) -> list[Block]:
    return [
        Block(f"b{row * COLUMNS + column + 1}", "cell", text, Cell(0, row, column, texts[0] if column else "", ""))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]


def _table(rows: list[list[str]]) -> Rendition:
    cells = ("".join(f"<td><p>{text}</p></td>" for text in texts) for texts in rows)
    return Rendition(html="<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")


if __name__ == "__main__":
    main()
