"""Nothing meant for a circle shows at any door to anybody outside it, whatever office she holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

import pytest

from forum import jobs
from forum.associations.policy import Audience
from forum.db import transaction
from forum.feedback import operations as feedback
from forum.search import engine
from forum.topics import operations as topics
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import give_office, join, make_association
from tests.factories.feedback import leave
from tests.factories.lessons import add_version, publish

MARK = "Жасырынбелгі"
MOST_PAGES = 400
# The demo shows everybody's letters on purpose, and only the demo has that page.
NOT_FOLLOWED = ("/static/", "/logout", "/my/language", "/outbox", "/styleguide")
STRANGERS = ("visitor", "outsider", "pending", "methodologist", "curator", "admin", "neighbour_head")


@dataclass
class World:
    people: dict[str, int]
    circle: int


@pytest.fixture
def world(app, tmp_path):
    before = list(engine._roots)
    engine.configure(tmp_path / "index")
    yield _make_world()
    engine.engine().close()
    engine._roots[:] = before


def _make_world() -> World:
    city = make_association("Город", kind="city")
    circle = make_association("Математики", [city], joining="request")
    neighbour = make_association("Физики", [city])
    names = {"author": "Омарова Айгүл Сериковна", "colleague": "Сейтқали Нұрлан Ерболұлы"}
    people = {role: make_person(name) for role, name in names.items()}
    for role in ("outsider", "pending", "methodologist", "curator", "neighbour_head"):
        people[role] = make_person()
    people["admin"] = make_person(is_admin=True)
    for role in names:
        join(people[role], circle)
    join(people["pending"], circle, state="pending")
    join(people["neighbour_head"], neighbour, "head")
    give_office(people["methodologist"], city)
    give_office(people["methodologist"], circle)
    give_office(people["curator"], circle, "curator")
    _fill(circle, actor_of(people["author"]), actor_of(people["colleague"]))
    return World(people, circle)


def _fill(circle, author, colleague) -> None:
    with transaction():
        topic = topics.open_topic(
            actor=author, association_id=circle, kind="question", title=f"{MARK} вопрос", body=f"{MARK} текст",
            tags=[f"{MARK} метка"], audience=Audience("circle", circle),
        )  # fmt: skip
        topic_id = topic.id
    with transaction():
        answer = topics.reply(actor=colleague, topic_id=topic_id, body=f"{MARK} ответ")
        answer_id = answer.id
    with transaction():
        topics.edit_post(actor=colleague, post_id=answer_id, body=f"{MARK} исправленный ответ", revision=0)
    lesson = publish(
        author, circle, [f"{MARK} в файле", "Второй абзац"], title=f"{MARK} урок", audience=str(circle),
        file_name=f"{MARK}.docx",
    )  # fmt: skip
    comment = leave(colleague, lesson.id, "b1", body=f"{MARK} замечание")
    with transaction():
        feedback.accept(actor=author, feedback_id=comment)
    add_version(author, lesson.id, [f"{MARK} в файле", "Второй абзац изменён"], note=f"{MARK} заметка")
    jobs.run_pending()


def _links(page: str, base: str) -> set[str]:
    found = set()
    for raw in re.findall(r'(?:href|src|formaction|hx-get|action)="([^"]+)"', page):
        parts = urlsplit(urljoin(base, unescape(raw)))
        if parts.netloc in {"", "localhost"} and parts.scheme in {"", "http"}:
            found.add(parts.path + (f"?{parts.query}" if parts.query else ""))
    return {one for one in found if not one.startswith(NOT_FOLLOWED) and "lang=" not in one}


def _walk(client) -> dict[str, bool]:
    """Return every address a member's pages lead to, and whether what she gets there is marked."""
    waiting = ["/latest", "/lessons", "/categories", "/tags", "/my/notifications", f"/search?q={quote(MARK)}"]
    waiting += ["/search?q=абзац", "/mentions?q=омар", "/health", "/search?q=%23математики"]
    seen: dict[str, bool] = {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        answer = client.get(address)
        assert answer.status_code < 500, address
        seen[address] = MARK.encode() in answer.data or quote(MARK) in (answer.location or "")
        if answer.mimetype == "text/html":
            waiting += sorted(_links(answer.text, f"http://localhost{address}") - seen.keys())
        answer.close()
    return seen


@pytest.mark.slow
def test_no_door_shows_a_stranger_what_a_circle_keeps(world, app):
    member = app.test_client()
    sign_in(member, world.people["author"])
    doors = _walk(member)
    marked = [address for address, found in doors.items() if found]
    assert len(marked) >= 15, "the walk must reach topics, posts, histories, lessons, files, comments, search"
    for kind in ("/t/", "/lessons/", "/files/", "/search", "/latest", "/tags", "/p/"):
        assert any(address.startswith(kind) for address in doors), kind
    for role in STRANGERS:
        client = app.test_client()
        if role != "visitor":
            sign_in(client, world.people[role])
        for address in doors:
            answer = client.get(address)
            assert answer.status_code < 500, (role, address)
            asked = MARK in unescape(address) or quote(MARK) in address
            body = (
                answer.text if answer.mimetype.startswith("text/") or answer.is_json else answer.data.decode("latin1")
            )
            if asked:
                # Her own words come back in the search field and in links to this very address: results must not.
                assert 'class="row' not in body, (role, address)
                assert not re.search(f"{MARK} [а-я]", body), (role, address)
            else:
                assert MARK not in body, (role, address, answer.status_code)
            assert quote(MARK) not in (answer.location or ""), (role, address)
            answer.close()


def test_what_one_may_not_see_looks_like_what_does_not_exist(world, app):
    member, stranger = app.test_client(), app.test_client()
    sign_in(member, world.people["author"])
    sign_in(stranger, world.people["outsider"])
    doors = [one for one, marked in _walk(member).items() if marked and re.match(r"/(t|p|lessons|files)/", one)]
    for address in doors:
        hidden = stranger.get(address)
        if hidden.status_code == 200:
            continue
        absent = stranger.get(re.sub(r"/(\d+)", "/987654321", address, count=1))
        assert hidden.status_code == absent.status_code == 404, address
        assert _bare(hidden.text) == _bare(absent.text), address


def _bare(page: str) -> str:
    """Return a page without what differs between any two answers: tokens, and its own address."""
    page = re.sub(r'(name="csrf_token" value|name="csrf-token" content|nonce)="[^"]*"', "", page)
    return re.sub(r'href="[^"]*\?[^"]*lang=[^"]*"', "", page)
