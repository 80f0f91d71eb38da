"""Deliver recorded events to their handlers: Huey carries the wake-up calls, the outbox holds the truth.

A queue entry only says "handler X is owed something", so a lost entry or a killed worker loses nothing:
what is owed stays in `outbox_delivery` until the handler has done it. Handlers must be idempotent.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import delete, exists, func, select, update

from forum import clock
from forum.db import db, transaction
from forum.outbox import Event, OutboxDelivery, OutboxEvent, unpack

if TYPE_CHECKING:
    from huey import Huey

log = logging.getLogger(__name__)

BATCH = 200
LEASE = timedelta(seconds=120)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=5), timedelta(hours=1)

HandlerFunction = Callable[[Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler as it is registered; `own_batch` events at a time when it opens its transactions itself, else 0."""

    name: str
    function: HandlerFunction
    own_batch: int


@dataclass(frozen=True, slots=True)
class _Owed:
    id: int
    event_id: int
    attempts: int
    event: Event


_subscriptions: dict[str, Subscription] = {}
_busy: dict[str, threading.Lock] = {}
_wanted: set[str] = set()
_transport: list[tuple[Huey, Callable[[str], Any]]] = []


def handler_name(function: HandlerFunction) -> str:
    """Return the stable name of a handler, as it stands in the outbox."""
    return f"{function.__module__.removeprefix('forum.')}.{function.__qualname__}"


def own_transactions(function: HandlerFunction) -> HandlerFunction:
    """Mark a handler that does slow work: it gets one event at a time and opens its transactions itself."""
    function.own_batch = 1  # type: ignore[attr-defined]
    return function


def in_batches(function: HandlerFunction) -> HandlerFunction:
    """Mark a handler that works outside the database: it gets many events and opens its transactions itself."""
    function.own_batch = BATCH  # type: ignore[attr-defined]
    return function


def register(functions: Sequence[HandlerFunction]) -> None:
    """Make handlers known to this process."""
    for function in functions:
        name = handler_name(function)
        _subscriptions[name] = Subscription(name, function, getattr(function, "own_batch", 0))
        _busy.setdefault(name, threading.Lock())


def connect(app: Flask, *, redis_url: str | None, file: Path) -> Huey:
    """Open the queue (a SQLite file, or Redis) and return it for the worker to consume."""
    huey = _open(redis_url, file)

    @huey.task(name="deliver")  # type: ignore[untyped-decorator]  # huey has no types
    def deliver_task(name: str) -> None:
        with app.app_context():
            deliver(name)

    _transport[:] = [(huey, deliver_task)]
    return huey


def _open(redis_url: str | None, file: Path) -> Huey:
    if redis_url:
        from huey import RedisHuey  # noqa: PLC0415 - see below

        return RedisHuey("forum", url=redis_url, results=False)
    # Huey imports the client of every storage it can find: a third of the start and 20 MB of each process.
    with _as_if_missing("redis", "psycopg"):
        from huey import SqliteHuey  # noqa: PLC0415
    file.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("forum", filename=str(file), fsync=False, results=False, timeout=10)


@contextmanager
def _as_if_missing(*names: str) -> Iterator[None]:
    """Let imports of libraries that are not loaded yet fail, as if they were not installed."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is Python's own sign for this
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def wake(names: frozenset[str]) -> None:
    """Tell the worker that these handlers are owed something; a failing queue only costs a moment's delay."""
    for name in sorted(names):
        try:
            _transport[0][1](name)
        except Exception:
            log.warning("the job queue cannot be reached; the worker will find the work by itself", exc_info=True)


