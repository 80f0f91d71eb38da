"""The processes that are measured: the forum as `forum serve` starts it, and the bare baselines beside it."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
PORTS = range(8720, 8740)
FORUM = Path(sys.executable).with_name("forum")
START_SECONDS = 30.0
STOP_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Running:
    """A started program: its address, its process and how long it took to the first page, in seconds."""

    url: str
    process: subprocess.Popen[bytes]
    started_in: float


def environment(data: Path, port: int, **more: str) -> dict[str, str]:
    """Return the settings of the measured forum: all defaults, save where it lies and that no limit stops the load."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    return mine | {
        "FORUM_DATA": str(data), "FORUM_PORT": str(port), "FORUM_SECRET_KEY": "bench" * 8,
        "FORUM_RATE_LIMITS": "0", **more,
    }  # fmt: skip


def free_port() -> int:
    """Return a port nobody listens at."""
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise RuntimeError(f"no free port from {PORTS.start} to {PORTS.stop - 1}")


@contextlib.contextmanager
def forum(data: Path, **more: str) -> Iterator[Running]:
    """Run `forum serve`: web and worker."""
    port = free_port()
    with _running([str(FORUM), "serve"], port, environment(data, port, **more), "/latest") as site:
        yield site


@contextlib.contextmanager
def forum_web(data: Path, **more: str) -> Iterator[Running]:
    """Run the web server alone."""
    port = free_port()
    with _running([str(FORUM), "web"], port, environment(data, port, **more), "/latest") as site:
        yield site


@contextlib.contextmanager
def bare(settings: Mapping[str, str]) -> Iterator[Running]:
    """Run the baselines under the server and the settings of the forum."""
    sys.path.insert(0, str(ROOT))
    from config import Config  # noqa: PLC0415 - the path above makes it importable
    from forum.cli.serve import APPLICATION, web_command  # noqa: PLC0415

    port = free_port()
    config = Config(data=ROOT, secret_key="", database_url="", base_url="", port=port)
    command = ["bench.bare:app" if part == APPLICATION else part for part in web_command(config)]
    with _running(command, port, {**os.environ, **settings}, "/cached") as site:
        yield site


@contextlib.contextmanager
def _running(command: list[str], port: int, env: Mapping[str, str], first: str) -> Iterator[Running]:
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=dict(env), stdout=subprocess.DEVNULL, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(process, url + first)
        yield Running(url, process, time.perf_counter() - started)
    finally:
        _stop(process)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args}: ended with code {process.returncode} before its first page")
        with contextlib.suppress(OSError, http.client.HTTPException):
            if get(url).status == 200:
                return
        time.sleep(0.01)
    raise RuntimeError(f"{url} does not answer")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def get(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Fetch an address over a connection of its own."""
    parts = urlsplit(url)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        line.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=dict(headers or {}))
        answer = line.getresponse()
        got = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, got, answer.read())
    finally:
        line.close()


@dataclass(frozen=True, slots=True)
class Memory:
    """What a running forum holds, in MB: all its processes, and the two that do the work."""

    total: float
    web: float
    worker: float


def memory(process: subprocess.Popen[bytes]) -> Memory:
    """Return what a program and all that it started hold; shared pages are counted once (PSS)."""
    sizes = {pid: _resident(pid) / 1024 for pid in _family(process.pid)}
    named = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in sizes}
    return Memory(
        total=sum(sizes.values()),
        web=sum(size for pid, size in sizes.items() if b"granian" in named[pid]),
        worker=sum(size for pid, size in sizes.items() if b"forum.cli.worker" in named[pid]),
    )


def _family(pid: int) -> list[int]:
    """Return a process and everything below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for one in found:
        found.extend(children.get(one, []))
    return found


def _resident(pid: int) -> int:
    """Return kB; of a kernel that does not say PSS, the resident size."""
    for file, name in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
                if line.startswith(name):
                    return int(line.split()[1])
    return 0
