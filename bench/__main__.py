"""Measure everything: `python -m bench`, with `--full` also on ten times the posts; fails below a floor."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import data, growth, pages, papers, searching, site, weight
from bench.figures import LEFT_OUT, TARGETS, Measured, is_ok, print_table, write_json
from bench.load import generator

Found = dict[str, Measured]


def main() -> int:
    """Measure, print the table, write the results; return 1 when a figure is below its floor."""
    wanted = _arguments()
    busy = os.getloadavg()[0]
    started = time.perf_counter()
    found: Found = {}
    with _forum(wanted.data) as forum:
        _say("documents")
        found |= papers.measure_documents()
        found |= _cold_start(forum)
        with site.forum(forum.folder) as running:
            found |= _on(running, forum)
        if wanted.full:
            _say("ten times the posts (this takes long)")
            found |= growth.measure_growth(forum, found, wanted.data_ten)
    took = time.perf_counter() - started
    print(f"\nload by {generator()}; medians of {pages.ROUNDS} interleaved rounds; {took:.0f} s\n")
    if busy > (os.cpu_count() or 1) / 2:
        print(
            f"The machine was busy before this began (load {busy:.1f}): ms, s and p99 say little, only ratios count.\n"
        )
    print_table(found)
    print(f"\n{LEFT_OUT}")
    write_json(found)
    return 0 if all(is_ok(TARGETS[name], one.value) for name, one in found.items()) else 1


def _on(running: site.Running, forum: data.Forum) -> Found:
    """Return what is measured on the running forum, memory at the end of it."""
    steps: list[tuple[str, Callable[[], Found]]] = [
        ("weight of a topic", lambda: weight.measure_weight(running.url, forum.topic, forum.cookie)),
        ("pages", lambda: pages.measure_pages(running.url, forum)),
        ("replies", lambda: pages.measure_replies(running.url, forum)),
        ("memory", lambda: {"memory": _memory(running)}),
        ("search", lambda: searching.measure_search(running.url, forum.database)),
        ("memory", lambda: {"memory_after_search": _memory(running)}),
    ]
    found: Found = {}
    for words, step in steps:
        _say(words)
        found |= step()
    return found


def _memory(running: site.Running) -> Measured:
    whole = site.memory(running.process)
    return Measured(whole.total, f"web {whole.web:.0f}, worker {whole.worker:.0f}; shared pages counted once (PSS)")


def _cold_start(forum: data.Forum) -> Found:
    """Return the median of three starts, from the command to the first page."""
    _say("cold start")
    times = []
    for _ in range(3):
        with site.forum(forum.folder) as running:
            times.append(running.started_in)
    return {"cold_start": Measured(sorted(times)[1], "median of three")}


@contextlib.contextmanager
def _forum(folder: Path | None) -> Iterator[data.Forum]:
    """Give the generated forum: in a temporary folder, or a kept one, filled when it is empty."""
    with tempfile.TemporaryDirectory(prefix="forum-bench-") as temporary:
        place = folder or Path(temporary)
        if not (place / "forum.db").exists():
            _say("a forum of 2 000 topics and 40 000 posts")
            data.generate(place, 1)
        yield data.prepare(place)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="also measure on 400 000 posts")
    parser.add_argument("--data", type=Path, help="keep the generated forum here and use it again")
    parser.add_argument("--data-ten", type=Path, help="the same for the forum ten times as large")
    return parser.parse_args()


def _say(words: str) -> None:
    print(f"… {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
