"""Run the worker: it delivers what the outbox owes, woken by the queue and by its own clock."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import sys
import threading
import time

import click
from flask import Flask

from forum import jobs
from forum.cli.setting import application
from forum.documents.operations import sweep_uploads
from forum.notifications import operations as notifications
from forum.search.entries import IndexBusy
from forum.search.operations import build_if_lost
from forum.topics.operations import recook
from forum.wiring import PERIODIC

log = logging.getLogger(__name__)

THREADS = 3
LOOK_SECONDS = 1.0
# Between two handfuls of old posts, so that nobody waits for them.
PAUSE_SECONDS = 0.5
SWEEP_SECONDS = 3600.0
# How often it asks who has no digest planned yet.
PLAN_SECONDS = 60.0
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
    threading.Thread(target=_recook, args=(app, ended), name="recook", daemon=True).start()
    threading.Thread(target=_sweep, args=(app, ended), name="sweep", daemon=True).start()
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


def _recook(app: Flask, ended: threading.Event) -> None:
    """Cook anew what an older renderer cooked, a few posts at a time; a killed worker goes on where it was."""
    last: int | None = 0
    try:
        while last is not None and not ended.wait(PAUSE_SECONDS):
            with app.app_context():
                last = recook(after_id=last)
    except Exception:
        log.exception("old posts cannot be cooked anew; the next start tries again")


def _sweep(app: Flask, ended: threading.Event) -> None:
    """Throw away, now and every hour, what was uploaded and never shown."""
    while True:
        try:
            with app.app_context():
                sweep_uploads()
        except Exception:
            log.warning("old uploads cannot be swept; trying again in an hour", exc_info=True)
        if ended.wait(SWEEP_SECONDS):
            return


def _look(app: Flask, ended: threading.Event) -> None:
    """Make the letters whose time has come; wake handlers for what nobody announced: retries, calls that were lost."""
    planned = 0.0
    while not ended.wait(LOOK_SECONDS):
        try:
            with app.app_context():
                if time.monotonic() - planned > PLAN_SECONDS:
                    planned = time.monotonic()
                    notifications.plan_first_digests()
                notifications.make_letters()
                for ask in PERIODIC:
                    ask()
                jobs.wake(jobs.due())
        except Exception:
            log.warning("the outbox cannot be read; trying again", exc_info=True)


if __name__ == "__main__":
    run()
