"""The child process of the sandbox: `worker.py KIND SOURCE FOLDER PARENT`, started with `python -I`."""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from pathlib import Path

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 20
FILE_BYTES = 64 * 1024 * 1024
PR_SET_PDEATHSIG = 1

MODULES = {
    "docx": "docx",
    "doc": "legacy",
    "pdf": "pdf",
    "pptx": "pptx",
    "xlsx": "xlsx",
    "odt": "odt",
    "md": "plain",
    "txt": "plain",
    "image": "picture",
}


def limit() -> None:
    """Take away memory, time and room on disk before anything of the document is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with(parent: int) -> None:
    """Have this process killed with the worker that waits for it: nobody else would look at its wall clock."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before it could be asked after
        sys.exit(1)


def say(page: int, pages: int) -> None:
    """Tell the parent how far the work is."""
    sys.stdout.write(f"page {page} {pages}\n")
    sys.stdout.flush()


def run(kind: str, source: Path, folder: Path) -> str:
    """Convert and save; return "" or the code of the failure."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    try:
        converter = importlib.import_module(f"forum.documents.converters.{MODULES[kind]}")
        task = importlib.import_module("forum.documents.converters.task")
    except MemoryError:
        return "memory"
    work = task.Task(source=source, kind=kind, folder=folder, say=say)
    try:
        converter.convert(work).save(folder)
    except MemoryError:
        return "memory"
    except task.Unreadable as refusal:
        return str(refusal.code)
    except Exception:  # noqa: BLE001 - whatever a hostile file provokes, the parent hears one word
        return "broken"
    return ""


def main() -> int:
    """Run one conversion; exit status 0, or 3 with the reason in failure.json."""
    kind, source, folder, parent = sys.argv[1:5]
    end_with(int(parent))
    limit()
    code = run(kind, Path(source), Path(folder))
    if not code:
        return 0
    (Path(folder) / "failure.json").write_text(json.dumps({"code": code}), encoding="utf-8")
    return 3


if __name__ == "__main__":
    sys.exit(main())
