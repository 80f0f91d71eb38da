"""What each process of our web server loads: the application of `wsgi.py`; the process ends with the server."""

from __future__ import annotations

import multiprocessing
import os
import signal
from importlib import import_module

from forum.cli.lifetimes import end_with

_server = multiprocessing.parent_process()
if _server is not None:
    # Else it would keep the port, and answer for a site that is no more, when the server above it is killed.
    end_with(_server.pid or os.getppid(), signal.SIGKILL)

app = import_module("wsgi").app
