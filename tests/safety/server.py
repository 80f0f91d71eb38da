"""A real site with two web processes and a worker, and people who speak HTTP to it without a browser."""

from __future__ import annotations

import http.client
import json
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from tests.databases import fresh_database
from tests.factories.accounts import PASSWORD
from tests.journeys.site import ROOT, Site
from tests.processes import free_port
from tests.safety.seed import email_of

PATIENCE_SECONDS = 30


@dataclass
class Server(Site):
    """A running forum with two web processes."""

    more: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Return what the processes of the site are told."""
        return super().environment() | {"FORUM_WEB_WORKERS": "2"} | self.more

    def seed(self) -> None:
        """Lay down the tables and the people of these tests."""
        command = [sys.executable, "-m", "tests.safety.seed"]
        done = subprocess.run(command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        self.seeded = json.loads(done.stdout.splitlines()[-1])

    def sign_in(self, who: str) -> Caller:
        """Return somebody signed in by the form."""
        caller = Caller(self.port)
        answer = caller.send("/login", "/login", email=email_of(who), password=PASSWORD)
        assert answer.status == 303, (answer.status, answer.text[:500])
        return caller


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Server]:
    """Give a seeded site that runs, and stop it afterwards."""
    with fresh_database(folder) as url:
        server = Server(data=folder, database_url=url, port=free_port(), more=more)
        server.seed()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


class Caller:
    """A browser reduced to cookies; every request is a connection of its own, so either web process may answer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.tokens: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None, headers)

    def send(self, page: str, path: str, *, file: tuple[str, bytes] | None = None, **typed: str) -> Answer:
        """Send a form; its token is read from a page of the site once."""
        if page not in self.tokens:
            found = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', self.get(page).text)
            assert found, page
            self.tokens[page] = unescape(found[-1])
        fields = {"csrf_token": self.tokens[page], **typed}
        if file is None:
            return self._ask(
                "POST", path, urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
            )
        boundary = secrets.token_hex(12)
        body = b"".join(_part(boundary, f'name="{name}"', value.encode()) for name, value in fields.items())
        body += _part(boundary, f'name="files"; filename="{file[0]}"', file[1]) + f"--{boundary}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            cookie = (
                {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
            )
            connection.request(method, path, body, {**headers, **cookie})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        self._keep(response.headers.get_all("Set-Cookie") or ())
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, content)

    def _keep(self, lines: Sequence[str]) -> None:
        for line in lines:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value


def _part(boundary: str, what: str, content: bytes) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {what}\r\n\r\n".encode() + content + b"\r\n"
