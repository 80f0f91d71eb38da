"""Search over HTTP: one word, two words, taken from what people wrote."""

from __future__ import annotations

import random
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench.figures import Measured
from bench.load import percentile
from bench.site import get

QUERIES = 60
WORD = re.compile(r"[а-яёәіңғүұқөһ]{4,}")


def measure_search(site: str, database: Path) -> dict[str, Measured]:
    """Return the 95th percentile of the time of a search, as a visitor waits for it, one search at a time."""
    words = _words(database)
    chance = random.Random(11)
    one = [chance.choice(words) for _ in range(QUERIES)]
    two = [" ".join(chance.sample(words, 2)) for _ in range(QUERIES)]
    for text in one[:5]:
        get(f"{site}/search?q={quote(text)}")
    return {"search_word_p95": _p95(site, one), "search_two_words_p95": _p95(site, two)}


def _words(database: Path) -> list[str]:
    """Return words as they occur, so common ones come as often as people write them."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT text FROM post WHERE id % 97 = 0 LIMIT 400").fetchall()
    return [word for (text,) in rows for word in WORD.findall(text.lower())]


def _p95(site: str, queries: list[str]) -> Measured:
    waits = []
    for text in queries:
        started = time.perf_counter()
        answer = get(f"{site}/search?q={quote(text)}")
        waits.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"search for {text}: {answer.status}")
    waits.sort()
    return Measured(percentile(waits, 0.95), f"median {median(waits):.0f}, {len(queries)} searches of 40 000 posts")
