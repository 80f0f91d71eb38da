"""Two workers at once, one of them killed: every digest goes out, and only once."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from forum import clock
from forum.db import transaction
from forum.notifications.models import Mailing, NoticeReader
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join
from tests.journeys.site import wait_for
from tests.notifications.town import MORNING, open_topic
from tests.processes import free_port

ROOT = Path(__file__).resolve().parents[2]
READERS = 30

pytestmark = pytest.mark.slow


class SlowBox:
    """A mail server that takes its time over each letter."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        """Take a letter."""
        await asyncio.sleep(0.02)
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def box():
    box = SlowBox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    box.url = f"smtp://127.0.0.1:{server.port}"
    yield box
    server.stop()


@pytest.fixture
def readers(circle, nurlan):
    """Give many members whose digest is due at the same hour, and something to tell."""
    people = [make_person(f"Участница {number}") for number in range(READERS)]
    for person in people:
        join(person, circle)
    with transaction() as session:
        session.add_all(
            NoticeReader(
                person_id=person, unread=0, letters="digest", digest="daily", digest_hour=9, digest_day=0, unopened=0,
                digest_at=MORNING,
            )
            for person in people
        )  # fmt: skip
    with clock.freeze(MORNING - timedelta(hours=3)):
        open_topic(actor_of(nurlan.id), circle, "Кто пробовал?", title="Оценивание")
    return people


def begin(config, box, tmp_path, *, rounds):
    told = {
        "data": str(tmp_path / "data"), "database_url": config.database_url, "smtp_url": box.url,
        "moment": (MORNING + timedelta(seconds=1)).isoformat(), "rounds": rounds,
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.notifications.mail_worker", json.dumps(told)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_every_digest_goes_out_once_whoever_is_killed(app, config, box, readers, tmp_path):
    first = begin(config, box, tmp_path, rounds=400)
    second = begin(config, box, tmp_path, rounds=40)
    wait_for(lambda: len(box.taken) >= 5, 30, lambda: "no letter comes")
    first.kill()
    first.wait(10)
    second.wait(60)
    third = begin(config, box, tmp_path, rounds=40)
    third.wait(60)
    letters = [message_from_bytes(content, policy=policy.default) for content in box.taken]
    sent = Counter(letter["Message-ID"] for letter in letters)
    assert len(sent) == READERS
    # Only the one that was under way when its worker was killed may have come again, under the same name.
    assert sum(sent.values()) <= READERS + 1
    assert len({letter["To"].addresses[0].addr_spec for letter in letters}) == READERS
    with transaction(write=False) as session:
        assert session.query(Mailing).filter(Mailing.sent_at.is_not(None)).count() == READERS
        assert session.query(Mailing).count() == READERS
    del readers
