"""No route changes anything for a request that does not carry the token of a page of ours."""

from functools import wraps

import pytest
from flask import Flask

from forum.web.http import csrf

SAMPLES = {"int": "1", "string": "x", "path": "x/y", "any": "x", "uuid": "00000000-0000-0000-0000-000000000000"}
REQUESTS = {
    "form": {"data": {"title": "x"}},
    "wrong token": {"data": {"title": "x", "csrf_token": "IjAi.wrong"}},
    "text": {"data": '{"title": "x"}', "content_type": "text/plain"},
    "json": {"json": {"title": "x"}},
    "foreign page": {"data": {"title": "x"}, "headers": {"Origin": "https://evil.example"}},
}


def posts(app: Flask) -> dict[str, str]:
    """Map every endpoint that takes POST, PUT, PATCH or DELETE to a sample address of it."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}:
            parts = {
                name: SAMPLES.get(
                    type(converter).__name__.removesuffix("Converter").lower().replace("unicode", "string"), "1"
                )
                for name, converter in rule._converters.items()
            }
            with app.test_request_context():
                found[rule.endpoint] = rule.build({name: _value(value) for name, value in parts.items()})[1]
    return found


def _value(sample: str) -> str | int:
    return int(sample) if sample.isdigit() else sample


@pytest.fixture
def reached(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every view that is called instead of letting it run."""
    calls: list[str] = []

    def watched(endpoint: str, view):
        @wraps(view)
        def note(**_parts):
            calls.append(endpoint)
            return "reached"

        return note

    for endpoint, view in list(app.view_functions.items()):
        if endpoint != "static":
            monkeypatch.setitem(app.view_functions, endpoint, watched(endpoint, view))
    return calls


def test_nothing_is_exempt():
    assert not csrf._exempt_views
    assert not csrf._exempt_blueprints


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_post_without_a_token_reaches_no_view(app, reached, kind):
    client = app.test_client()
    statuses = {
        endpoint: client.post(address, **REQUESTS[kind]).status_code for endpoint, address in posts(app).items()
    }
    assert not reached
    assert not {endpoint: status for endpoint, status in statuses.items() if not 400 <= status < 500}


def test_a_method_cannot_be_smuggled_into_a_get(app, reached):
    client = app.test_client()
    changing = posts(app)
    for address in changing.values():
        client.get(address, headers={"X-HTTP-Method-Override": "POST"}, query_string={"_method": "POST"})
    readable = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert not set(reached) - readable
