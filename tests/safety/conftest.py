"""What the tests of safety stand on: a filled forum, and requests whose writes are tried and then undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from forum.db import db, end_unit
from forum.search import engine
from forum.web import http
from tests.safety.world import World, make_world


@pytest.fixture
def index(tmp_path) -> Iterator[None]:
    """Give this test an index of its own."""
    before = list(engine._roots)
    engine.configure(tmp_path / "index")
    yield
    engine.engine().close()
    engine._roots[:] = before


@pytest.fixture
def world(app: Flask, index: None) -> World:
    """Give a forum with something behind every door."""
    return make_world(app)


@pytest.fixture
def undone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send what every request writes to the database, so it can refuse, and take it back: the next finds the same."""

    def tried(*, ok: bool) -> None:
        if ok:
            db.session.flush()
        end_unit(ok=False)

    monkeypatch.setattr(http, "end_unit", tried)
