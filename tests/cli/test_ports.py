"""Two sites never share a port, and a site that was killed leaves it to the next one."""

import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from forum.cli import ports
from tests.journeys.site import ROOT, STOP_SECONDS, UP_SECONDS, Site, wait_for
from tests.processes import free_port, is_alive

pytestmark = pytest.mark.anywhere
linux = pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks the system who is whose child")


def take(port, patience=0.0, host="127.0.0.1"):
    said: list[str] = []
    lock, problem = ports.take_port(host, port, say=said.append, patience=patience)
    return lock, problem, said


def test_a_port_somebody_listens_at_is_a_problem():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        problem = ports.port_problem("127.0.0.1", port)
        assert problem is not None
        assert f"Port {port}" in problem
        assert "FORUM_PORT" in problem
    assert ports.port_problem("127.0.0.1", port) is None


def test_a_port_that_is_about_to_be_free_is_waited_for():
    busy = socket.create_server(("127.0.0.1", 0))
    port = busy.getsockname()[1]
    threading.Timer(0.5, busy.close).start()
    lock, problem, said = take(port, 30.0)
    assert (problem, said) == (None, [f"Port {port} on 127.0.0.1 is in use: waiting up to 30 seconds for it."])
    os.close(lock)


def test_what_waiting_cannot_help_is_said_at_once():
    began = time.monotonic()
    lock, problem, said = take(free_port(), 30.0, host="192.0.2.1")
    assert time.monotonic() - began < 10
    assert (lock, said) == (None, [])
    assert "192.0.2.1 cannot be used" in problem


@linux
def test_of_two_that_look_at_the_same_moment_one_may_start():
    port = free_port()
    first, problem, _said = take(port)
    assert problem is None
    second, problem, said = take(port)
    assert second is None
    assert "another forum is starting there" in problem
    assert said == []
    os.close(first)
    third, problem, _said = take(port)
    assert problem is None
    os.close(third)


def begin(folder: Path, port: int) -> tuple[Site, subprocess.Popen[bytes]]:
    """Start a site in a folder of its own without waiting for it."""
    folder.mkdir()
    site = Site(data=folder, database_url=f"sqlite:///{folder / 'forum.db'}", port=port)
    with (folder / "serve.log").open("ab") as log:
        command = [os.sys.executable, "-c", "from forum.cli import main; main()", "serve"]
        site.process = subprocess.Popen(command, cwd=ROOT, env=site.environment(), stdout=log, stderr=log)
    return site, site.process


@linux
@pytest.mark.slow
def test_of_two_sites_started_at_once_on_one_port_one_runs(tmp_path):
    port = free_port()
    sites = [begin(tmp_path / name, port) for name in ("one", "other")]
    try:
        wait_for(
            lambda: [process for _site, process in sites if process.poll() is not None],
            UP_SECONDS,
            lambda: f"both run: {[site.log() for site, _process in sites]}",
        )
        (ended,) = [site for site, process in sites if process.poll() is not None]
        (alive,) = [site for site, process in sites if process.poll() is None]
        assert ended.process.returncode == 2
        assert f"Port {port} on 127.0.0.1 cannot be used" in ended.log()
        wait_for(alive._answers, UP_SECONDS, alive.log)
    finally:
        for site, _process in sites:
            site.stop()


@linux
@pytest.mark.slow
@pytest.mark.parametrize("words", [("forum.cli.keeper",), ("forum.cli.keeper", "granian")])
def test_a_site_whose_keeper_was_killed_leaves_nobody_and_starts_again_at_once(tmp_path, words):
    """Killed: the keeper alone, or the keeper and the web server together, so that nobody is left to tidy up."""
    site = Site(data=tmp_path, database_url=f"sqlite:///{tmp_path / 'forum.db'}", port=free_port())
    site.start()
    everybody = site.pids()
    # The keeper is stopped first, so that it cannot see who else falls; web processes are the server's children.
    heads = [pid for pid in everybody if pid == site.process.pid or of_keeper(site, pid, words)]
    assert len(heads) == len(words)
    for pid in heads:
        os.kill(pid, signal.SIGSTOP)
    for pid in heads:
        os.kill(pid, signal.SIGKILL)
    site.process.wait()
    try:
        site.start()
        wait_for(
            lambda: not any(is_alive(pid) for pid in everybody),
            STOP_SECONDS,
            lambda: f"still alive: {[pid for pid in everybody if is_alive(pid)]}",
        )
    finally:
        site.stop()


def of_keeper(site: Site, pid: int, words: tuple[str, ...]) -> bool:
    """Say whether a process is a child of the keeper whose command line holds one of these words."""
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text().split()
    command = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    return str(pid) in children and any(word in command for word in words)
