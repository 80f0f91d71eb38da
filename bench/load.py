"""Load a page with 16 connections: by wrk where it is installed, else by a client of our own in one process."""

from __future__ import annotations

import multiprocessing
import re
import selectors
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECTIONS = 16

_LUA = """
local n = %(start)d
local headers = {%(headers)s}
request = function()
  n = n + 1
  return wrk.format("GET", "%(path)s%(mark)s" .. %(tail)s, headers)
end
"""
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked for: an address, headers; `unique` adds a number to each address, so no cache has it."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What a round gave: answers a second, and the 99th percentile of the waiting time in ms."""

    rps: float
    p99: float


def generator() -> str:
    """Return the name of what makes the load."""
    return "wrk" if shutil.which("wrk") else "own client (install wrk for figures closer to speed.md)"


def load(page: Page, seconds: float, connections: int = CONNECTIONS) -> Load:
    """Ask for a page over and over; raise RuntimeError when an answer is not a success."""
    if shutil.which("wrk"):
        return _wrk(page, seconds, connections)
    return _own(page, seconds, connections)


def _wrk(page: Page, seconds: float, connections: int) -> Load:
    parts = urlsplit(page.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lua = _LUA % {
        "start": time.monotonic_ns() // 1000 % 10**12,
        "headers": ", ".join(f'["{name}"] = "{value}"' for name, value in page.headers.items()),
        "path": path,
        "mark": ("&" if parts.query else "?") + "nr=" if page.unique else "",
        "tail": "n" if page.unique else '""',
    }
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(lua)
        script.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{max(1, round(seconds))}s",
            "--latency",
            "--timeout",
            "20s",
            "-s",
            script.name,
        ]
        done = subprocess.run([*command, page.url], capture_output=True, text=True, check=True, timeout=seconds + 30)
    text = done.stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise RuntimeError(f"{page.url}: {text}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    late = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", text)
    if rate is None or late is None:
        raise RuntimeError(text)
    return Load(float(rate[1]), float(late[1]) * _UNITS[late[2]])


def _own(page: Page, seconds: float, connections: int) -> Load:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        answers, waits = pool.apply(_hammer, (page, seconds, connections))
    waits.sort()
    return Load(answers / seconds, percentile(waits, 0.99) * 1000)


def _hammer(page: Page, seconds: float, connections: int) -> tuple[int, list[float]]:
    """Keep `connections` requests under way for `seconds`; return the number of answers and each one's wait."""
    chooser, waits = selectors.DefaultSelector(), []
    number = time.monotonic_ns() // 1000 % 10**12
    parts = urlsplit(page.url)
    for _ in range(connections):
        line = socket.create_connection((parts.hostname, parts.port), timeout=10)
        line.setblocking(False)
        chooser.register(line, selectors.EVENT_READ, [b"", 0.0])
    end = time.perf_counter() + seconds
    for key in chooser.get_map().values():
        number += 1
        _ask(key, page, number)
    while time.perf_counter() < end:
        for key, _ in chooser.select(0.2):
            key.data[0] += key.fileobj.recv(262_144)
            if _is_whole(key.data[0]):
                waits.append(time.perf_counter() - key.data[1])
                number += 1
                _ask(key, page, number)
    for key in list(chooser.get_map().values()):
        key.fileobj.close()
    return len(waits), waits


def _ask(key: selectors.SelectorKey, page: Page, number: int) -> None:
    parts = urlsplit(page.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if page.unique:
        path += ("&" if parts.query else "?") + f"nr={number}"
    lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}", *(f"{name}: {v}" for name, v in page.headers.items())]
    key.data[0], key.data[1] = b"", time.perf_counter()
    key.fileobj.sendall("\r\n".join([*lines, "", ""]).encode())  # type: ignore[union-attr]


def _is_whole(got: bytes) -> bool:
    head, split, body = got.partition(b"\r\n\r\n")
    if not split:
        return False
    if not head.startswith(b"HTTP/1.1 2"):
        raise RuntimeError(head.decode("latin-1"))
    length = re.search(rb"(?i)content-length: (\d+)", head)
    if length is None:
        raise RuntimeError("an answer without a length")
    return len(body) >= int(length[1])


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return a percentile of values in ascending order."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
