"""A worker killed with -9 at any moment of a reminder neither loses it nor sends it twice."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.databases import fresh_database
from tests.house.tree import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork") or not Path("/proc").is_dir(), reason="a process must be able to fork"),
]

# Every act is done by a child of its own: those with a place to die at kill themselves there as the system would.
SCRIPT = """
import os, signal, sys
from unittest import mock
from config import Config
from forum import clock, jobs
from forum.app import create_app
from forum.bookmarks.handlers import ring
from forum.bookmarks.models import Bookmark
from forum.db import db, transaction
from tests.factories.accounts import make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic

app = create_app(Config.from_env())

def make():
    db.create_all()
    person, circle = make_person(), make_association()
    join(person, circle)
    topic = make_topic(circle, person)
    with transaction() as session:
        now = clock.now()
        session.add(Bookmark(person_id=person, post_id=topic.first_post_id, note="", remind_at=now, created_at=now))

def work():
    jobs.release_leases()
    ring()
    jobs.run_pending()

def apart(act, dies_at=None):
    child = os.fork()
    if child == 0:
        if dies_at:
            mock.patch(dies_at, lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)).start()
        with app.app_context():
            act()
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status == (-signal.SIGKILL if dies_at else 0), (dies_at, status)

apart(make)
for place in sys.argv[1:]:
    apart(work, place)
if sys.argv[1:]:
    apart(work)
    apart(work)
"""
# Where it dies, by what is called there.
DEATHS = {
    "the event is about to be written": "forum.bookmarks.handlers.record",
    "both are written, not committed": "forum.bookmarks.handlers.take_recorded",
    "all is committed, nobody is told": "forum.jobs.run_pending",
    "the notice is about to be written": "forum.notifications.handlers.tell",
    "the notice is written, not committed": "forum.jobs._settle",
}
WORKER = [sys.executable, "-c", "from forum.cli import main; main()", "worker"]


@pytest.fixture
def site(tmp_path):
    with fresh_database(tmp_path) as url:
        data = str(tmp_path / "data")
        yield {**os.environ, "FORUM_DATA": data, "FORUM_DATABASE_URL": url, "FORUM_SECRET_KEY": "tests only"}


def run(site, *deaths):
    command = [sys.executable, "-c", SCRIPT, *deaths]
    done = subprocess.run(command, env=site, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr


def told(site):
    engine = create_engine(site["FORUM_DATABASE_URL"])
    with engine.connect() as connection:
        kinds = connection.execute(text("SELECT kind FROM notice")).scalars().all()
    engine.dispose()
    return kinds


def test_a_reminder_survives_every_death_and_comes_once(site):
    run(site, *DEATHS.values())
    assert told(site) == ["reminder"]


def test_the_worker_itself_reminds(site):
    run(site)
    with subprocess.Popen(WORKER, env=site, cwd=ROOT) as worker:
        deadline = time.monotonic() + 90
        while not told(site) and time.monotonic() < deadline:
            time.sleep(0.3)
        worker.kill()
    assert told(site) == ["reminder"]
