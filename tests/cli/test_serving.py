"""The demo from an empty folder, for real: started, its worker killed, stopped by Ctrl-C, started again."""

import http.cookiejar
import os
import queue
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import pytest

from forum.cli.demo import content
from tests.processes import free_port, is_alive

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks the system who is whose child"),
]


class Site:
    """A forum run as one command in a folder of its own."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
        if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
            # A dozen processes start from the same code here: compile it once.
            kept["PYTHONPYCACHEPREFIX"] = str(data.with_name("compiled"))
        self.data = data
        self.environment = {**kept, "FORUM_DATA": str(data), "FORUM_PORT": str(self.port), "FORUM_RATE_LIMITS": "0"}
        self.process: subprocess.Popen[str] | None = None

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", "from forum.cli import main; main()", *words]

    def start(self) -> list[str]:
        """Start the demo and return what it has said up to its last line."""
        self.process = subprocess.Popen(
            self.command("serve", "--demo"), cwd=ROOT, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=read_all, args=(self.process.stdout, lines))
        self.reader.start()
        said: list[str] = []
        while not said or said[-1] != "Ctrl-C stops it.":
            try:
                said.append(lines.get(timeout=PATIENCE).rstrip("\n"))
            except queue.Empty:
                pytest.fail(f"the forum did not start: {said}")
        return said

    def children(self) -> dict[str, int]:
        """Return the process ids of the web server and the worker."""
        found = {}
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in pids:
            with suppress(FileNotFoundError):
                words = Path(f"/proc/{pid}/cmdline").read_text()
                found["worker" if "forum.cli.worker" in words else "web"] = int(pid)
        return found

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send the signal of Ctrl-C to the command alone and return its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.reader.join(30)
        return code

    def count(self, table: str) -> int:
        with closing(sqlite3.connect(self.data / "forum.db")) as connection:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608

    def register(self, email: str) -> None:
        """Sign up through the form."""
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        address = f"http://127.0.0.1:{self.port}/register"
        page = browser.open(address, timeout=30).read().decode()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        form = {
            "csrf_token": token[1], "full_name": "Новикова Анна Петровна", "email": email,
            "password": "каштан у школы", "timezone": "Asia/Almaty",
        }  # fmt: skip
        browser.open(address, urllib.parse.urlencode(form).encode(), timeout=30)


def read_all(stream, lines: queue.Queue[str]) -> None:
    """Hand on what a program says until it ends."""
    with stream:
        for line in stream:
            lines.put(line)


def wait_for(condition, what: str):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    return pytest.fail(f"waited in vain for {what}")


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path / "var")
    yield site
    if site.process is not None and site.process.poll() is None:
        site.stop(signal.SIGTERM)


def cut_a_load_short(site: Site) -> None:
    """Kill the first load as soon as it has said something."""
    first = subprocess.Popen(
        [sys.executable, "-m", "forum.cli.prepare"], cwd=ROOT, env={**site.environment, "FORUM_DEMO": "1"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def has_begun() -> bool:
        with suppress(sqlite3.OperationalError):
            return site.count("membership") > 2
        return False

    wait_for(has_begun, "the first load to begin")
    first.kill()
    first.wait()
    assert not (site.data / "demo-loaded").exists()


def test_the_demo_lives_through_kills_and_restarts(site):
    cut_a_load_short(site)
    said = site.start()
    assert any(line.endswith(f"http://127.0.0.1:{site.port}") for line in said)
    assert sum("@example.org" in line for line in said) == 3
    assert any(content.demo_password() in line for line in said)
    assert site.count("person") == len(content.list_people())
    posts = site.count("post")

    before = site.children()
    os.kill(before["worker"], signal.SIGKILL)
    site.register("novikova@example.org")
    letters = site.data / "outbox"
    wait_for(lambda: letters.is_dir() and list(letters.glob("*.eml")), "the letter a new worker writes")
    after = site.children()
    assert after["web"] == before["web"]
    assert after["worker"] != before["worker"]

    assert site.stop() == 0
    assert not any(is_alive(pid) for pid in after.values())

    said = site.start()
    assert not any("oading" in line for line in said)
    assert sum("@example.org" in line for line in said) == 3
    assert site.count("person") == len(content.list_people()) + 1
    assert site.count("post") == posts
    assert site.stop(signal.SIGTERM) == 0

    refused = subprocess.run(
        site.command("demo"), cwd=ROOT, env=site.environment, text=True, capture_output=True, check=False
    )
    assert refused.returncode == 2
    assert refused.stderr == (
        f"The forum in {site.data} is not empty: set FORUM_DATA to a new folder to load the demo there.\n"
    )
