"""Whatever stands in an address or a header is answered: nothing the site sends is its own fault."""

from __future__ import annotations

import os
import time
from urllib.parse import quote

import pytest

from tests.safety.doors import doors, questions
from tests.safety.naughty import BYTES, NUMBERS, WORDS
from tests.safety.world import ROLES

SLOW_SECONDS = 5.0
# Everything with everything takes minutes: FORUM_TEST_SAFETY=all asks for it.
ALL = os.environ.get("FORUM_TEST_SAFETY") == "all"
# Where a page of a list begins, as the lists write it, and further than any list goes.
PLACES = ("1700000000000000-2147483648", "99999999999999999-99999999999999999", "0-0", "-", "1-", "2147483648")
HEADERS = (
    "Host",
    "X-Forwarded-Host",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Prefix",
    "Forwarded",
    "X-Original-URL",
    "Accept-Language",
    "Accept",
    "Accept-Encoding",
    "Cookie",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "If-Range",
    "Referer",
    "Origin",
    "User-Agent",
    "HX-Request",
    "Content-Type",
    "Content-Length",
    "X-HTTP-Method-Override",
    "Authorization",
)


def some(values, answers, most):
    """Return a few of the values, others each time, so that all are tried somewhere; all of them when asked for."""
    values = list(values)
    if ALL:
        return values
    return [values[(answers.count + step * len(values) // most) % len(values)] for step in range(most)]


class Answers:
    """What went wrong so far, each with the request that did it."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.count = 0

    def ask(self, client, address: str, what: str, **options) -> object:
        """Send one request and note a failure or a long wait; return the answer, None when there is none."""
        start = time.monotonic()
        self.count += 1
        try:
            answer = client.get(address, **options)
        except Exception as error:  # noqa: BLE001 - whatever falls is what is looked for
            self.wrong.append(f"{what} {address[:150]}: {type(error).__name__}: {str(error)[:300]}")
            return None
        if answer.status_code >= 500:
            self.wrong.append(f"{what} {address[:150]}: {answer.status_code}")
        if time.monotonic() - start > SLOW_SECONDS:
            self.wrong.append(f"{what} {address[:150]}: {time.monotonic() - start:.1f} s")
        answer.close()
        return answer


@pytest.fixture
def answers():
    found = Answers()
    yield found
    assert not found.wrong, "\n".join(found.wrong[:40])


def test_true_addresses_for_everybody_and_numbers_that_are_none(world, answers):
    for role in ROLES:
        client = world.client(role)
        for door in doors(world):
            answers.ask(client, door.address, role)
            for name, true in door.parts.items():
                for value in some(NUMBERS, answers, 2) if true.isdigit() else ():
                    answers.ask(client, door.with_part(name, value), role)


def test_words_in_the_parts_of_an_address(world, answers):
    client = world.client("author")
    values = [*(quote(one[:2000], safe="") for one in WORDS.values()), *BYTES.values()]
    for door in doors(world):
        for name, true in door.parts.items():
            for value in some(values, answers, 8) if not true.isdigit() else ():
                answers.ask(client, door.with_part(name, value), door.endpoint)


@pytest.mark.parametrize("role", ["visitor", "author"])
def test_words_in_what_is_asked(world, answers, role):
    client = world.client(role)
    values = [
        *(quote(one[:4000], safe="") for one in WORDS.values()),
        *BYTES.values(),
        *NUMBERS,
        *PLACES,
        "1000000000",
        "",
    ]
    for door in doors(world):
        names = questions(world.app, door.endpoint)
        for value in some(values, answers, 6):
            together = "&".join(f"{name}={value}" for name in names)
            answers.ask(client, f"{door.address}?{together}", role)
        for name in names if role == "author" else ():
            for value in some(values, answers, 2):
                answers.ask(client, f"{door.address}?{name}={value}", role)


def test_words_in_headers(world, answers):
    clients = [world.client("visitor"), world.client("author")]
    words = [one.replace("\r", " ").replace("\n", " ") for one in WORDS.values()]
    values = [*words, "bytes=0-0,-1", "bytes=9999999999-", "evil.example:99999", "[::1", "a" * 20_000, "*"]
    files = f"/files/{world.file}/name"
    addresses = ["/latest", f"/t/slug/{world.topic}", files, "/search?q=дроби", "/login", "/nosuch"]
    for header in HEADERS:
        for value in some(values, answers, 6):
            for client in clients:
                address = addresses[answers.count % len(addresses)]
                answers.ask(client, address, header, environ_overrides=_header(header, value))


def _header(name: str, value: str) -> dict[str, str]:
    """Return a header as a server hands it over: its bytes read as Latin letters."""
    key = name.upper().replace("-", "_")
    wire = value.encode("utf-8").decode("latin-1")
    return {key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}": wire}


def test_a_page_far_beyond_the_end_costs_nothing(world, answers):
    client = world.client("author")
    for address in (f"/t/slug/{world.topic}", "/search?q=дроби", "/latest", "/lessons", "/my/notifications"):
        glue = "&" if "?" in address else "?"
        for number in (10**9, 10**18, 10**400):
            start = time.monotonic()
            for name in ("page", "before", "after", "version", "change"):
                answers.ask(client, f"{address}{glue}{name}={number}", "far")
            assert time.monotonic() - start < 3, address
