"""Start the forum: check, migrate, then run web and worker as one command until it is stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import click

from forum.cli.checks import (
    database_problem,
    folder_problem,
    newest_schema,
    renew_queue,
    schema_of,
    sqlite_file,
)
from forum.cli.ports import take_port
from forum.cli.setting import ROOT, settings, stop

APPLICATION = "forum.cli.served:app"


@click.command()
@click.option("--demo", is_flag=True, help="Load the demo into an empty data folder and show demo sign-ins.")
def serve(*, demo: bool) -> None:
    """Run web and worker together; Ctrl-C stops both."""
    config = settings(demo=True if demo else None)
    problem = folder_problem(config.data)
    if problem:
        stop(problem)
    lock = _take_port(config)
    renew_queue(config.data / "jobs.db")
    _prepare(config)
    environment = {**os.environ, "FORUM_DEMO": "1" if config.demo else "0"}
    # The keeper replaces this process: it needs none of what was loaded so far.
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "-m", "forum.cli.keeper", str(lock)], environment)  # noqa: S606 - our own program


@click.command()
def web() -> None:
    """Run the web server alone (the worker runs elsewhere)."""
    config = settings()
    _take_port(config)
    os.chdir(ROOT)
    os.execv(sys.executable, web_command(config))  # noqa: S606 - our own program


def web_command(config: Any) -> list[str]:
    """Return the command line of the web server.

    One blocking thread a worker: more make processor-bound pages slower (docs/decisions).
    """
    return [
        sys.executable, "-m", "granian", APPLICATION, "--interface", "wsgi",
        "--host", config.host, "--port", str(config.port),
        "--workers", str(config.web_workers), "--blocking-threads", "1", "--backlog", "1024",
        "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
        # One that was told to stop while it still started never hears of it.
        "--workers-kill-timeout", "5",
    ]  # fmt: skip


def _take_port(config: Any) -> int:
    """Return the lock on starting at the port of the settings, or end the command with a sentence."""
    lock, problem = take_port(config.host, config.port, say=lambda line: click.echo(line, err=True))
    if lock is None:
        stop(problem or "")
    return lock


def _prepare(config: Any) -> None:
    """Bring the database to the newest schema and load the demo, in a process that ends afterwards."""
    file = sqlite_file(config.database_url)
    if file is not None:
        problem = database_problem(file)
        if problem:
            stop(problem)
        newest = newest_schema(ROOT / "forum" / "migrations" / "versions")
        if schema_of(file) == newest and not (config.demo and not (config.data / "demo-loaded").exists()):
            return
    command = [sys.executable, "-m", "forum.cli.prepare"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "FORUM_DEMO": "1" if config.demo else "0"}, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
