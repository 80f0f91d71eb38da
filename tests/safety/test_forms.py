"""Whatever is typed into whatever field is answered, and what is refused comes back as it was typed."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass

import pytest
from lxml import html
from werkzeug.test import TestResponse

from forum.db import transaction
from forum.topics import operations as topics
from tests.factories.accounts import PASSWORD, actor_of, make_person
from tests.factories.documents import make_docx
from tests.safety.doors import doors
from tests.safety.naughty import NUMBERS, WORDS
from tests.web.pages import Form, forms

ALL = os.environ.get("FORUM_TEST_SAFETY") == "all"
MOST_WORDS = 6
VALUES = {**WORDS, **{f"number {one}": one for one in NUMBERS}, "empty": ""}
# Fields whose words are never shown again on purpose.
SECRET = frozenset({"password", "old_password", "new_password", "csrf_token", "files"})
# One line or a choice: what a page gives back of it is not what was typed but what it could hold.
LOOSE = frozenset(
    {
        "audience",
        "association",
        "kind",
        "locale",
        "timezone",
        "subject",
        "grade",
        "language",
        "next",
        "carry",
        "shared",
        "mail_notices",
        "to",
        "revision",
        "block",
        "version",
        "start",
        "end",
    }
)
GOOD = {
    "title": "Дроби и весы",
    "body": "С чего начать",
    "subject": "math",
    "grade": "5",
    "note": "Хватит ли времени",
    "reason": "Веду кружок",
    "full_name": "Ким Ольга Павловна",
    "email": "new@example.org",
    "tags": "дроби",
    "quote": "",
    "password": PASSWORD,
    "old_password": PASSWORD,
    "new_password": "три новых тихих слова",
}
PAGES = {
    "visitor": ("/login", "/register", "/register/sent", "/reset"),
    "author": (
        "/t/new",
        "/my/settings",
        "/latest",
        "/my/notifications",
        "/preview",
        "/c/slug/{circle}",
        "/c/{circle}/people",
        "/t/{topic}/reply",
        "/t/{topic}/readers",
        "/t/slug/{topic}",
        "/p/{first}/edit",
        "/p/{first}/delete",
        "/lessons/new",
        "/lessons/{lesson}/versions/new",
        "/lessons/{lesson}/comment?version=2&block=b3",
        "/feedback/{feedback}/answer",
        "/feedback/{feedback}/decline",
        "/lessons/slug/{lesson}",
    ),
    "member": ("/p/{reply}/edit", "/p/{reply}/delete"),
    "outsider": ("/c/{circle}/ask",),
}


@dataclass
class Found:
    """A form as it stands on a page of somebody."""

    client: object
    form: Form
    files: bool


@pytest.fixture
def found(world, undone) -> dict[str, Found]:
    """Give every form of the site by where it goes."""
    every: dict[str, Found] = {}
    known = {name: getattr(world, name) for name in ("circle", "topic", "lesson", "feedback", "reply")}
    first = next(door for door in doors(world) if door.endpoint == "topics.edit").parts["post_id"]
    for role, pages in PAGES.items():
        client = world.client(role)
        for page in pages:
            answer = client.get(page.format(**known, first=first), follow_redirects=True)
            if answer.status_code != 200:
                continue
            files = {one.get("action") for one in html.fromstring(answer.text).xpath("//form[.//input[@type='file']]")}
            for form in forms(answer):
                if form.method.lower() == "post" and form.action:
                    every.setdefault(form.action, Found(client, form, form.action in files))
            token = html.fromstring(answer.text).xpath('//form[@id="page-action"]//input[@name="csrf_token"]/@value')
            for action in html.fromstring(answer.text).xpath("//button/@formaction") if token else ():
                every.setdefault(action, Found(client, Form(action, "post", {"csrf_token": [token[0]]}), files=False))
    return every


def test_every_door_that_changes_something_was_found(world, found):
    adapter = world.app.url_map.bind("localhost")
    reached = {adapter.match(action.partition("?")[0], method="POST")[0] for action in found}
    changing = {door.endpoint for door in doors(world, "POST")}
    # Behind what the pages of this small forum do not show at this moment.
    elsewhere = {
        "accounts.do_confirm",
        "accounts.set_first_password",
        "accounts.set_password",
        "accounts.change_language",
        "accounts.end_one",
        "accounts.end_others",
        "associations.join",
        "topics.restore",
        "topics.reopen",
        "feedback.done",
        "feedback.note",
        "topics.preview",
        "associations.leave",
    }
    assert changing - reached <= elsewhere


def test_words_in_every_field(world, found):
    wrong: list[str] = []
    sent = 0
    for action, one in found.items():
        for name in [*one.form.fields, "files"] if one.files else one.form.fields:
            if name == "csrf_token":
                continue
            for what, value in _some(sent):
                sent += 1
                try:
                    answer = _send(one, name, value)
                except Exception as error:  # noqa: BLE001 - whatever falls is what is looked for
                    wrong.append(f"{action} {name} {what}: {type(error).__name__}: {str(error)[:300]}")
                    continue
                if answer.status_code >= 500:
                    wrong.append(f"{action} {name} {what}: {answer.status_code}")
                elif not _comes_back(answer, name, value):
                    wrong.append(f"{action} {name} {what}: {answer.status_code}, the text is gone")
    assert sent > 200
    assert not wrong, "\n".join(wrong[:40])


def _some(sent: int) -> list[tuple[str, str]]:
    values = list(VALUES.items())
    if ALL:
        return values
    return [values[(sent + step * len(values) // MOST_WORDS) % len(values)] for step in range(MOST_WORDS)]


def _send(one: Found, name: str, value: str) -> TestResponse:
    # Fields a page leaves empty are filled: a word must get past its neighbours to the database.
    filled = {field: [GOOD[field]] for field, values in one.form.fields.items() if values == [""] and field in GOOD}
    typed = {**one.form.fields, **filled, name: [value]}
    data: dict[str, object] = {key: values for key, values in typed.items() if key != "files"}
    if one.files:
        file_name = value if name == "files" else "План.docx"
        data["files"] = (io.BytesIO(make_docx()), file_name.replace("\r", "").replace("\n", "") or "План.docx")
    return one.client.post(one.form.action, data=data)


def _comes_back(answer: TestResponse, name: str, value: str) -> bool:
    """Say whether a refused form holds what was typed, line ends aside."""
    if answer.status_code not in {400, 401, 403, 409, 422, 429} or name in SECRET | LOOSE or not value:
        return True
    # A page cannot hold what HTML has no way to write.
    wanted = _lines(value)
    page = html.fromstring(answer.text)
    typed = [one.get("value", "") for one in page.xpath("//input")]
    typed += [(one.text or "").removeprefix("\n") for one in page.xpath("//textarea")]
    return any(_lines(one) == wanted for one in typed) or not _writable(value)


def _lines(value: str) -> str:
    return " ".join(value.split())


def _writable(value: str) -> bool:
    return not any((ord(char) < 32 and char not in "\t\n\r") or char in "\x7f\x85\ufffe\uffff" for char in value)


def test_hostile_carries_are_only_text(world):
    carries = [
        {"path": path, "fields": {"body": [words]}}
        for path in (
            "/t/new",
            "//evil.example",
            "/\\evil",
            "https:evil",
            "/\t/evil",
            "/x\x00y",
            "javascript:1",
            "/" * 3,
            "/[",
        )
        for words in ("\ud800 одинокая половина", WORDS["nul"], WORDS["tag"], WORDS["controls"])
    ]
    carries += [{"path": "/t/new", "fields": {WORDS["attribute"]: ["x"], "\udfff": ["y"]}}]
    texts = [json.dumps(one) for one in carries]
    texts += [
        '{"path":"/t/new","fields":{"a":' + "[" * 5000 + "}}",
        '{"path":1e999,"fields":{}}',
        "[" * 100_000,
        "9" * 9000,
    ]
    texts += ['{"path":"/t/new","fields":{"a":[' + '{"b":' * 30 + "1" + "}" * 30 + "]}}", '{"path":["/"],"fields":[]}']
    email = "carry@example.org"
    make_person(email=email)
    for text in texts:
        client = world.client("visitor")
        token = forms(client.get("/login"))[-1].fields["csrf_token"][0]
        sent = {"email": email, "password": "нет", "carry": text, "csrf_token": token}
        assert client.post("/login", data=sent).status_code == 422, text[:200]
        answer = client.post("/login", data={**sent, "password": PASSWORD})
        assert answer.status_code in {200, 303}, text[:200]
        assert "evil" not in (answer.location or "")
        assert not [one.action for one in forms(answer) if "evil" in one.action] if answer.status_code == 200 else True


def test_a_comment_on_a_plan_out_of_sight_meanwhile_gives_the_text_back(world):
    outsider = world.client("outsider")
    page = outsider.get(f"/lessons/{world.lesson}/comment?version=2&block=b3")
    sent = {
        **next(one for one in forms(page) if "block" in one.fields).fields,
        "kind": "suggest",
        "body": "Долго писала",
    }
    with transaction():
        topics.change_audience(
            actor=actor_of(world.people["author"]), topic_id=world.lesson_topic, audience=str(world.circle)
        )
    hidden = outsider.post(f"/lessons/{world.lesson}/comment", data=sent)
    absent = outsider.post("/lessons/987654321/comment", data=sent)
    assert hidden.status_code == absent.status_code == 404
    assert "Долго писала" in hidden.text
    assert "Долго писала" in absent.text
    nowhere = outsider.post("/nosuch", data=sent)
    assert nowhere.status_code == 404
    assert "Долго писала" not in nowhere.text
