"""Several processes write, search and rebuild one index, and may be killed: nothing is lost or doubled."""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from forum.search.entries import IndexBusy
from forum.search.index import Index, open_index
from tests.factories.search import find, found_keys, make_document

ROOT = Path(__file__).parents[2]
WORKER = "tests.search.index_worker"

pytestmark = pytest.mark.anywhere


@pytest.fixture
def start():
    """Start worker processes; none of them outlives its test."""
    processes: list[subprocess.Popen[str]] = []

    def start_one(*arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", WORKER, *map(str, arguments)]
        processes.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return processes[-1]

    yield start_one
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def finish(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return output


@pytest.fixture
def index(tmp_path) -> Index:
    return open_index(tmp_path / "index")


def test_a_killed_writer_loses_and_doubles_nothing(index, start, tmp_path):
    sure: set[str] = set()
    first = 0
    for round_ in range(10):
        writer = start("write", tmp_path / "index", first, first + 10_000)
        for _ in range(3 + round_ % 4):
            sure.add(f"post:{int(writer.stdout.readline())}")
        time.sleep(0.003 * round_)
        writer.kill()
        sure |= {f"post:{int(line)}" for line in writer.stdout.read().split()}
        writer.wait()
        keys = Counter(index.keys())
        assert max(keys.values()) == 1
        assert sure <= keys.keys()
        assert len(keys.keys() - sure) <= round_ + 1  # at most the batch whose answer the kill swallowed
        first = len(keys)
        # What the outbox does: the unanswered batch comes again.
        index.apply([make_document(f"post:{first - 1}", body="дроби")])
        assert index.count() == first
    assert find(index, "дроби").total == first


def test_searches_and_writes_go_on_while_another_process_rebuilds(index, start, tmp_path):
    root = tmp_path / "index"
    index.apply([make_document(f"post:{n}", body="дроби старые") for n in range(100)])
    searcher = start("search", root, 99, 4)
    rebuild = start("rebuild", root, 100, 0.04)
    assert rebuild.stdout.readline() == "half\n"
    with pytest.raises(IndexBusy):
        index.rebuild([])
    index.apply(
        [make_document("post:3", body="дроби новые"), make_document("post:500", body="дроби новые")], ["post:4"]
    )
    index.apply([make_document("post:500", body="дроби последние"), make_document("post:501", body="новые")], [])
    index.apply([], ["post:501", "post:90"])
    assert set(found_keys(index, "новые", limit=100)) == {"post:3"}
    assert finish(rebuild) == "99\n"
    assert int(finish(searcher)) > 10
    expected = {f"post:{n}" for n in range(100)} - {"post:4", "post:90"} | {"post:500"}
    assert Counter(index.keys()) == Counter(expected)
    assert found_keys(index, "новые") == ["post:3"]
    assert found_keys(index, "последние") == ["post:500"]
    assert found_keys(index, "старые") == []
    assert sorted(path.name for path in root.iterdir()) == ["current", "index-2", "rebuild.lock", "write.lock"]


def test_what_two_writers_write_across_the_switch_is_kept(index, start, tmp_path):
    root = tmp_path / "index"
    rebuild = start("rebuild", root, 60, 0.04)
    assert rebuild.stdout.readline() == "half\n"
    writers = [start("write", root, first, first + 40) for first in (1_000, 2_000)]
    for process in (rebuild, *writers):
        finish(process)
    expected = [*range(60), *range(1_000, 1_040), *range(2_000, 2_040)]
    assert Counter(index.keys()) == Counter(f"post:{n}" for n in expected)
    assert find(index, "дроби").total == len(expected)


def test_a_killed_rebuild_leaves_the_old_index_and_is_swept(index, start, tmp_path):
    root = tmp_path / "index"
    index.apply([make_document("post:1", body="дроби")])
    for _ in range(3):
        rebuild = start("rebuild", root, 100, 0.04)
        assert rebuild.stdout.readline() == "half\n"
        index.apply([make_document("post:2", body="дроби")])
        rebuild.kill()
        rebuild.wait()
        assert find(index, "дроби").total == 2
        index.apply([make_document("post:1", body="дроби")])
        assert sorted(path.name for path in root.iterdir()) == ["current", "index-1", "rebuild.lock", "write.lock"]
    assert index.rebuild(make_document(f"post:{n}", body="дроби") for n in range(7)) == 7
    assert find(index, "дроби").total == 7


def test_a_batch_that_ends_after_the_last_replay_is_kept(index, tmp_path):
    """The documents of the rebuild itself are applied meanwhile: the journal has the last word."""

    def documents():
        for n in range(20):
            yield make_document(f"post:{n}", body="старый текст")
            index.apply([make_document(f"post:{n}", body="новый текст")])
        index.apply([], ["post:7"])

    assert index.rebuild(documents()) == 19
    assert found_keys(index, '"старый текст"') == []
    assert find(index, '"новый текст"').total == 19


def test_a_rebuild_that_fails_leaves_everything_as_it_was(index, tmp_path):
    index.apply([make_document("post:1", body="дроби")])

    def documents():
        yield make_document("post:2", body="дроби")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        index.rebuild(documents())
    assert found_keys(index, "дроби") == ["post:1"]
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == [
        "current",
        "index-1",
        "rebuild.lock",
        "write.lock",
    ]


def test_a_first_start_that_died_half_way_is_repeated(tmp_path):
    root = tmp_path / "index"
    (root / "index-1").mkdir(parents=True)
    (root / "creating").touch()
    index = open_index(root)
    index.apply([make_document("post:1", body="дроби")])
    assert find(index, "дроби").total == 1


def test_progress_and_doubles_in_a_rebuild(index):
    said: list[int] = []
    documents = (make_document(f"post:{n % 150}", body=f"дроби круг{n // 150}") for n in range(250))
    assert index.rebuild(documents, progress=said.append) == 150
    assert said[:2] == [100, 200]
    assert find(index, "круг1").total == 100
