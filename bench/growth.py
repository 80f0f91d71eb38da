"""What happens when the forum grows tenfold: the same pages on 400 000 posts, turn by turn with 40 000."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from bench import data
from bench.figures import Measured
from bench.load import Page, load
from bench.searching import measure_search
from bench.site import forum_web

ROUNDS = 3
SECONDS = 2.0


def measure_growth(small: data.Forum, found: Mapping[str, Measured], folder: Path | None) -> dict[str, Measured]:
    """Return the time of list, topic and search on ten times the posts, over the time now; nothing is kept."""
    with tempfile.TemporaryDirectory(prefix="forum-bench-ten-") as temporary:
        place = folder or Path(temporary)
        if not (place / "forum.db").exists():
            data.generate(place, 10)
        large = data.prepare(place)
        with forum_web(small.folder, FORUM_PAGE_CACHE="0") as now, forum_web(place, FORUM_PAGE_CACHE="0") as then:
            lists = _ratio(now.url + "/latest", then.url + "/latest", small, large)
            topics = _ratio(now.url + small.topic, then.url + large.topic, small, large)
            searches = measure_search(then.url, large.database)
    p95 = max(searches[name].value / found[name].value for name in searches)
    return {
        "ten_times_list": Measured(lists),
        "ten_times_topic": Measured(topics),
        "ten_times_search_p95": Measured(p95, f"p95 {searches['search_word_p95'].value:.0f} ms a word"),
    }


def _ratio(now: str, then: str, small: data.Forum, large: data.Forum) -> float:
    rates: dict[str, list[float]] = {"now": [], "then": []}
    for _ in range(ROUNDS):
        rates["now"].append(load(Page(now, {"Cookie": small.cookie}), SECONDS).rps)
        rates["then"].append(load(Page(then, {"Cookie": large.cookie}), SECONDS).rps)
    return median(rates["now"]) / median(rates["then"])
