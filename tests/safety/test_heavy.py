"""What is sent to be too much is refused before any work, with a sentence, and soon."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from forum.web.topics import composing
from tests.factories.accounts import PASSWORD, make_person
from tests.web.pages import forms

MEBIBYTE = 1024 * 1024
PLAIN = "application/x-www-form-urlencoded"


@contextmanager
def within(seconds: float):
    """Fail when the block takes more of a processor, children included: another's load does not count."""
    start = os.times()
    yield
    assert sum(os.times()[:4]) - sum(start[:4]) < seconds


def token_of(client, page: str) -> str:
    """Return the token of a page's form."""
    return next(one.fields["csrf_token"][0] for one in reversed(forms(client.get(page))) if "csrf_token" in one.fields)


def multipart(parts: list[tuple[str, str]]) -> dict[str, object]:
    """Return a request of so many parts."""
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts)
    return {"data": f"{body}--x--\r\n".encode(), "content_type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize(
    ("page", "address"), [("/t/new", "/t/new"), ("/t/new", "/preview"), ("/my/settings", "/my/settings")]
)
def test_a_body_of_five_mebibytes(world, page, address):
    client = world.client("author")
    token = token_of(client, page)
    data = f"csrf_token={token}&title=x&full_name=x&body=".encode() + b"x" * (5 * MEBIBYTE)
    with within(1):
        answer = client.post(address, data=data, content_type=PLAIN)
    assert answer.status_code == 413
    assert "Слишком большой" in answer.text
    assert len(answer.data) < 100_000


def test_a_body_just_under_the_bound_comes_back_whole(world):
    client = world.client("author")
    body = "щ" * 100_000
    with within(5):
        answer = client.post("/t/new", data={"csrf_token": token_of(client, "/t/new"), "title": "Тема", "body": body})
    assert answer.status_code == 422
    assert body in answer.text


def test_a_password_of_a_mebibyte_costs_no_more_than_a_wrong_one(app):
    make_person(email="big@example.org")
    client = app.test_client()
    for page, others in (
        ("/login", {"email": "big@example.org"}),
        ("/register", {"email": "new@example.org", "full_name": "Ким Ольга"}),
    ):
        with within(3):
            sent = {"csrf_token": token_of(client, page), "password": "п" * (MEBIBYTE // 6), **others}
            answer = client.post(page, data=sent)
        assert answer.status_code == 422
        assert "пппп" not in answer.text


@pytest.mark.parametrize("address", ["/login", "/t/new", "/lessons/new", "/preview"])
def test_a_hundred_thousand_parts(world, address):
    client = world.client("author")
    request = multipart([("body", "x")] * 100_000)
    with within(2):
        answer = client.post(address, **request)
    assert answer.status_code == 413


def test_a_hundred_thousand_fields(world):
    client = world.client("author")
    token = token_of(client, "/t/new")
    fields = "&".join(f"f{n}=1" for n in range(100_000))
    with within(3):
        answer = client.post("/t/new", data=f"csrf_token={token}&{fields}", content_type=PLAIN)
    assert answer.status_code == 413
    with within(3):
        answer = client.post("/t/new", data=fields, content_type=PLAIN)
    assert answer.status_code == 413
    with within(1):
        answer = client.post("/login", data="a&" * 26_000_000, content_type=PLAIN)
    assert answer.status_code == 413
    assert len(answer.data) < 200_000


@pytest.mark.parametrize(
    "body",
    [
        "[" * 8_000,
        "![" * 8_000,
        "<![CDATA[" * 3_000,
        "> " * 15_000,
        "* " * 15_000,
        "- a\n" + "  - b\n" * 3_000,
        "`" * 30_000,
        "**a" * 8_000,
        "http://" * 4_000,
        "@a" * 15_000,
        "|a" * 15_000 + "\n" + "|-" * 15_000,
        "&" * 31_000,
        "~~a" * 10_000,
    ],
    ids=lambda body: body[:6],
)
def test_a_text_made_to_be_dear(world, body):
    client = world.client("author")
    token = token_of(client, "/t/new")
    with within(6):
        answer = client.post("/preview", data={"csrf_token": token, "body": body})
    assert answer.status_code in {200, 422}


def test_a_body_that_ends_too_early_or_lies_about_itself(world):
    client = world.client("author")
    for data, kind in (
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"\xff\xfe\x00", "multipart/form-data"),
        (b"a=%ff%fe&b=%", PLAIN),
        (b"{", "application/json"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "application/xml"),
        (b"", "multipart/form-data; boundary=" + "y" * 5_000),
    ):
        for address in ("/t/new", "/login", "/lessons/new", "/logout"):
            assert 400 <= client.post(address, data=data, content_type=kind).status_code < 500, (address, data)


def test_ten_thousand_words_of_a_search_end_soon(world):
    client = world.client("author")
    for query in ("а " * 2_000, '"' + "дроби " * 800 + '"', "OR " * 1_000, "(" * 3_000, "-" * 3_000, "а* " * 1_000):
        with within(4):
            answer = client.get("/search", query_string={"q": query})
        assert answer.status_code == 200
    del answer


def test_the_right_password_still_signs_in_afterwards(app):
    make_person(email="after@example.org")
    client = app.test_client()
    client.post("/login", **multipart([("email", "x")] * 1_000))
    sent = {"csrf_token": token_of(client, "/login"), "email": "after@example.org", "password": PASSWORD}
    assert client.post("/login", data=sent).status_code == 303


def test_a_look_keeps_nobody_from_writing(world, monkeypatch):
    """A dear text is cooked for a second and more: meanwhile SQLite's one pen must lie free."""
    member, author = world.client("member"), world.client("author")
    token, other = token_of(member, "/t/new"), token_of(author, "/t/new")
    real, answers = composing.markup.cook, []

    def write() -> int:
        with world.app.app_context():
            reply = {"csrf_token": other, "body": "Пока смотрят"}
            return author.post(f"/t/{world.topic}/reply", data=reply).status_code

    def write_meanwhile(source, **more):
        if source == "Дорогой текст":
            with ThreadPoolExecutor(1) as pool:
                answers.append(pool.submit(write).result(5))
        return real(source, **more)

    monkeypatch.setattr(composing.markup, "cook", write_meanwhile)
    look = member.post("/preview", data={"csrf_token": token, "body": "Дорогой текст"})
    assert (look.status_code, answers) == (200, [303])
