"""Web processes remember much and disagree about nothing: rights end everywhere at once, races have one winner."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text

from tests.factories.documents import make_docx
from tests.safety.seed import MEMBERS
from tests.safety.server import Answer, Caller, Server, running

pytestmark = pytest.mark.slow
# Enough for either of two processes to be asked several times.
TIMES = 12


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("two")) as site:
        yield site
        assert "Traceback" not in site.log()


@pytest.fixture(scope="module")
def author(server) -> Caller:
    return server.sign_in("author")


def statuses(caller: Caller, path: str) -> set[int]:
    return {caller.get(path).status for _ in range(TIMES)}


def open_topic(
    server: Server, author: Caller, title: str, audience: str = "public", body: str = "С чего начать"
) -> str:
    circle = str(server.seeded["circle"])
    answer = author.send(
        "/t/new", "/t/new", association=circle, kind="question", title=title, body=body, tags="", audience=audience
    )
    assert answer.status == 303, answer.text[:1000]
    return answer.location


def at_once(calls: list[Callable[[], Answer]]) -> list[Answer]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(call) for call in calls]]


def ask(server: Server, query: str, **values: object) -> list[tuple]:
    engine = create_engine(server.database_url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]
    finally:
        engine.dispose()


def number_of(path: str) -> str:
    return re.search(r"/(\d+)(?:#|$)", path)[1]


def test_a_narrowed_topic_is_gone_for_strangers_at_once(server, author):
    path = open_topic(server, author, "Для всех, а потом для своих")
    visitor, outsider, member = Caller(server.port), server.sign_in("outsider"), server.sign_in("member0")
    for one in (visitor, outsider, member):
        assert statuses(one, path) == {200}
    tag = visitor.get(path).headers["etag"]
    answer = author.send("/t/new", f"/t/{number_of(path)}/readers", audience=str(server.seeded["circle"]))
    assert answer.status == 303
    assert {visitor.get(path, **{"If-None-Match": tag}).status for _ in range(TIMES)} == {404}
    assert statuses(visitor, path) == statuses(outsider, path) == {404}
    assert statuses(member, path) == {200}
    assert not any("а потом для своих" in visitor.get("/latest").text for _ in range(TIMES))


def test_who_left_reads_no_more_at_once(server, author):
    path = open_topic(server, author, "Только для круга", audience=str(server.seeded["circle"]))
    member = server.sign_in("member1")
    assert statuses(member, path) == {200}
    circle = server.seeded["circle"]
    assert member.send("/my/settings", f"/c/{circle}/leave").status == 303
    assert statuses(member, path) == {404}
    assert not any("Только для круга" in member.get("/latest").text for _ in range(TIMES))


def test_an_ended_sign_in_is_out_everywhere_at_once(server):
    here, there = server.sign_in("member2"), server.sign_in("member2")
    assert statuses(there, "/my/settings") == {200}
    assert here.send("/my/settings", "/my/sign-ins/end-others").status == 303
    assert statuses(there, "/my/settings") == {302}
    assert statuses(here, "/my/settings") == {200}


def test_what_is_deleted_or_changed_is_shown_by_nobody(server, author):
    path = open_topic(server, author, "Заголовок до правки")
    visitor, member = Caller(server.port), server.sign_in("member3")
    topic = number_of(path)
    reply = author.send("/t/new", f"/t/{topic}/reply", body="Пожалеюобэтом")
    for one in (visitor, member):
        assert all("Пожалеюобэтом" in one.get(path).text for _ in range(TIMES))
    assert reply.status == 303
    ((post,),) = ask(server, "SELECT id FROM post WHERE topic_id = :topic AND number = 2", topic=int(topic))
    assert author.send("/t/new", f"/p/{post}/delete").status == 303
    for one in (visitor, member):
        assert not any("Пожалеюобэтом" in one.get(path).text for _ in range(TIMES))


def test_pages_of_different_people_and_languages_do_not_mix(server, author):
    path = open_topic(server, author, "Общая страница")
    visitors = {"ru": "Темы", "kk": "Тақырыптар", "en": "Topics"}
    words = {language: Caller(server.port).get(path, **{"Accept-Language": language}).text for language in visitors}
    assert len({re.search(r'<html lang="(\w+)"', page)[1] for page in words.values()}) == 3
    people = [(server.sign_in(f"member{number}"), f"member{number}") for number in (4, 5, 6)]

    def look(number: int) -> list[str]:
        wrong = []
        for step in range(25):
            if (number + step) % 2:
                language = ("ru", "kk", "en")[(number + step) % 3]
                page = Caller(server.port).get(path, **{"Accept-Language": language})
                if f'<html lang="{language}"' not in page.text or "csrf_token" in page.text or "/logout" in page.text:
                    wrong.append(f"visitor {language}")
                if "set-cookie" in page.headers:
                    wrong.append("a cookie for a visitor")
            else:
                caller, name = people[number % 3]
                page = caller.get(path)
                if "/logout" not in page.text or page.headers["cache-control"] != "private, no-store":
                    wrong.append(name)
                others = {other for _one, other in people} - {name}
                if any(f"/u/{other}" in page.text for other in others):
                    wrong.append(f"{name} sees another's layer")
        return wrong

    with ThreadPoolExecutor(6) as pool:
        assert [one for found in pool.map(look, range(6)) for one in found] == []


def test_replies_at_once_have_each_a_number(server, author):
    topic = number_of(open_topic(server, author, "Все отвечают сразу"))
    people = [server.sign_in(f"member{number}") for number in range(2, MEMBERS)]
    for one in people:
        one.get("/t/new")
    calls = [
        lambda one=one, who=who, turn=turn: one.send("/my/settings", f"/t/{topic}/reply", body=f"Ответ {who} {turn}")
        for who, one in enumerate(people)
        for turn in range(2)
    ]
    people[0].send("/my/settings", "/my/language", locale="ru")
    # Two windows of each person; the same words twice are one reply.
    answers = at_once([*calls, *calls])
    assert {one.status for one in answers} == {303}
    rows = ask(server, "SELECT number, source FROM post WHERE topic_id = :topic ORDER BY number", topic=int(topic))
    assert [number for number, _source in rows] == list(range(1, len(calls) + 2))
    assert max(Counter(source for _number, source in rows).values()) == 1
    ((count, highest),) = ask(
        server, "SELECT posts_count, highest_number FROM topic WHERE id = :topic", topic=int(topic)
    )
    assert (count, highest) == (len(rows), len(rows))


def test_one_of_two_edits_wins_and_the_other_keeps_its_text(server, author):
    topic = number_of(open_topic(server, author, "Две вкладки"))
    ((post,),) = ask(server, "SELECT id FROM post WHERE topic_id = :topic", topic=int(topic))
    typed = {"title": "Две вкладки", "tags": "", "revision": "0"}
    author.send("/t/new", "/preview", body="x")
    answers = at_once(
        [lambda n=n: author.send("/t/new", f"/p/{post}/edit", body=f"Вариант {n}", **typed) for n in range(4)]
    )
    assert sorted(one.status for one in answers) == [303, 409, 409, 409]
    lost = [one for one in answers if one.status == 409]
    assert all(re.search(r"<textarea[^>]*>\s*Вариант \d", one.text) for one in lost)


def test_joining_and_accepting_at_once_happen_once(server, author):
    club, circle = server.seeded["club"], server.seeded["circle"]
    outsider, head = server.sign_in("outsider"), server.sign_in("head")
    outsider.get("/my/settings")
    outsider.send("/my/settings", "/my/language", locale="ru")
    joined = at_once([lambda: outsider.send("/my/settings", f"/c/{club}/join")] * 5)
    asked = at_once([lambda: outsider.send("/my/settings", f"/c/{circle}/ask", reason="Веду кружок")] * 5)
    assert {one.status for one in joined} == {one.status for one in asked} == {303}
    person = server.seeded["outsider"]
    for caller in (author, head):
        caller.send("/my/settings", "/my/language", locale="ru")
    accepted = at_once(
        [lambda one=one: one.send("/my/settings", f"/c/{circle}/people/{person}/accept") for one in (author, head)] * 2
    )
    assert sorted(one.status for one in accepted) == [303, 404, 404, 404]
    rows = ask(server, "SELECT association_id, state FROM membership WHERE person_id = :person", person=person)
    assert sorted(rows) == sorted([(club, "active"), (circle, "active")])


def test_versions_uploaded_at_once_have_each_a_number(server, author):
    circle = str(server.seeded["circle"])
    published = author.send(
        "/t/new",
        "/lessons/new",
        file=("План.docx", make_docx()),
        title="Дроби",
        subject="math",
        grade="5",
        language="ru",
        association=circle,
        audience="public",
        note="",
    )
    assert published.status == 303, published.text[:2000]
    lesson = number_of(published.location)
    files = [make_docx([f"Версия {number}"]) for number in range(4)]
    answers = at_once(
        [
            lambda f=f: author.send("/t/new", f"/lessons/{lesson}/versions/new", file=("План.docx", f), note="")
            for f in files
        ]
    )
    assert {one.status for one in answers} == {303}
    rows = ask(
        server, "SELECT number FROM lesson_version WHERE lesson_id = :lesson ORDER BY number", lesson=int(lesson)
    )
    assert [number for (number,) in rows] == [1, 2, 3, 4, 5]


def test_one_address_registered_at_once_is_one_account(server):
    callers = [Caller(server.port) for _ in range(4)]
    for one in callers:
        one.get("/register")
    typed = {"full_name": "Ким Ольга Павловна", "email": "same@example.org", "password": "три новых тихих слова"}
    answers = at_once([lambda one=one: one.send("/register", "/register", **typed) for one in callers])
    assert {one.status for one in answers} == {303}
    assert ask(server, "SELECT count(*) FROM person WHERE email = 'same@example.org'") == [(1,)]
