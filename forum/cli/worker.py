"""Run the worker: it delivers what the outbox owes, woken by the queue and by its own clock."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import sys
import threading

import click
from flask import Flask

from forum import jobs
from forum.cli.setting import application
from forum.search.entries import IndexBusy
from forum.search.operations import build_if_lost

log = logging.getLogger(__name__)

THREADS = 3
LOOK_SECONDS = 1.0
# While one thread reckons (indexing), another that asks the database gets its turn back only after this long, many
# times in a transaction; Python's 5 ms would let it hold the lock of writers ten times longer than it needs.
SWITCH_SECONDS = 0.0005
# glibc's mallopt: names of the settings, and from how many bytes on memory is given back.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
GIVE_BACK_BYTES = 128 * 1024


@click.command()
def worker() -> None:
    """Run the worker alone (the web server runs elsewhere)."""
    run()


def run() -> None:
    """Consume the queue until a signal ends it; what a killed worker had begun is done again."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    _give_memory_back()
    sys.setswitchinterval(SWITCH_SECONDS)
    app = application()
    with app.app_context():
        jobs.release_leases()
    ended = threading.Event()
    threading.Thread(target=_mend_index, args=(app,), name="index", daemon=True).start()
    threading.Thread(target=_look, args=(app, ended), name="look", daemon=True).start()
    huey = app.extensions["forum_queue"]
    consumer = huey.create_consumer(
        workers=THREADS, periodic=False, initial_delay=0.05, max_delay=0.2, backoff=1.2, check_worker_health=True
    )
    try:
        consumer.run()
    finally:
        ended.set()


def _give_memory_back() -> None:
    """Let glibc return what a burst of indexing took: else the worker stays 50 MB larger for ever."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):  # another C library has no mallopt
        mallopt = ctypes.CDLL(None).mallopt
        for setting, value in (
            (M_ARENA_MAX, 1),
            (M_TRIM_THRESHOLD, GIVE_BACK_BYTES),
            (M_MMAP_THRESHOLD, GIVE_BACK_BYTES),
        ):
            mallopt(setting, value)


def _mend_index(app: Flask) -> None:
    """Build the search index anew if it was lost, while everything else goes on."""
    try:
        with app.app_context():
            if build_if_lost():
                log.warning("the search index was lost; it has been built anew from the database")
    except IndexBusy:
        log.warning("the search index is being rebuilt by another process")
    except Exception:
        log.exception("the search index cannot be built; run: forum search rebuild")


def _look(app: Flask, ended: threading.Event) -> None:
    """Wake handlers for what nobody announced: retries whose time has come, and calls that were lost."""
    while not ended.wait(LOOK_SECONDS):
        try:
            with app.app_context():
                jobs.wake(jobs.due())
        except Exception:
            log.warning("the outbox cannot be read; trying again", exc_info=True)


if __name__ == "__main__":
    run()
