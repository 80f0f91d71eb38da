"""A process of its own that writes to, rebuilds or searches an index; started by test_processes."""

import sys
import time
from pathlib import Path

from forum.search.entries import IndexBusy
from forum.search.index import open_index
from tests.factories.search import find, make_document


def write(root: Path, first: int, last: int) -> None:
    """Apply documents one by one and say each number that is surely written."""
    index = open_index(root)
    for number in range(first, last):
        index.apply([make_document(f"post:{number}", body=f"дроби номер{number}")])
        print(number, flush=True)


def search(root: Path, least: int, seconds: float) -> None:
    """Search without a pause; what was there must always be found."""
    index = open_index(root)
    until = time.monotonic() + seconds
    times = 0
    while time.monotonic() < until:
        found = find(index, "дроби", limit=5)
        assert found.total >= least, found
        assert len(found.hits) == 5
        times += 1
    print(times, flush=True)


def rebuild(root: Path, count: int, pause: float) -> None:
    """Rebuild slowly from a «database» of `count` documents."""

    def documents():
        for number in range(count):
            if number == count // 2:
                print("half", flush=True)
            time.sleep(pause)
            yield make_document(f"post:{number}", body=f"дроби номер{number}")

    try:
        print(open_index(root).rebuild(documents()), flush=True)
    except IndexBusy:
        print("busy", flush=True)


if __name__ == "__main__":
    what, folder, *numbers = sys.argv[1:]
    if what == "search":
        search(Path(folder), int(numbers[0]), float(numbers[1]))
    elif what == "rebuild":
        rebuild(Path(folder), int(numbers[0]), float(numbers[1]))
    else:
        write(Path(folder), int(numbers[0]), int(numbers[1]))
