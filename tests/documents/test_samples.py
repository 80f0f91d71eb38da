"""Real lesson plans and hostile files from outside of the repository; skipped where they are absent."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from forum.documents.anchors import State, make_anchor, reanchor_all
from forum.documents.comparison import compare
from forum.documents.converters.gate import Kind, Refused, inspect
from forum.documents.converters.sandbox import ConversionFailed, convert

SAMPLES = Path(__file__).parents[2] / "../shared/samples"
DOCUMENTS = sorted((SAMPLES / "documents").glob("*"))
HOSTILE = sorted((SAMPLES / "hostile").glob("*"))

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason="the samples are not here")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_document_is_read(path, tmp_path):
    kind = inspect(path, path.name)
    rendition = convert(path, kind, into=tmp_path)
    assert len(rendition.text) > 500
    assert rendition.blocks or kind is Kind.DOC


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.name)
def test_every_hostile_file_is_refused_or_handled(path, tmp_path):
    start = time.monotonic()
    try:
        said = convert(path, inspect(path, path.name), into=tmp_path).html
    except (Refused, ConversionFailed) as refusal:
        said = refusal.text()
    assert said.endswith((".", ">"))
    assert "root:" not in said
    assert time.monotonic() - start < 27


@pytest.mark.parametrize(("lesson", "changed"), [("L1", 3), ("L4", 3)])
def test_comments_follow_into_the_second_version(lesson, changed, tmp_path):
    one, two = (
        convert(SAMPLES / f"documents/{lesson}_{version}.docx", Kind.DOCX, into=tmp_path / version)
        for version in ("v1", "v2")
    )
    anchors = [make_anchor(one.blocks, block.id, 0, len(block.text)) for block in one.blocks]
    placed = reanchor_all(anchors, one.blocks, two.blocks)
    for anchor, placement in zip(anchors, placed, strict=True):
        assert placement.state in {State.SAME, State.CHANGED}
        assert (placement.anchor.quote == anchor.quote) == (placement.state is State.SAME)
        if anchor.cell and anchor.cell.row_label == placement.anchor.cell.row_label:
            assert placement.anchor.cell.column == anchor.cell.column
    assert sum(placement.state is State.CHANGED for placement in placed) == changed
    summary = compare(one, two).summary
    assert (summary.cells_changed, summary.rows_added, summary.rows_removed) == (changed, 1, 0)
