"""Nothing a person writes runs in another's browser, with the content security policy switched off."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy

import docx
import html5lib
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from playwright.sync_api import Browser, Page, Route

from forum import jobs
from forum.associations.policy import Audience
from forum.db import transaction
from forum.feedback import operations as feedback
from forum.lessons import operations as lessons
from forum.markup import cook
from forum.topics import operations as topics
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.documents import make_png
from tests.factories.lessons import version_file
from tests.safety.payloads import WRITTEN, made, texts
from tests.web.design.checks import ADDRESS

ALL = os.environ.get("FORUM_TEST_SAFETY") == "all"
# What stands in a page of ours after it was read: elements that act, handlers, and addresses that are none.
LOOK = """() => {
  const found = [];
  const acting = ['iframe', 'object', 'embed', 'base', 'applet', 'animate', 'set', 'frame', 'math'];
  const leading = ['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'poster', 'srcset', 'hx-get'];
  const may = /^(https?:|mailto:|[/?#]|$)/i;
  for (const element of document.querySelectorAll('*')) {
    const name = element.tagName.toLowerCase();
    const ours = name === 'script' && (element.getAttribute('src') || '').startsWith('/static/');
    if (acting.includes(name)) found.push(name);
    if (name === 'script' && !ours && !element.nonce && element.type !== 'application/json') found.push('script');
    if (name === 'meta' && element.httpEquiv) found.push('meta ' + element.httpEquiv);
    for (const { name: attribute, value } of element.attributes) {
      const plain = value.replace(/[\\u0000-\\u0020\\u007f-\\u00a0\\u200b]/g, '');
      if (attribute.startsWith('on') || attribute.includes('hx-on')) found.push(name + ' ' + attribute);
      if (!leading.includes(attribute)) continue;
      if (!may.test(plain)) found.push(`${name} ${attribute}=${value.slice(0, 60)}`);
      if (/^(\\/\\/|\\/\\\\)/.test(plain)) found.push(`${name} ${attribute}=${value.slice(0, 60)}`);
    }
  }
  if (window.hit) found.push('it ran');
  return found;
}"""
POKE = """() => {
  const kinds = ['mouseover', 'focus', 'error', 'load', 'toggle', 'animationstart'];
  for (const one of document.querySelectorAll('main *')) {
    for (const kind of kinds) one.dispatchEvent(new Event(kind));
  }
}"""


def test_thousands_of_payloads_become_text_or_safe_links():
    checked = 0
    for text in texts(made(10_000 if ALL else 3_000), longest=1_500):
        page = html5lib.parseFragment(cook(text).html, namespaceHTMLElements=False)
        for element in page.iter():
            assert isinstance(element.tag, str), f"a comment or an instruction of {text}"
            assert element.tag not in {"script", "style", "iframe", "svg", "math", "form", "input", "object", "base"}, (
                text
            )
            for name, value in element.attrib.items():
                assert name in {"href", "src", "rel", "class", "title", "alt", "start", "tabindex"}, (name, text)
                assert name not in {"href", "src"} or _is_safe(value), (value, text)
        checked += 1
    assert checked > 60


def _is_safe(address: str) -> bool:
    """Say whether a browser, which drops what it drops, is led to a page: ours, or another's by http or mail."""
    read = re.sub(r"[\t\n\r]", "", address).strip("".join(map(chr, range(33))))
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", read, re.IGNORECASE)
    return scheme[1].lower() in {"http", "https", "mailto"} if scheme else not re.match(r"[/\\]{2}", read)


@contextmanager
def looking(chromium: Browser, client) -> Iterator[Page]:
    """Open a page without the policy that would hide a mistake; the application in this process answers it."""
    context = chromium.new_context(bypass_csp=True)

    def answer(route: Route) -> None:
        asked = route.request
        if not asked.url.startswith(ADDRESS):
            outside.append(asked.url)
            route.abort()
            return
        sent = {name: value for name, value in asked.headers.items() if name not in {"cookie", "host"}}
        with client.application.app_context():
            reply = client.open(asked.url.removeprefix(ADDRESS), headers=sent, follow_redirects=True)
        route.fulfill(status=reply.status_code, headers=dict(reply.headers), body=reply.get_data())
        reply.close()

    outside: list[str] = []
    dialogs: list[str] = []
    context.route("**/*", answer)
    page = context.new_page()
    page.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))
    yield page
    context.close()
    assert dialogs == []
    assert outside == []


def hostile_docx() -> bytes:
    """Return a document with payloads as words, links, titles, alternative texts, bookmarks and properties."""
    document = docx.Document()
    properties = document.core_properties
    properties.title = properties.author = properties.comments = WRITTEN[0]
    for payload in WRITTEN:
        document.add_paragraph(re.sub(r"[\x00-\x08]", "", payload))
    for scheme in (
        "javascript:window.hit=1",
        "data:text/html,<script>parent.hit=1</script>",
        "vbscript:x",
        "//evil.example",
    ):
        paragraph = document.add_paragraph("ссылка ")
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), document.part.relate_to(scheme, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.set(qn("w:tooltip"), WRITTEN[4])
        link.append(paragraph.runs[0]._r)
        paragraph._p.append(link)
    document.add_picture(io.BytesIO(make_png()))
    for drawing in document.element.iter(qn("wp:docPr")):
        drawing.set("descr", WRITTEN[18])
        drawing.set("title", WRITTEN[4])
        drawing.set("name", WRITTEN[4])
    table = document.add_table(rows=2, cols=2)
    for cell, payload in zip(table._cells, WRITTEN[4:8], strict=True):
        cell.text = payload
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def poisoned(app, index, config) -> dict[str, object]:
    """Fill a forum with payloads wherever a person's words are shown; names go past the policy, straight into rows."""
    payload, attribute = WRITTEN[4], WRITTEN[18]
    circle = make_association(f"Круг {payload}", name_kk=attribute, name_en=attribute, about=payload, joining="request")
    author = make_person(f"Имя {payload}", school=f"Школа {attribute}")
    colleague = make_person(f"Имя {attribute}", school=f"Школа {payload}")
    join(author, circle, "head")
    join(colleague, circle)
    join(make_person(payload), circle, state="asked", reason=f"{payload} {attribute}")
    writer, reader = actor_of(author), actor_of(colleague)
    with transaction():
        topic = topics.open_topic(
            actor=writer,
            association_id=circle,
            kind="question",
            title=f"{payload} {attribute}",
            body="\n\n".join(WRITTEN),
            tags=[payload[:30], attribute[:30]],
            audience=Audience("public"),
        )
        topic_id = topic.id
    for text in list(texts(made(1_200, seed=11), longest=9_000))[:20]:
        with transaction():
            post_id = topics.reply(actor=reader, topic_id=topic_id, body=text, reply_to_number=1).id
    with transaction():
        topics.edit_post(actor=reader, post_id=post_id, body="\n\n".join(WRITTEN), revision=0)
    ids = {}
    plain = "\n\n".join(WRITTEN).replace("\0", "").encode()
    for name, content in (("docx", hostile_docx()), ("md", plain), ("txt", plain)):
        with transaction():
            lesson = lessons.publish_lesson(
                actor=writer,
                association_id=circle,
                title=f"{name} {payload} {attribute}",
                subject="math",
                grade=5,
                audience=Audience("public"),
                stream=io.BytesIO(content),
                file_name=f"{attribute}.{name}",
                note=f"{payload} {attribute}",
            )
            ids[name] = lesson.id
    jobs.run_pending()
    lesson_id = ids["docx"]
    from forum.documents.queries import list_blocks  # noqa: PLC0415

    with transaction(write=False):
        block = list_blocks(version_file(lesson_id, 1))[4].id
    decided = []
    for kind in ("suggest", "concern"):
        with transaction():
            left = feedback.leave(
                actor=reader,
                lesson_id=lesson_id,
                version_number=1,
                block=block,
                kind=kind,
                body=f"{payload} {attribute}",
                quote="onerror=window.hit=1",
            )
            decided.append(left.id)
    with transaction():
        feedback.decline(actor=writer, feedback_id=decided[0], reason=f"{payload} {attribute}")
    with transaction():
        feedback.answer(actor=writer, feedback_id=decided[1], body=f"{payload}\n\n" + "\n\n".join(WRITTEN[:6]))
    with transaction():
        lessons.upload_version(
            actor=writer,
            lesson_id=lesson_id,
            stream=io.BytesIO(hostile_docx()),
            name=f"{payload}.docx",
            note=f"{payload} {attribute}",
        )
    jobs.run_pending()
    return {"circle": circle, "topic": topic_id, "post": post_id, "author": author, "feedback": decided[1], **ids}


@pytest.mark.browser
@pytest.mark.slow
def test_no_payload_runs_anywhere(chromium, app, poisoned, config):
    client = app.test_client()
    sign_in(client, poisoned["author"])
    pages = [
        "/latest",
        "/t/x/{topic}",
        "/t/{topic}/reply?to=2&quote=1",
        "/p/{post}/history",
        "/tags",
        "/c/x/{circle}",
        "/c/{circle}/people",
        "/categories",
        "/my/notifications",
        "/my/settings",
        "/lessons",
        "/lessons/x/{docx}",
        "/lessons/x/{docx}?version=1",
        "/lessons/{docx}/versions",
        "/lessons/{docx}/compare?from=1&to=2",
        "/lessons/x/{md}",
        "/lessons/x/{txt}",
        "/lessons/{docx}/comment?version=2&block=b5",
        "/lessons/{docx}/versions/new",
        "/feedback/{feedback}/decline",
        "/search?q=onerror",
        "/search?q=%22%20onfocus%3Dwindow.hit%3D1%20autofocus%20x%3D%22",
        "/t/new?title=%3Cimg%20src%3Dx%20onerror%3Dwindow.hit%3D1%3E",
        "/login?next=javascript:hit",
        "/outbox",
        "/lessons/new",
        "/%3Cimg%20src=x%20onerror=window.hit=1%3E?%22%3E%3Cscript%3Ewindow.hit=1%3C/script%3E",
    ]
    wrong, shown = {}, 0
    with looking(chromium, client) as page:
        page.goto(f"{ADDRESS}/nosuch")
        page.set_content(f"{WRITTEN[4]}<a href=' java&#10;script:x'>a</a><p onclick=x>")
        page.wait_for_function("window.hit")
        assert len(page.evaluate(LOOK)) == 5, "the look itself must see what runs"
        for one in pages:
            address = one.format(**poisoned)
            page.goto(ADDRESS + address, wait_until="load")
            shown += "window.hit" in page.content()
            page.evaluate(POKE)
            found = page.evaluate(LOOK)
            if found:
                wrong[address] = found
        for letter in sorted((config.data / "outbox").glob("*.eml")):
            body = message_from_bytes(letter.read_bytes(), policy=policy.default).get_body(("html",))
            page.goto(f"{ADDRESS}/nosuch")
            page.set_content(body.get_content())
            found = [one for one in page.evaluate(LOOK) if not one.startswith("meta")]
            if found:
                wrong[letter.name] = found
    assert wrong == {}
    assert shown > len(pages) // 2, "the payloads must be on the pages that are looked at"
