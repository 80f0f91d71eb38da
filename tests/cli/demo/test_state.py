"""A load begins only in an empty forum, takes away what it left half done, and never touches a real one."""

import pytest
from sqlalchemy import func, select

from forum import clock
from forum.accounts.models import Person
from forum.accounts.operations.passwords import matches
from forum.associations.models import Association
from forum.cli.demo import state
from forum.cli.demo.load import load_if_empty
from forum.cli.demo.load_people import found
from forum.db import db, transaction
from tests.factories.accounts import make_person
from tests.factories.associations import make_association
from tests.factories.topics import make_topic


def _half_loaded() -> Person:
    return Person(
        username="half",
        full_name="Половина Анна Петровна",
        email="half@example.org",
        password_hash=state.LOCKED,
        created_at=clock.now(),
    )


def _count(model) -> int:
    with transaction(write=False) as session:
        return session.scalar(select(func.count()).select_from(model))


def test_a_forum_of_real_people_is_left_alone(app, config):
    person_id = make_person()
    make_topic(make_association(), person_id)
    assert not load_if_empty(app)
    with transaction() as session:
        session.add(_half_loaded())
    assert not load_if_empty(app)
    assert _count(Person) == 2
    assert not (config.data / state.LOADED).exists()


def test_what_a_load_cut_short_has_left_is_taken_away(app):
    found(clock.now())
    assert _count(Person)
    assert _count(Association)
    assert state.make_empty()
    assert not _count(Person)
    assert not _count(Association)
    assert state.make_empty()


def test_nobody_signs_in_to_a_half_loaded_demo(app, config, tmp_path):
    with transaction() as session:
        session.add(_half_loaded())
    assert not matches(state.LOCKED, state.LOCKED)
    state.finish(tmp_path, password="urok-sabaq-lesson", sign_ins="nobody\n")
    with transaction(write=False) as session:
        assert matches("urok-sabaq-lesson", session.scalar(select(Person.password_hash)))
    assert (tmp_path / state.LOADED).exists()
    assert (tmp_path / state.SIGN_INS).read_text("utf-8") == "nobody\n"
    assert not state.make_empty()


def test_two_loads_at_once_are_kept_apart(app, config, capsys):
    with state.alone(config.data), pytest.raises(SystemExit) as ended:
        load_if_empty(app)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("The demo is being loaded into")
    (config.data / state.LOCK).unlink()


def test_commits_wait_for_the_disk_again_afterwards(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's own setting")
    normal, full = 1, 2
    with state.unhurried_disk():
        assert db.session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == normal
    assert db.session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == full
