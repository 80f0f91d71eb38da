"""Events reach their handlers at least once, each subscriber by itself, and a killed worker loses nothing."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from forum import clock, jobs, outbox
from forum.db import db, transaction
from forum.outbox import Event, OutboxDelivery, OutboxEvent, record


@dataclass(frozen=True, kw_only=True)
class BellRang(Event):
    number: int
    names: tuple[str, ...] = ()


heard: list[int] = []
broken: set[int] = set()
meanwhile: list = []


def hear(events):
    for event in events:
        if event.number in broken:
            raise RuntimeError("deaf")
        heard.append(event.number)


@jobs.own_transactions
def write_slowly(events):
    assert len(events) == 1
    statement = meanwhile.pop() if meanwhile else None
    if statement is not None:
        with transaction() as session:
            session.execute(statement)
    if -events[0].number in broken:
        raise RuntimeError("deaf")
    heard.extend(-event.number for event in events)


@pytest.fixture(autouse=True)
def listening(app):
    heard.clear()
    broken.clear()
    meanwhile.clear()
    before = dict(outbox._subscribers)
    jobs.register((hear, write_slowly))
    outbox.subscribe({"BellRang": (jobs.handler_name(hear), jobs.handler_name(write_slowly))})
    yield
    outbox.subscribe(before)


def ring(*numbers):
    with transaction():
        for number in numbers:
            record(BellRang(number=number, names=("Айгүл",)))


def owed():
    with transaction(write=False) as session:
        return session.scalar(select(func.count()).select_from(OutboxDelivery))


def test_every_handler_hears_every_event_and_nothing_is_left():
    ring(1, 2)
    jobs.run_pending()
    assert sorted(heard) == [-2, -1, 1, 2]
    assert owed() == 0
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(OutboxEvent)) == 0


def test_an_event_of_a_transaction_that_failed_never_happened():
    def fail_half_way() -> None:
        with transaction():
            record(BellRang(number=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    jobs.run_pending()
    assert heard == []


def test_one_bad_event_holds_up_neither_its_neighbours_nor_the_other_handler():
    broken.add(2)
    ring(1, 2, 3)
    jobs.run_pending()
    assert set(heard) == {-3, -2, -1, 1, 3}
    assert owed() == 1


def test_what_failed_is_tried_again_later():
    broken.add(1)
    ring(1)
    jobs.run_pending()
    broken.clear()
    assert jobs.run_pending() == 0, "not at once"
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        jobs.run_pending()
    assert sorted(heard) == [-1, 1]


def test_the_one_that_failed_is_charged_though_an_older_one_became_due_meanwhile():
    later = clock.now() + timedelta(hours=1)
    ring(1, 2)
    of_slow = OutboxDelivery.handler == jobs.handler_name(write_slowly)
    with transaction() as session:
        first, second = session.scalars(select(OutboxDelivery.id).where(of_slow).order_by(OutboxDelivery.id))
        session.execute(update(OutboxDelivery).where(OutboxDelivery.id == first).values(available_at=later))
    becomes_due = update(OutboxDelivery).where(OutboxDelivery.id == first).values(available_at=clock.now())
    meanwhile[:] = [becomes_due, None]  # while it is tried alone, after its batch has failed
    broken.add(-2)
    jobs.deliver(jobs.handler_name(write_slowly))
    assert heard == [-1]
    with transaction(write=False) as session:
        (row,) = session.scalars(select(OutboxDelivery).where(of_slow))
        assert (row.id, row.attempts, row.error) == (second, 1, "RuntimeError: deaf")


def test_an_event_that_cannot_be_read_holds_up_no_other():
    ring(1, 2)
    with transaction() as session:
        first = session.scalar(select(func.min(OutboxEvent.id)))
        session.execute(update(OutboxEvent).where(OutboxEvent.id == first).values(kind="BellFell"))
    jobs.run_pending()
    assert sorted(heard) == [-2, 2]
    assert owed() == 2


def test_what_a_killed_worker_had_taken_is_done_by_the_next_one():
    ring(7)
    with transaction() as session:
        session.execute(OutboxDelivery.__table__.update().values(available_at=clock.now() + jobs.LEASE))
    assert jobs.run_pending() == 0
    jobs.release_leases()
    jobs.run_pending()
    assert sorted(heard) == [-7, 7]


def test_an_event_keeps_its_shape_on_the_way():
    ring(5)
    with transaction(write=False):
        row = db.session.scalar(select(OutboxEvent))
        assert outbox.unpack(row.kind, row.payload) == BellRang(number=5, names=("Айгүл",))
