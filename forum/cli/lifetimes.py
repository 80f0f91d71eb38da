"""Let a process end with the one that started it: a site that was killed leaves nobody behind."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with(parent: int, number: signal.Signals) -> None:
    """Have this process sent a signal as soon as its parent, named by its id, is gone; Linux only."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it was gone before it could be asked after
        os.kill(os.getpid(), number)
