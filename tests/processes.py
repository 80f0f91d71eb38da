"""The sites that tests start are processes: a port for each, and whether one still lives."""

import secrets
import socket
from pathlib import Path

# Below what Linux, macOS and Windows hand out to the near end of a connection: a site that is down for a moment
# (a test killed it) finds its port free again.
LOWEST, COUNT = 15_000, 15_000
TRIES = 200


def free_port() -> int:
    """Return a port of this machine nobody listens at and no connection will take."""
    for _ in range(TRIES):
        port = LOWEST + secrets.randbelow(COUNT)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise RuntimeError(f"no free port between {LOWEST} and {LOWEST + COUNT}")


def is_alive(pid: int) -> bool:
    """Say whether a process still runs: neither gone nor only waiting to be asked after."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}
