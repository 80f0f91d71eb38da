"""A forum that cannot start says why in one sentence and ends with a code that is not zero."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*words: str, cwd: Path = ROOT, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run a command of the forum with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    return subprocess.run(
        [sys.executable, "-c", "from forum.cli import main; main()", *words],
        cwd=cwd,
        env={**kept, **{f"FORUM_{name.upper()}": str(value) for name, value in settings.items()}},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line a command that failed has said."""
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def test_an_installation_without_its_pages_says_what_is_supported(tmp_path):
    """A plain `pip install .` takes the code alone: pages, styles and translations stay in the folder it came from."""
    shutil.copytree(ROOT / "forum", tmp_path / "forum", ignore=shutil.ignore_patterns("__pycache__", "locale"))
    shutil.copy(ROOT / "config.py", tmp_path)
    for words in (("serve", "--demo"), ("search", "rebuild"), ("database", "upgrade")):
        line = sentence(run(*words, cwd=tmp_path, data=tmp_path / "var"))
        assert f"{tmp_path} is not one" in line
        assert "pip install -e" in line
    assert not (tmp_path / "var").exists()


def test_a_port_in_use(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        done = run("serve", "--demo", data=tmp_path, port=port)
        assert (done.returncode, done.stdout) == (2, "")
        waits, ends = done.stderr.splitlines()
        assert waits.startswith(f"Port {port} on 127.0.0.1 is in use: waiting")
        assert ends.startswith(f"Port {port} on 127.0.0.1 cannot be used")


@pytest.mark.parametrize("words", [("serve", "--demo"), ("demo",)])
def test_a_file_in_the_place_of_the_data_folder(tmp_path, port, words):
    (tmp_path / "var").write_text("a file")
    assert "cannot be written" in sentence(run(*words, data=tmp_path / "var", port=port))


def test_a_file_in_the_place_of_the_data_folder_of_a_real_site(tmp_path, port):
    (tmp_path / "var").write_text("a file")
    assert "cannot be written" in sentence(run("serve", data=tmp_path / "var", port=port, secret_key="a key"))


@pytest.mark.parametrize("words", [("serve", "--demo"), ("demo",), ("demo", "--scale", "1")])
def test_a_damaged_database(tmp_path, port, words):
    (tmp_path / "forum.db").write_bytes(b"\x07noise" * 4000)
    assert "forum.db is damaged" in sentence(run(*words, data=tmp_path, port=port))
    assert (tmp_path / "forum.db").read_bytes() == b"\x07noise" * 4000


def test_a_database_of_a_newer_forum(tmp_path, port):
    connection = sqlite3.connect(tmp_path / "forum.db")
    with connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    connection.close()
    assert "another version of the forum" in sentence(run("serve", "--demo", data=tmp_path, port=port))


def test_a_database_server_that_does_not_answer(tmp_path, port):
    line = sentence(
        run("serve", "--demo", data=tmp_path, port=port, database_url=f"postgresql://me:pw@127.0.0.1:{port}/x")
    )
    assert "cannot be used" in line
    assert "pw" not in line


def test_a_real_site_without_a_secret_key_makes_nothing(tmp_path, port):
    assert "FORUM_SECRET_KEY is not set" in sentence(run("serve", data=tmp_path / "var", port=port))
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("name", "value"), [("port", "http"), ("base_url", "forum"), ("database_url", "mysql://db/x"), ("web_workers", "0")]
)
def test_a_setting_that_cannot_be_used(tmp_path, name, value):
    assert f"FORUM_{name.upper()}" in sentence(run("serve", "--demo", **{"data": tmp_path, name: value}))


def test_the_help_names_every_command_without_loading_the_forum(tmp_path):
    done = run("--help", data=tmp_path)
    assert done.returncode == 0
    for noun in ("serve", "demo", "search", "people", "database"):
        assert f"  {noun} " in done.stdout
