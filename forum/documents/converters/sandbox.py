"""Run a converter in a child process that has little memory, little time and no network."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from forum.documents.converters.gate import Kind
from forum.documents.converters.rendition import RESULT, Rendition
from forum.errors import N_, ForumError

WALL_SECONDS = 25.0
FAILURE = "failure.json"
SCRIPT = Path(__file__).with_name("worker.py")

MESSAGES = {
    "broken": N_(
        "Файл повреждён, прочитать его не удалось. Откройте его у себя, сохраните заново и загрузите ещё раз."
    ),
    "password": N_("Файл защищён паролем. Снимите пароль, сохраните файл и загрузите его ещё раз."),
    "timeout": N_(
        "Файл слишком сложный: показать его на странице не удалось. Разделите его на части или сохраните как PDF."
    ),
    "memory": N_(
        "Файл слишком большой, чтобы показать его на странице. Уменьшите картинки или разделите его на части."
    ),
    "empty": N_("В файле нет ничего, что можно показать."),
    "unavailable": N_("Сейчас файл не удалось подготовить к чтению. Попробуем ещё раз позже."),
}


class ConversionFailed(ForumError):
    """The file could not be turned into a page; `code` is one of the keys of MESSAGES."""

    def __init__(self, code: str, message: str | None = None, **params: object) -> None:
        self.code = code if code in MESSAGES else "broken"
        super().__init__(message or MESSAGES[self.code], **params)


def convert(path: Path, kind: Kind, *, into: Path, on_progress: Callable[[int, int], None] | None = None) -> Rendition:
    """Convert a file that passed the gate; its pictures and result.json stay in the folder `into`.

    `on_progress` hears (page, pages). Raises ConversionFailed and nothing else, within about 25 seconds.
    """
    try:
        _clean(into)
        status = _run(path, kind, into, on_progress)
        if status == 0:
            return Rendition.load(into)
        raise _failure(into, status)
    except ConversionFailed:
        raise
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        raise ConversionFailed("broken" if isinstance(error, ValueError) else "unavailable") from error


@functools.cache
def network_isolated() -> bool:
    """Tell whether converters run without a network on this machine (needs user namespaces)."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    try:
        done = subprocess.run([unshare, "-rn", "true"], capture_output=True, timeout=5, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _command(path: Path, kind: Kind, into: Path) -> list[str]:
    isolation = [shutil.which("unshare") or "unshare", "-rn", "--"] if network_isolated() else []
    places = [str(path.resolve()), str(into.resolve())]
    return [*isolation, sys.executable, "-I", str(SCRIPT), str(kind), *places, str(os.getpid())]


def _clean(into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for name in (RESULT, FAILURE):
        (into / name).unlink(missing_ok=True)
    shutil.rmtree(into / "media", ignore_errors=True)


def _run(path: Path, kind: Kind, into: Path, on_progress: Callable[[int, int], None] | None) -> int:
    """Return the exit status of the child: negative for a signal, -SIGXCPU also for the wall limit."""
    process = subprocess.Popen(
        _command(path, kind, into),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=into,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(into.resolve())},
    )
    try:
        if not _listen(process, time.monotonic() + WALL_SECONDS, on_progress):
            return -signal.SIGXCPU
        return process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU
    finally:
        _kill_group(process)


def _listen(process: subprocess.Popen[bytes], deadline: float, tell: Callable[[int, int], None] | None) -> bool:
    """Hand on the progress lines until the child closes its output; False when the time is up."""
    stream = process.stdout
    if stream is None:
        return True
    pending = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                continue
            chunk = os.read(stream.fileno(), 4096)
            if not chunk:
                return True
            *lines, pending = (pending + chunk).split(b"\n")
            pending = pending[-200:]
            for line in lines:
                _progress(line, tell)
    return False


def _progress(line: bytes, tell: Callable[[int, int], None] | None) -> None:
    words = line.split()
    if tell is not None and len(words) == 3 and words[0] == b"page" and words[1].isdigit() and words[2].isdigit():
        tell(int(words[1][:6]), int(words[2][:6]))


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _failure(into: Path, status: int) -> ConversionFailed:
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        return ConversionFailed("timeout")
    if status == -signal.SIGXFSZ:
        return ConversionFailed("memory")
    try:
        code = json.loads((into / FAILURE).read_text(encoding="utf-8"))["code"]
    except (OSError, ValueError, KeyError, TypeError):
        return ConversionFailed("broken")
    return ConversionFailed(str(code))
