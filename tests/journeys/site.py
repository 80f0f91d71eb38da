"""The real site for journeys: `forum serve` with its keeper, web and worker, on a port and a data folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TypeVar
from urllib.request import urlopen

from tests.databases import fresh_database
from tests.processes import free_port, is_alive

ROOT = Path(__file__).resolve().parents[2]
# A machine of CI runs as many sites and browsers as it has cores.
UP_SECONDS = 90
STOP_SECONDS = 20

Found = TypeVar("Found")


@dataclass
class Site:
    """A running forum: its address, its folder, its processes, its letters."""

    data: Path
    database_url: str
    port: int
    seeded: dict[str, int] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address of the site, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Return what the processes of the site are told."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("FORUM_", "PYTEST"))}
        return own | {
            "FORUM_SECRET_KEY": "not a secret: journeys only",
            "FORUM_DATA": str(self.data),
            "FORUM_DATABASE_URL": self.database_url,
            "FORUM_HOST": "127.0.0.1",
            "FORUM_PORT": str(self.port),
            "FORUM_BASE_URL": self.url,
            "FORUM_RATE_LIMITS": "0",
        }

    def seed(self) -> None:
        """Lay down the tables by the migrations, and the associations and people no page can make yet."""
        command = [sys.executable, "-m", "tests.journeys.seed"]
        done = subprocess.run(command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        self.seeded = json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        """Start the site and wait until it answers."""
        log = (self.data / "serve.log").open("ab")
        command = [sys.executable, "-c", "from forum.cli import main; main()", "serve"]
        with closing(log):
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment(), stdout=log, stderr=log)
        wait_for(self._answers, UP_SECONDS, lambda: f"the site does not answer:\n{self.log()}")

    def stop(self) -> None:
        """Ask the site to stop as Ctrl-C would, and wait for its end."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        finally:
            for pid in self.pids():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def log(self) -> str:
        """Return what the processes wrote."""
        return (self.data / "serve.log").read_text("utf-8", "replace")

    def pids(self, words: str = "") -> list[int]:
        """Return the processes of this site, all that its keeper began, whose command line holds these words."""
        assert self.process is not None
        waiting, found = [self.process.pid], []
        while waiting:
            pid = waiting.pop()
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            except OSError:
                continue
            waiting += map(int, children)
            if command and words in command:
                found.append(pid)
        return found

    def kill(self, words: str) -> None:
        """Kill, without a chance to tidy up, the processes that answer to these words; return when they are gone."""
        pids = self.pids(words)
        assert pids, words
        for pid in pids:
            with suppress(ProcessLookupError):  # it fell with its parent
                os.kill(pid, signal.SIGKILL)
        self.process.poll()  # a child that nobody asks after stays in the list of processes
        wait_for(lambda: not any(is_alive(pid) for pid in pids), STOP_SECONDS, lambda: f"{pids} would not die")

    def letters(self, to: str) -> list[EmailMessage]:
        """Return the letters sent to an address, oldest first."""
        folder = self.data / "outbox"
        files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        found = [message_from_bytes(path.read_bytes(), policy=default) for path in files]
        return [letter for letter in found if to in letter["To"]]

    def letter(self, to: str, words: str) -> str:
        """Return the text of the newest letter to an address that holds these words; wait for it."""

        def look() -> str | None:
            texts = [f"{one['Subject']}\n{one.get_body(('plain',)).get_content()}" for one in self.letters(to)]
            return next((text for text in reversed(texts) if words in text), None)

        return wait_for(look, 15, lambda: f"no letter to {to} with «{words}»:\n{self.log()}")

    def link(self, to: str, path: str) -> str:
        """Return the link of a letter that leads to a path of this site."""
        found = re.search(rf"{re.escape(self.url)}{path}\S+", self.letter(to, path))
        assert found, path
        return found[0]

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log()
        try:
            with urlopen(f"{self.url}/health", timeout=5) as answer:  # noqa: S310 - our own site
                return answer.status == 200
        except OSError:
            return False


def wait_for(look: Callable[[], Found | None], seconds: float, otherwise: Callable[[], str]) -> Found:
    """Return the first thing that is found; fail with `otherwise` after some seconds."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.1)


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Give a seeded site that runs, and stop it afterwards."""
    with fresh_database(folder) as url:
        site = Site(data=folder, database_url=url, port=free_port())
        site.seed()
        site.start()
        try:
            yield site
        finally:
            site.stop()
