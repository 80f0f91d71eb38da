"""Pages under load: rounds of ours and of the bare baselines take turns, medians are compared."""

from __future__ import annotations

import http.client
import re
import time
from statistics import median
from urllib.parse import urlencode, urlsplit

from bench.data import Forum
from bench.figures import Measured
from bench.load import Load, Page, load, percentile
from bench.site import bare, forum_web, get

ROUNDS = 5
SECONDS = 1.0
REPLIES = 150
REPLY_TEXT = "Спасибо, попробую на следующем уроке и напишу, что вышло. " * 10


def measure_pages(site: str, forum: Forum) -> dict[str, Measured]:
    """Return the ratios and the waiting times of topic and lists; needs the forum running at `site`."""
    cookie = {"Cookie": forum.cookie}
    with bare(forum.baseline) as bottom, forum_web(forum.folder, FORUM_PAGE_CACHE="0") as forgetful:
        pages = {
            "bare_cached": Page(f"{bottom.url}/cached"),
            "cached": Page(site + forum.topic),
            "bare_core": Page(f"{bottom.url}/core"),
            "miss": Page(site + forum.topic, unique=True),
            "nothing_kept": Page(forgetful.url + forum.topic),
            "deep": Page(f"{forgetful.url}{forum.topic}?page=40"),
            "bare_core3": Page(f"{bottom.url}/core3"),
            "topic": Page(site + forum.topic, cookie),
            "latest": Page(f"{site}/latest", cookie),
            "category": Page(site + forum.category, cookie),
        }
        found = _rounds(pages)
    rate = {name: [one.rps for one in loads] for name, loads in found.items()}
    p99 = {name: median(one.p99 for one in loads) for name, loads in found.items()}

    def ratio(name: str, base: str) -> Measured:
        # Round by round: what slows the machine down for a while slows both.
        ratios = [ours / theirs for ours, theirs in zip(rate[name], rate[base], strict=True)]
        return Measured(median(ratios), f"{median(rate[name]):.0f} ÷ {median(rate[base]):.0f} a second")

    return {
        "topic_anonymous_cached": ratio("cached", "bare_cached"),
        "topic_anonymous_miss": ratio("miss", "bare_core"),
        "topic_nothing_kept": ratio("nothing_kept", "bare_core"),
        "topic_signed_in": ratio("topic", "bare_core3"),
        "latest_signed_in": ratio("latest", "bare_core3"),
        "category_signed_in": ratio("category", "bare_core3"),
        "p99_signed_in": Measured(p99["topic"], f"bare Core + 3 queries {p99['bare_core3']:.1f}"),
        "p99_anonymous": Measured(p99["cached"], f"bare cached page {p99['bare_cached']:.1f}"),
        "deep_page": ratio("nothing_kept", "deep"),
    }


def _rounds(pages: dict[str, Page]) -> dict[str, list[Load]]:
    for page in pages.values():
        load(page, 1)
    found: dict[str, list[Load]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, page in pages.items():
            found[name].append(load(page, SECONDS))
    return found


def measure_replies(site: str, forum: Forum) -> dict[str, Measured]:
    """Return how long a reply takes until it is acknowledged, one after another while the worker delivers them."""
    page = get(site + forum.topic, {"Cookie": forum.cookie}).body.decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("the topic shows no form to reply with")
    parts = urlsplit(site)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    headers = {"Cookie": forum.cookie, "Content-Type": "application/x-www-form-urlencoded", "Origin": site}
    waits = []
    for number in range(REPLIES):
        body = urlencode({"csrf_token": token[1], "body": f"{REPLY_TEXT}{number}", "to": ""})
        started = time.perf_counter()
        line.request("POST", f"/t/{forum.topic_id}/reply", body, headers)
        answer = line.getresponse()
        answer.read()
        waits.append((time.perf_counter() - started) * 1000)
        if answer.status not in {302, 303}:
            raise RuntimeError(f"a reply was answered with {answer.status}")
    line.close()
    waits.sort()
    return {"reply_p99": Measured(percentile(waits, 0.99), f"median {median(waits):.1f}, {REPLIES} replies")}
