"""Watch what is recorded, whoever listens."""

import pytest

from forum.associations import operations
from forum.outbox import Event


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Collect the events that operations record; the outbox itself keeps only what somebody subscribed to."""
    events: list[Event] = []
    for room in (operations.planting, operations.membership):
        monkeypatch.setattr(room, "record", events.append)
    return events
