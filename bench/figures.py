"""The figures that are held: what each is called, its floor and its goal, and the table they are printed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "latest.json"


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure has to reach; `more` when greater is better, else smaller is. No floor: shown for information."""

    title: str
    unit: str
    floor: float | None
    goal: float | None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A value and, in a few words, how it came about."""

    value: float
    note: str = ""


TARGETS: dict[str, Target] = {
    "topic_anonymous_cached": Target("topic, visitor, cached ÷ bare cached page", "×", 0.4, 0.8, more=True),
    "topic_anonymous_miss": Target("topic, visitor, not in the cache ÷ bare Core page", "×", 0.5, 0.8, more=True),
    "topic_nothing_kept": Target("topic, visitor, nothing kept at all ÷ bare Core page", "×", None, None, more=True),
    "topic_signed_in": Target("topic, signed in ÷ bare Core + 3 queries", "×", 0.6, 1.5, more=True),
    "latest_signed_in": Target("latest, signed in ÷ bare Core + 3 queries", "×", 0.5, 1.0, more=True),
    "category_signed_in": Target("category, signed in ÷ bare Core + 3 queries", "×", 0.5, 1.0, more=True),
    "p99_signed_in": Target("p99 at 16 connections, topic signed in", "ms", 60, 30),
    "p99_anonymous": Target("p99 at 16 connections, topic, visitor", "ms", 15, 8),
    "deep_page": Target("page 40 of 1 000 posts ÷ page 1, time, nothing kept", "×", 1.1, 1.0),
    "reply_p99": Target("reply, acknowledged and durable, p99", "ms", 60, 25),
    "memory": Target("resident after pages and replies: web + worker", "MB", 260, 200),
    "memory_after_search": Target("resident after searches too, mapped index included", "MB", None, None),
    "cold_start": Target("cold start to the first page", "s", 1.6, 1.2),
    "first_visit_code": Target("first visit to a topic: scripts and styles", "kB", 60, 35),
    "first_visit_all": Target("first visit to a topic: all", "kB", 80, 50),
    "later_visit": Target("later visit to a topic: all", "kB", 20, 12),
    "search_word_p95": Target("search, one word, p95", "ms", 50, 50),
    "search_two_words_p95": Target("search, two words, p95", "ms", 35, 35),
    "docx_cpu": Target("DOCX converted, CPU, the slowest", "s", 1.5, 0.5),
    "docx_memory": Target("DOCX converted, peak memory", "MB", 150, 100),
    "gate": Target("gate of an upload, the slowest", "ms", 20, 5),
    "anchors_200": Target("200 anchors into the next version, CPU", "s", 2.0, 0.5),
    "diff_400_cells": Target("comparison of 400 cells, CPU", "s", 1.0, 0.3),
    "ten_times_list": Target("10 × the posts: latest, time", "×", 1.3, 1.1),
    "ten_times_topic": Target("10 × the posts: topic, time", "×", 1.3, 1.1),
    "ten_times_search_p95": Target("10 × the posts: search p95", "×", 3.0, 2.0),
}

LEFT_OUT = (
    "Not measured here: Lighthouse (needs Chrome and its network), the unread list (not built yet)."
)  # fmt: skip


def is_ok(target: Target, value: float) -> bool:
    """Say whether a value holds its floor."""
    return target.floor is None or (value >= target.floor if target.more else value <= target.floor)


def reaches(target: Target, value: float) -> bool:
    """Say whether a value reaches its goal."""
    return target.goal is not None and (value >= target.goal if target.more else value <= target.goal)


def print_table(found: Mapping[str, Measured]) -> None:
    """Print each figure with its floor and goal; `BELOW` marks one that does not hold its floor."""
    width = max(len(target.title) for target in TARGETS.values())
    print(f"{'figure':<{width}}  {'ours':>9}  {'floor':>6}  {'goal':>6}   unit")
    for name, target in TARGETS.items():
        if name not in found:
            continue
        value = found[name].value
        verdict = "BELOW" if not is_ok(target, value) else "goal" if reaches(target, value) else ""
        floor, goal = ("–" if one is None else f"{one:g}" for one in (target.floor, target.goal))
        figures = f"{value:>9.2f}  {floor:>6}  {goal:>6}   {target.unit:<3}"
        print(f"{target.title:<{width}}  {figures} {verdict:<6} {found[name].note}".rstrip())


def write_json(found: Mapping[str, Measured], path: Path = RESULTS) -> None:
    """Write `{name: {value, unit, floor, goal, ok}}`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {
        name: {
            "value": round(one.value, 4),
            "unit": TARGETS[name].unit,
            "floor": TARGETS[name].floor,
            "goal": TARGETS[name].goal,
            "ok": is_ok(TARGETS[name], one.value),
        }
        for name, one in found.items()
    }
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8")
