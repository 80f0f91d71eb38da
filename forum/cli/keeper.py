"""Keep web and worker running together: start both, restart a fallen worker, stop both when asked.

This process is small on purpose: it imports nothing of the application.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import click

from forum.cli.lifetimes import end_with
from forum.cli.serve import web_command
from forum.cli.setting import ROOT, settings

STOP_SECONDS = 10.0
WAIT_FOR_WEB_SECONDS = 30.0


class Keeper:
    """Two children and the wish to stop."""

    def __init__(self, web: list[str], worker: list[str]) -> None:
        self.commands = {"web": web, "worker": worker}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False
        self.restarts: list[float] = []

    def ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Remember that a signal asked for the end."""
        self.stopping = True

    def start(self, name: str) -> None:
        """Start a child that ends with this process, even when this one is killed."""
        self.children[name] = subprocess.Popen(
            self.commands[name],
            cwd=ROOT,
            preexec_fn=partial(end_with, os.getpid(), signal.SIGTERM),  # noqa: PLW1509 - this process has no threads
            start_new_session=True,
        )

    def run(self, when_ready: Callable[[], None]) -> int:
        """Run until asked to stop or until web falls; return the exit code."""
        for name in self.commands:
            self.start(name)
        when_ready()
        code = 0
        while not self.stopping:
            web = self.children["web"].poll()
            if web is not None:
                click.echo(f"The web server ended with code {web}.", err=True)
                code = 1
                break
            if self.children["worker"].poll() is not None:
                self._restart_worker()
            time.sleep(0.2)
        self._stop()
        return code

    def _restart_worker(self) -> None:
        """Start the worker again, ever more slowly when it keeps falling."""
        moment = time.monotonic()
        self.restarts = [one for one in self.restarts if moment - one < 60] + [moment]
        if len(self.restarts) > 3:
            time.sleep(min(2.0 * len(self.restarts), 20.0))
        self.start("worker")

    def _stop(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            # A server that was killed leaves its own children behind, and they would keep the port.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


def _announce(config: Any, keeper: Keeper, lock: int | None) -> None:
    """Wait until the site answers, then say where it is and, in the demo, who may sign in.

    From then on the port itself keeps others away: the lock on starting there (see `ports`) is given back.
    """
    import socket  # noqa: PLC0415 - used once

    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + WAIT_FOR_WEB_SECONDS
    while time.monotonic() < deadline and not keeper.stopping and keeper.children["web"].poll() is None:
        try:
            socket.create_connection((host, config.port), timeout=0.5).close()
            break
        except OSError:
            time.sleep(0.05)
    else:
        return
    if lock is not None:
        os.close(lock)
    click.echo(f"{config.site_name}: {config.base_url}")
    sign_ins = Path(config.data) / "demo-sign-ins.txt"
    if config.demo and sign_ins.exists():
        click.echo(sign_ins.read_text("utf-8").rstrip())
    click.echo("Ctrl-C stops it.")
    sys.stdout.flush()


def main() -> None:
    """Run web and worker until stopped."""
    config = settings()
    keeper = Keeper(web_command(config), [sys.executable, "-m", "forum.cli.worker"])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, keeper.ask_to_stop)
    lock = int(sys.argv[1]) if len(sys.argv) > 1 else None
    raise SystemExit(keeper.run(lambda: _announce(config, keeper, lock)))


if __name__ == "__main__":
    main()
