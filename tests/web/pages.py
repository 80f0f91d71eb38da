"""Use a page as a browser without JavaScript does: its forms with all their fields, its buttons, its token."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse


@dataclass
class Form:
    """One form of a page: where it goes, and what its fields hold now."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)


def forms(answer: TestResponse) -> list[Form]:
    """Return the forms of a page with the values a browser would send."""
    return [_read(form) for form in html.fromstring(answer.text).iter("form")]


def form(answer: TestResponse, action: str) -> Form:
    """Return the form that goes to an address."""
    found = [one for one in forms(answer) if one.action == action]
    assert found, f"no form to {action} among {[one.action for one in forms(answer)]}"
    return found[0]


def send(client: FlaskClient, answer: TestResponse, action: str, **typed: str | None) -> TestResponse:
    """Fill in and send the form of a page that goes to `action`; None takes a field away."""
    found = form(answer, action)
    fields = {**found.fields, **{name: [value] for name, value in typed.items() if value is not None}}
    for name, value in typed.items():
        if value is None:
            fields.pop(name, None)
    return client.post(action, data=fields)


def press(client: FlaskClient, answer: TestResponse, action: str) -> TestResponse:
    """Press a button that stands anywhere on a page and belongs to its one form for such buttons."""
    page = html.fromstring(answer.text)
    assert page.xpath(f'//button[@form="page-action"][@formaction="{action}"]'), f"no button to {action}"
    token = page.xpath('//form[@id="page-action"]/input[@name="csrf_token"]/@value')[0]
    return client.post(action, data={"csrf_token": token})


def _read(element: html.HtmlElement) -> Form:
    fields: dict[str, list[str]] = {}
    for one in element.xpath(".//input|.//textarea|.//select"):
        name, kind = one.get("name"), one.get("type", "text")
        if (
            not name
            or kind in {"submit", "button", "file"}
            or (kind in {"checkbox", "radio"} and "checked" not in one.attrib)
        ):
            continue
        if one.tag == "textarea":
            value = (one.text or "").removeprefix("\n")
        elif one.tag == "select":
            chosen = one.xpath(".//option[@selected]/@value") or one.xpath(".//option/@value")[:1]
            value = chosen[0] if chosen else ""
        else:
            value = one.get("value", "on" if kind in {"checkbox", "radio"} else "")
        fields.setdefault(name, []).append(value)
    return Form(element.get("action", ""), element.get("method", "get"), fields)
