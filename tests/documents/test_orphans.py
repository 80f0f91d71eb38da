"""A worker killed without warning leaves no converter behind that nobody waits for."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.journeys.site import ROOT, wait_for
from tests.processes import is_alive

PROGRAM = """
import sys
from pathlib import Path
from forum.documents.converters.gate import Kind
from forum.documents.converters.sandbox import convert
convert(Path(sys.argv[1]), Kind.TXT, into=Path(sys.argv[2]))
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux tells a child of its parent's end")


def opened_for_reading(pipe: Path) -> int | None:
    """Return the near end of a named pipe once somebody reads it."""
    with suppress(OSError):
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    return None


def test_a_converter_dies_with_its_worker(tmp_path):
    pipe = tmp_path / "endless.txt"
    os.mkfifo(pipe)
    worker = subprocess.Popen([sys.executable, "-c", PROGRAM, str(pipe), str(tmp_path / "out")], cwd=ROOT)
    end = wait_for(lambda: opened_for_reading(pipe), 30, lambda: "the converter never began to read")
    try:
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        (converter,) = map(int, children)
        assert is_alive(converter)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        wait_for(lambda: not is_alive(converter), 10, lambda: "the converter lives on")
    finally:
        os.close(end)
        worker.kill()
        worker.wait()
