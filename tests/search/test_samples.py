"""Teachers' own queries over sample lessons and threads: the expected one stands among the first three."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forum.search.entries import IndexDocument
from forum.search.index import open_index
from tests.factories.search import find

SAMPLES = Path(__file__).parents[2] / "../shared/samples/samples.json"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples lie outside the repository")

# Typing errors and the wrong keyboard layout are for a later day.
NOT_YET = {"Q07", "Q24"}


def _texts(value: object) -> str:
    """All words of a lesson, whatever its shape."""
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_texts(part)}" for name, part in value.items())
    return "\n".join(map(_texts, value)) if isinstance(value, list) else str(value)


def _documents(samples: dict) -> list[IndexDocument]:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    times = {"created_at": moment, "active_at": moment, "circle": "public"}
    form = {"ru": "Краткосрочный план", "kk": "Қысқа мерзімді жоспар", "en": "Short-term plan"}
    documents = []
    for n, lesson in enumerate(samples["lessons"]):
        words = _texts(
            {k: lesson[k] for k in ("header", "objectives", "lesson_goal", "criteria", "stages", "homework")}
        )
        documents.append(
            IndexDocument(
                key=f"lesson:{lesson['id']}",
                kind="lesson",
                topic_id=n,
                title=lesson["topic"],
                file_text=f"{form[lesson['lang']]}\n{words}" if lesson["form"] == "KZ-KSP" else words,
                subject=lesson["subject"],
                grade=lesson["grade"],
                language=lesson["lang"],
                **times,
            )
        )
    for n, thread in enumerate(samples["threads"], 100):
        documents.append(
            IndexDocument(
                key=f"post:{thread['id']}",
                kind="post",
                topic_id=n,
                title=thread["title"],
                body=thread["body"],
                tags=tuple(thread["tags"]),
                **times,
            )
        )
    return documents


def test_most_teachers_queries_find_what_they_mean(tmp_path, capsys):
    samples = json.loads(SAMPLES.read_text("utf-8"))
    index = open_index(tmp_path / "index")
    index.apply(_documents(samples))
    asked = [query for query in samples["queries"] if query["expected"]]
    missed = {}
    for query in asked:
        keys = [hit.key.partition(":")[2] for hit in find(index, query["q"], limit=3).hits]
        if not set(query["expected"]) & set(keys):
            missed[query["id"]] = (query["q"], keys)
    with capsys.disabled():
        print(f"\n{len(asked) - len(missed)} of {len(asked)} in the first three; missed: {missed}")
    assert missed.keys() <= NOT_YET
