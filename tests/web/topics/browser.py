"""Pages and their forms as a browser without JavaScript reads, fills and sends them."""

import html
import re

from sqlalchemy import event

from forum.db import db, transaction


def text_of(response):
    return response.get_data(as_text=True)


def body(response):
    """Return a page without the address that was asked for, which a language switch repeats."""
    return re.sub(r'(href|value)="[^"]*"', "", text_of(response))


def count_queries(client, path):
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        response = client.get(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert response.status_code == 200
    return len(sent)


def token(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def fields(page: str) -> dict[str, str]:
    """Read what the form for text on a page would send, as a browser would."""
    form = next(part for part in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="body"' in part)
    found = {}
    for tag in re.findall(r"<input[^>]+>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="radio"' not in tag or " checked" in tag):
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(text)
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def send(client, path, page_path=None, **typed):
    """Fill the form of a page and send it, as someone without JavaScript does."""
    page = text_of(client.get(page_path or path))
    return client.post(path, data={**fields(page), **typed})


def first(model):
    with transaction(write=False) as session:
        found = session.query(model).order_by(model.id.desc()).first()
        if found is not None:
            session.expunge(found)
        return found
