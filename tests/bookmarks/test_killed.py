"""A worker killed with -9 at any moment of a reminder neither loses it nor sends it twice."""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text

from tests.databases import fresh_database
from tests.house.tree import ROOT

pytestmark = pytest.mark.slow

MAKE = """
from datetime import timedelta
from forum import clock
from forum.bookmarks.models import Bookmark
from tests.factories.accounts import make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic
person, circle = make_person(), make_association()
join(person, circle)
topic = make_topic(circle, person)
with transaction() as session:
    now = clock.now()
    session.add(Bookmark(person_id=person, post_id=topic.first_post_id, note="", remind_at=now, created_at=now))
"""
WORK = """
from forum.bookmarks.handlers import ring
jobs.release_leases()
ring()
jobs.run_pending()
"""
# Where the worker dies: what is called there kills its own process as the system would.
DEATHS = {
    "the event is about to be written": "forum.bookmarks.handlers.record",
    "the event stands, its mark does not": "forum.bookmarks.handlers.take_recorded",
    "all is written, nobody is told": "forum.jobs.run_pending",
    "the notice is about to be written": "forum.notifications.handlers.tell",
    "the notice is written, not committed": "forum.jobs._settle",
}
DIE = "lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)"
PROLOGUE = """
import os, signal
from config import Config
from forum.app import create_app
from forum import jobs
from forum.db import db, transaction
app = create_app(Config.from_env())
"""


def run(url, folder, body, dies_at=None):
    patch = f"from unittest import mock\nmock.patch({dies_at!r}, {DIE}).start()\n"
    lines = f"{PROLOGUE}{patch if dies_at else ''}with app.app_context():\n" + "".join(
        f"    {line}\n" for line in body.strip().splitlines()
    )
    env = {**os.environ, "FORUM_DATA": str(folder), "FORUM_DATABASE_URL": url, "FORUM_SECRET_KEY": "tests only"}
    done = subprocess.run(
        [sys.executable, "-c", lines], env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == (-signal.SIGKILL if dies_at else 0), done.stderr
    return done


def test_a_reminder_survives_every_death_and_comes_once(tmp_path):
    with fresh_database(tmp_path) as url:
        run(url, tmp_path / "data", "db.create_all()")
        run(url, tmp_path / "data", MAKE)
        for place in DEATHS.values():
            run(url, tmp_path / "data", WORK, dies_at=place)
        for _again in range(2):
            run(url, tmp_path / "data", WORK)
        engine = create_engine(url)
        with engine.connect() as connection:
            told = connection.execute(text("SELECT kind FROM notice")).scalars().all()
            rung = connection.execute(text("SELECT count(*) FROM bookmark WHERE rung_at IS NOT NULL")).scalar()
        engine.dispose()
        assert (told, rung) == (["reminder"], 1)
