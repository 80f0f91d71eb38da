"""The port of a site: free, held by somebody else, or about to be let go by a forum that is just ending."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from collections.abc import Callable

# A server whose keeper was killed finishes its requests first (`--workers-kill-timeout`).
PATIENCE_SECONDS = 8.0
STARTING = OSError(errno.EADDRINUSE, "another forum is starting there")


def port_problem(host: str, port: int) -> str | None:
    """Return why nothing can listen at this address, or None."""
    error = _refusal(host, port)
    return _sentence(host, port, error) if error else None


def take_port(
    host: str, port: int, *, say: Callable[[str], object], patience: float = PATIENCE_SECONDS
) -> tuple[int | None, str | None]:
    """Wait a while for an address; return (a lock on starting there, None), or (None, why it cannot be used).

    The server shares its port among processes, so the system would let a second site in beside it: the lock, an
    open file that whatever is executed next inherits, stands between two sites that look at the same moment.
    """
    deadline = time.monotonic() + patience
    told = False
    while True:
        lock = _lock(port)
        error = _refusal(host, port) if lock is not None else STARTING
        if error is None:
            return lock, None
        if lock is not None:
            os.close(lock)
        if error.errno != errno.EADDRINUSE or time.monotonic() >= deadline:
            return None, _sentence(host, port, error)
        if not told:
            say(f"Port {port} on {host} is in use: waiting up to {patience:.0f} seconds for it.")
            told = True
        time.sleep(0.1)


def _lock(port: int) -> int | None:
    """Return an open file that stands for starting at a port, or None while another process holds it.

    It is a name, not a file: the system lets go of it when its holder ends, however that comes about.
    """
    if not sys.platform.startswith("linux"):  # such names do not exist: looking at the port must do
        return os.open(os.devnull, os.O_RDONLY)
    held = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        held.bind(f"\0forum-starts-at-{port}")
    except OSError:
        held.close()
        return None
    held.set_inheritable(True)
    return held.detach()


def _refusal(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def _sentence(host: str, port: int, error: OSError) -> str:
    return (
        f"Port {port} on {host} cannot be used ({error.strerror}): "
        "stop what runs there, or set FORUM_PORT to another number."
    )
