"""What a browser fetches for a topic, in compressed bytes, from the real server."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from bench.figures import Measured
from bench.site import get

ACCEPT = {"Accept-Encoding": "br, gzip", "Accept-Language": "ru"}
LINKED = re.compile(r'<(?:script|link|img|use)\b[^>]*?\b(?:src|href)="([^"#]+)')
CANONICAL = re.compile(r'<link rel="(?:canonical|alternate)"[^>]*>')
IMPORTED = re.compile(r'(?:\bimport\s*(?:[\w*{}\s,$]*?\bfrom\s*)?|\bimport\()\s*["\']([^"\']+)["\']')
INSIDE_CSS = re.compile(r'url\(["\']?([^"\')]+)')
KB = 1000


def measure_weight(site: str, topic: str, cookie: str) -> dict[str, Measured]:
    """Return the kilobytes of a first and of a later visit; a signed-in reader gets the most scripts."""
    headers = ACCEPT | {"Cookie": cookie}
    page = get(site + topic, headers)
    if page.headers.get("content-encoding") != "br":
        raise RuntimeError("the page did not come compressed with brotli")
    parts, lasting = _fetch_all(site, page_text(site + topic, cookie), headers)
    code = sum(size for url, size in parts.items() if url.endswith((".js", ".css")))
    again = sum(size for url, size in parts.items() if url not in lasting)
    everything = sum(parts.values()) + len(page.body)
    return {
        "first_visit_code": Measured(code / KB, f"{sum(url.endswith(('.js', '.css')) for url in parts)} files"),
        "first_visit_all": Measured(everything / KB, _largest(parts)),
        "later_visit": Measured((again + len(page.body)) / KB, f"the page {len(page.body) / KB:.1f}"),
    }


def page_text(url: str, cookie: str) -> str:
    """Return a page uncompressed."""
    return get(url, {"Cookie": cookie, "Accept-Language": "ru"}).body.decode()


def _fetch_all(site: str, page: str, headers: dict[str, str]) -> tuple[dict[str, int], set[str]]:
    """Return the size of each file a page needs, and those a browser keeps without asking again."""
    waiting = [urljoin(site, link) for link in LINKED.findall(CANONICAL.sub("", page))]
    sizes: dict[str, int] = {}
    lasting: set[str] = set()
    while waiting:
        url = waiting.pop()
        if url in sizes or not url.startswith(f"{site}/static/"):
            continue
        answer = get(url, headers)
        if answer.status != 200:
            raise RuntimeError(f"{url}: {answer.status}")
        sizes[url] = len(answer.body)
        if "immutable" in answer.headers.get("cache-control", ""):
            lasting.add(url)
        if url.endswith((".js", ".css")):
            text = get(url).body.decode()
            links = IMPORTED.findall(text) if url.endswith(".js") else INSIDE_CSS.findall(text)
            waiting += [urljoin(url, link) for link in links if not link.startswith("data:")]
    return sizes, lasting


def _largest(parts: dict[str, int]) -> str:
    names = sorted(parts, key=lambda url: -parts[url])[:3]
    return ", ".join(f"{url.rpartition('/')[2].partition('.')[0]} {parts[url] / KB:.1f}" for url in names)
