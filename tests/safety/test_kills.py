"""Processes are killed without warning while people write: every answer that was acknowledged is there afterwards."""

import http.client
import os
import re
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.journeys.site import UP_SECONDS, wait_for
from tests.safety.server import Caller, Server, running

WRITERS = 3
# How often each of them must be answered between two falls.
ANSWERS = 5

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks the system who is whose child"),
]


class Writer(threading.Thread):
    """Somebody who replies again and again, and remembers what she was told had been published."""

    def __init__(self, caller: Caller, topic: str, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.caller, self.topic = caller, topic
        self.acknowledged: list[str] = []
        self.cut = 0
        self.strange: list[str] = []
        self.ended = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.ended.is_set():
            number += 1
            words = f"Ответ {self.name} {number} конец"
            try:
                answer = self.caller.send("/my/settings", f"/t/{self.topic}/reply", body=words)
            except (OSError, http.client.HTTPException):
                self.cut += 1
                time.sleep(0.1)
                continue
            if answer.status == 303:
                self.acknowledged.append(words)
            else:
                self.strange.append(f"{answer.status} {answer.text[:300]}")
            time.sleep(0.1)


def children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def web_processes(server: Server) -> list[int]:
    """Return the processes that answer requests: the children of the web server, not the server itself."""
    (head,) = [pid for pid in children(server.process.pid) if "granian" in command(pid)]
    return children(head)


def command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def await_two(server: Server, without: int) -> None:
    def both() -> bool:
        pids = web_processes(server)
        return len(pids) >= 2 and without not in pids

    wait_for(both, UP_SECONDS, lambda: f"no new web process:\n{server.log()}")


def ask(server: Server, query: str) -> list[tuple]:
    engine = create_engine(server.database_url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    finally:
        engine.dispose()


def kill_one_after_another(server: Server, writers: list[Writer]) -> None:
    """Kill a web process, the worker, the other web process; each time wait until people are answered again.

    Each web process falls once: granian gives up when the same one falls again within seconds.
    """
    first, second = web_processes(server)[:2]
    for step in ("first", "worker", "second"):
        if step == "worker":
            server.kill("forum.cli.worker")
        else:
            kill(first if step == "first" else second)
            await_two(server, first if step == "first" else second)
        wanted = [len(one.acknowledged) + ANSWERS for one in writers]
        wait_for(
            lambda wanted=wanted: all(len(one.acknowledged) >= n for one, n in zip(writers, wanted, strict=True)),
            UP_SECONDS,
            lambda step=step: f"nobody is answered after the {step} fell:\n{server.log()}",
        )


def test_no_acknowledged_reply_is_lost_when_processes_are_killed(tmp_path):
    with running(tmp_path) as server:
        author = server.sign_in("author")
        typed = {"association": str(server.seeded["circle"]), "kind": "question", "audience": "public", "tags": ""}
        opened = author.send("/t/new", "/t/new", title="Кто-то падает", body="А мы пишем", **typed)
        topic = re.search(r"/(\d+)(?:#|$)", opened.location)[1]
        writers = [Writer(server.sign_in(f"member{n}"), topic, f"m{n}") for n in range(WRITERS)]
        for one in writers:
            one.start()
        try:
            kill_one_after_another(server, writers)
            everybody = server.pids()
            for pid in everybody:  # at last all at once, in the middle of writing
                kill(pid)
            server.process.wait()
        finally:
            for one in writers:
                one.ended.set()
            for one in writers:
                one.join(60)
        server.start()
        assert [strange for one in writers for strange in one.strange] == []
        told = [words for one in writers for words in one.acknowledged]
        assert len(told) >= 3 * ANSWERS * WRITERS
        rows = ask(server, f"SELECT number, source FROM post WHERE topic_id = {int(topic)} ORDER BY number")  # noqa: S608
        sources = [source for _number, source in rows]
        assert set(told) <= set(sources)
        assert len(sources) == len(set(sources))
        assert [number for number, _source in rows] == list(range(1, len(rows) + 1))
        assert ask(server, f"SELECT posts_count FROM topic WHERE id = {int(topic)}") == [(len(rows),)]  # noqa: S608
        last = author.get(f"{opened.location.partition('#')[0]}/{len(rows)}")
        assert last.status == 302
        wait_for(
            lambda: ask(server, "SELECT count(*) FROM outbox_delivery") == [(0,)],
            UP_SECONDS,
            lambda: f"what followed from the replies is never done:\n{server.log()}",
        )