def due() -> frozenset[str]:
    """Return the handlers that have something to do now."""
    with transaction(write=False) as session:
        rows = session.scalars(
            select(OutboxDelivery.handler).distinct().where(OutboxDelivery.available_at <= clock.now())
        )
        return frozenset(rows) & _subscriptions.keys()


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much work waits: how many deliveries, how many of them failed before, how long the oldest is due."""

    waiting: int
    failing: int
    oldest_seconds: int


def count_backlog() -> Backlog:
    """Return what is owed at this moment, in the current transaction."""
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(OutboxDelivery.attempts > 0),
            func.min(OutboxDelivery.available_at),
        )
    ).one()
    waiting, failing, oldest = row
    late = int((clock.now() - oldest).total_seconds()) if waiting else 0
    return Backlog(waiting=waiting, failing=failing, oldest_seconds=max(late, 0))


def release_leases() -> None:
    """Give back what a killed worker had taken; done once when a worker starts."""
    with transaction() as session:
        session.execute(
            update(OutboxDelivery)
            .where(OutboxDelivery.attempts == 0, OutboxDelivery.available_at > clock.now())
            .values(available_at=clock.now())
        )


def deliver(name: str) -> int:
    """Run one handler until it is owed nothing that is due; return how many events were delivered."""
    subscription, delivered = _subscriptions[name], 0
    _wanted.add(name)
    while name in _wanted and _busy[name].acquire(blocking=False):
        try:
            _wanted.discard(name)
            while count := _deliver_batch(subscription, BATCH):
                delivered += count
        finally:
            _busy[name].release()
    return delivered


def run_pending(*, rounds: int = 20) -> int:
    """Deliver everything that is due, with what that causes, in this thread; for tests and the command line."""
    total = 0
    for _ in range(rounds):
        names = due()
        if not names:
            break
        total += sum(deliver(name) for name in sorted(names))
    return total


def _deliver_batch(subscription: Subscription, size: int) -> int:
    taken: list[int] = []
    try:
        if subscription.own_batch:
            return _deliver_leased(subscription, min(size, subscription.own_batch), taken)
        with transaction() as session:
            owed = _take(subscription.name, size, taken)
            if owed:
                subscription.function([one.event for one in owed])
                _settle(session, owed)
            from_here = _recorded()
        wake(from_here)
        return len(owed)
    except Exception as error:
        if size > 1:
            log.warning("%s failed on a batch; trying one by one", subscription.name, exc_info=True)
            return _deliver_batch(subscription, 1)
        log.exception("%s failed", subscription.name)
        if not taken:  # nothing to charge: the database itself did not answer
            raise
        _postpone(taken, error)
        return 1


def _deliver_leased(subscription: Subscription, size: int, taken: list[int]) -> int:
    with transaction() as session:
        owed = _take(subscription.name, size, taken)
        session.execute(
            update(OutboxDelivery)
            .where(OutboxDelivery.id.in_([one.id for one in owed]))
            .values(available_at=clock.now() + LEASE)
        )
    if not owed:
        return 0
    try:
        subscription.function([one.event for one in owed])
    except BaseException:
        with transaction() as session:
            session.execute(
                update(OutboxDelivery)
                .where(OutboxDelivery.id.in_([one.id for one in owed]))
                .values(available_at=clock.now())
            )
        raise
    wake(_recorded())
    with transaction() as session:
        _settle(session, owed)
    return len(owed)


def _take(name: str, size: int, taken: list[int]) -> list[_Owed]:
    """Return the oldest deliveries that are due; `taken` tells their ids even when one cannot be read."""
    query = (
        select(
            OutboxDelivery.id, OutboxDelivery.event_id, OutboxDelivery.attempts, OutboxEvent.kind, OutboxEvent.payload
        )
        .join(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
        .where(OutboxDelivery.handler == name, OutboxDelivery.available_at <= clock.now())
        .order_by(OutboxDelivery.id)
        .limit(size)
        .with_for_update(of=OutboxDelivery, skip_locked=True)
    )
    rows = db.session.execute(query).all()
    taken.extend(row.id for row in rows)
    return [_Owed(row.id, row.event_id, row.attempts, unpack(row.kind, row.payload)) for row in rows]


def _settle(session: Any, owed: Sequence[_Owed]) -> None:
    session.execute(delete(OutboxDelivery).where(OutboxDelivery.id.in_([one.id for one in owed])))
    still_owed = exists().where(OutboxDelivery.event_id == OutboxEvent.id)
    session.execute(delete(OutboxEvent).where(OutboxEvent.id.in_([one.event_id for one in owed]), ~still_owed))


def _postpone(taken: Sequence[int], error: Exception) -> None:
    """Charge what failed, and nothing else: another row may have become due meanwhile, in this worker or another."""
    with transaction() as session:
        for row in session.scalars(select(OutboxDelivery).where(OutboxDelivery.id.in_(taken))):
            row.attempts += 1
            row.error = f"{type(error).__name__}: {error}"[:2000]
            row.available_at = clock.now() + min(FIRST_RETRY * 2 ** (row.attempts - 1), LAST_RETRY)


def _recorded() -> frozenset[str]:
    from_session: frozenset[str] = db.session.info.pop("outbox_handlers", frozenset())
    return from_session
