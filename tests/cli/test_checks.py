"""What is looked at before the start is said in one sentence that names the thing and the way out."""

import sqlite3

import pytest

from config import Config, ConfigError
from forum.cli import checks


def make_database(path, *, rows: int = 200) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0007')")
        connection.execute("CREATE TABLE word (text TEXT)")
        connection.executemany("INSERT INTO word VALUES (?)", [("урок " * 50,)] * rows)
    connection.close()


def test_a_new_folder_is_made_and_left_clean(tmp_path):
    assert checks.folder_problem(tmp_path / "var" / "forum") is None
    assert list((tmp_path / "var" / "forum").iterdir()) == []


@pytest.mark.parametrize("name", ["var", "var/forum"])
def test_a_file_in_the_place_of_the_folder_is_a_problem(tmp_path, name):
    (tmp_path / "var").write_text("a file")
    problem = checks.folder_problem(tmp_path / name)
    assert problem is not None
    assert str(tmp_path / name) in problem
    assert "FORUM_DATA" in problem


def test_a_good_a_missing_and_an_empty_database_are_no_problem(tmp_path):
    make_database(tmp_path / "forum.db")
    assert checks.database_problem(tmp_path / "forum.db") is None
    assert checks.database_problem(tmp_path / "missing.db") is None
    (tmp_path / "empty.db").touch()
    assert checks.database_problem(tmp_path / "empty.db") is None


def test_a_database_that_is_noise_is_damaged(tmp_path):
    (tmp_path / "forum.db").write_bytes(b"\x07noise" * 4000)
    assert "is damaged" in (checks.database_problem(tmp_path / "forum.db") or "")


def test_a_database_with_a_torn_page_is_damaged(tmp_path):
    path = tmp_path / "forum.db"
    make_database(path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    assert "is damaged" in (checks.database_problem(path) or "")


def test_a_folder_in_the_place_of_the_database_cannot_be_opened(tmp_path):
    (tmp_path / "forum.db").mkdir()
    assert "cannot be opened" in (checks.database_problem(tmp_path / "forum.db") or "")


def test_a_damaged_queue_is_taken_away_and_a_good_one_kept(tmp_path):
    good, bad = tmp_path / "good.db", tmp_path / "jobs.db"
    make_database(good)
    bad.write_bytes(b"\x07noise" * 4000)
    (tmp_path / "jobs.db-wal").write_bytes(b"noise")
    for path in (good, bad, tmp_path / "missing.db"):
        checks.renew_queue(path)
    assert [path.name for path in tmp_path.iterdir()] == ["good.db"]


def test_the_schema_is_read_without_the_application(tmp_path):
    make_database(tmp_path / "forum.db")
    assert checks.schema_of(tmp_path / "forum.db") == "0007"
    assert checks.schema_of(tmp_path / "missing.db") is None
    for name in ("0001_first_tables.py", "0002_meetings.py", "notes.txt"):
        (tmp_path / name).touch()
    assert checks.newest_schema(tmp_path) == "0002"
    assert checks.newest_schema(tmp_path / "missing") is None


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://forum:secret@db/forum", "postgresql+psycopg://forum:secret@db/forum"),
        ("postgres://forum@db/forum", "postgresql+psycopg://forum@db/forum"),
        ("postgresql+psycopg:///forum?host=/run/pg", "postgresql+psycopg:///forum?host=/run/pg"),
        ("sqlite:////srv/forum.db", "sqlite:////srv/forum.db"),
    ],
)
def test_a_database_is_named_as_people_name_it(tmp_path, given, used):
    env = {"FORUM_DATA": str(tmp_path), "FORUM_SECRET_KEY": "a key", "FORUM_DATABASE_URL": given}
    assert Config.from_env(env).database_url == used


@pytest.mark.parametrize("given", ["mysql://db/forum", "forum.db", "sqlite://", "postgresql://db:port/forum"])
def test_another_kind_of_database_is_refused_without_showing_a_password(tmp_path, given):
    env = {"FORUM_DATA": str(tmp_path), "FORUM_SECRET_KEY": "a key", "FORUM_DATABASE_URL": given}
    with pytest.raises(ConfigError, match="FORUM_DATABASE_URL"):
        Config.from_env(env)
