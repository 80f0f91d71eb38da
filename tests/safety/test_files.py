"""Files leave only to whoever may read them at that moment, under any name, in any part, however they are asked for."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from forum import jobs
from forum.db import transaction
from forum.documents.models import RenditionMedia, StoredRendition
from forum.lessons.models import LessonVersion
from forum.topics import operations as topics
from tests.factories.accounts import actor_of
from tests.factories.documents import make_docx, make_png, store
from tests.factories.lessons import publish
from tests.web.pages import forms

NAMES = (
    "Қысқа мерзімді жоспар (5-сынып).docx",
    "a.docx" * 200,
    "." * 200 + ".docx",
    "..docx",
    ".docx",
    "/etc/passwd.docx",
    "..\\..\\windows\\con.docx",
    "план\u202ecod.exe.docx",
    "a\u200b\u2066b.docx",
    "a\"b'c;d=e.docx",
    "a%0d%0aX: y.docx",
    "a\tb.docx",
    "$(rm -rf).docx",
    "<img src=x onerror=hit>.docx",
    "👩🏽‍🏫🇰🇿.docx",
    "name.DOCX",
    "план.docx ",
    "a.pdf.docx",
    "~.docx",
    "CON",
    "=cmd|'x'!A0.docx",
    "e\u0301" * 120 + ".docx",
)
SANDBOX = "default-src 'none'; sandbox"


def token_of(client, page: str) -> str:
    return next(one.fields["csrf_token"][0] for one in reversed(forms(client.get(page))) if "csrf_token" in one.fields)


@pytest.fixture
def closed(world) -> tuple[int, str]:
    """Give a closed file with a picture in it, as file id and the picture's address."""
    author = actor_of(world.people["author"])
    lesson = publish(author, world.circle, None, title="Закрытый план", audience=str(world.circle))
    with transaction() as session:
        rendition = session.scalar(select(StoredRendition.id).where(StoredRendition.file_id == lesson.file_id))
        picture = store_picture()
        session.add(RenditionMedia(rendition_id=rendition, name="p1.png", mime="image/png", sha256=picture))
    return lesson.file_id, f"/files/{lesson.file_id}/media/p1.png"


def store_picture() -> str:
    from forum import blobs  # noqa: PLC0415

    return blobs.store().put(io.BytesIO(make_png()), max_bytes=1_000_000).sha256


@pytest.mark.parametrize("name", NAMES)
def test_any_name_goes_in_and_comes_out(world, name):
    client = world.client("author")
    sent = {
        "csrf_token": token_of(client, "/lessons/new"),
        "title": "Дроби и весы",
        "subject": "math",
        "grade": "5",
        "language": "ru",
        "association": str(world.circle),
        "audience": "public",
        "note": "",
        "files": (io.BytesIO(make_docx()), name),
    }
    answer = client.post("/lessons/new", data=sent)
    assert answer.status_code in {303, 422}
    if answer.status_code == 422:
        assert 'id="files-error"' in answer.text
        return
    with transaction(write=False) as session:
        file_id = session.scalars(select(LessonVersion.file_id).order_by(LessonVersion.id.desc())).first()
    sent_back = client.get(f"/files/{file_id}/x")
    heading = sent_back.headers["Content-Disposition"]
    assert heading.startswith("attachment; ")
    assert heading.isascii()
    assert heading.isprintable()
    assert len(heading) < 4_000
    for trick in ("%E2%80%AE", "%E2%81%A6", "%E2%80%8B", "/", "%2F", "%5C", "\\", "%0D", "%0A"):
        assert trick not in heading.partition("filename")[2].replace("UTF-8''", ""), heading
    assert sent_back.data[:2] == b"PK"
    sent_back.close()
    assert client.get("/lessons").status_code == 200


def test_parts_heads_and_tags_of_a_closed_file(world, closed):
    file_id, picture = closed
    member, outsider, visitor = world.client("member"), world.client("outsider"), world.client("visitor")
    for address in (f"/files/{file_id}/x", picture):
        whole = member.get(address)
        tag, body = whole.headers["ETag"], whole.data
        assert whole.headers["Content-Security-Policy"] == SANDBOX
        assert whole.headers["X-Content-Type-Options"] == "nosniff"
        assert whole.headers["Cache-Control"] == "private, no-store"
        whole.close()
        part = member.get(address, headers={"Range": "bytes=0-3"})
        assert (part.status_code, part.data) == (206, body[:4])
        assert part.headers["Content-Security-Policy"] == SANDBOX
        part.close()
        head = member.head(address)
        assert (head.status_code, head.data) == (200, b"")
        head.close()
        for asked in (
            {"If-None-Match": tag},
            {"Range": "bytes=0-3"},
            {"If-Range": tag, "Range": "bytes=0-"},
            {"If-None-Match": "*"},
        ):
            for somebody in (outsider, visitor):
                for send in (somebody.get, somebody.head):
                    refused = send(address, headers=asked)
                    assert refused.status_code == 404, asked
                    assert "ETag" not in refused.headers
                    assert "Accept-Ranges" not in refused.headers
        for strange in (
            "bytes=-0",
            "bytes=999999999-",
            "bytes=5-1",
            "bytes=a-b",
            "items=0-1",
            "bytes=" + "0-0," * 5_000,
        ):
            with member.get(address, headers={"Range": strange}) as answer:
                assert answer.status_code in {200, 206, 416}, strange[:30]


def test_a_tag_is_worth_nothing_after_the_right_is_gone(world):
    author = actor_of(world.people["author"])
    visitor = world.client("visitor")
    address = f"/files/{world.file}/x"
    with visitor.get(address) as first:
        tag = first.headers["ETag"]
    with visitor.get(address, headers={"If-None-Match": tag}) as known:
        assert known.status_code == 304
    with transaction():
        topics.change_audience(actor=author, topic_id=world.lesson_topic, audience=str(world.circle))
    assert visitor.get(address, headers={"If-None-Match": tag}).status_code == 404
    assert visitor.get(f"/files/{world.file}/progress").status_code == 404


def test_a_file_of_no_topic_yet_is_its_uploaders_alone(world):
    uploader = actor_of(world.people["member"])
    file_id = store(uploader, make_docx(["Ещё не выложено"]))
    for role, status in (("member", 200), ("author", 404), ("outsider", 404), ("visitor", 404), ("methodologist", 404)):
        for address in (f"/files/{file_id}/x", f"/files/{file_id}/progress"):
            answer = world.client(role).get(address)
            assert answer.status_code == status, (role, address)
            answer.close()


def test_the_same_bytes_open_nothing_elsewhere(world):
    author = actor_of(world.people["author"])
    content = make_docx(["Одни и те же байты"])
    for first, second in (("public", str(world.circle)), (str(world.circle), "public")):
        ids = {}
        for audience in (first, second):
            lesson = publish(author, world.circle, None, title=f"План {audience} {first}", audience=audience)
            ids[audience] = store(author, content, topic_id=lesson.topic_id)
        jobs.run_pending()
        visitor = world.client("visitor")
        for audience, status in (("public", 200), (str(world.circle), 404)):
            answer = visitor.get(f"/files/{ids[audience]}/x")
            assert answer.status_code == status
            answer.close()


def test_a_picture_is_only_a_picture(world, closed):
    file_id, picture = closed
    member = world.client("member")
    answer = member.get(picture)
    assert answer.mimetype == "image/png"
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    answer.close()
    for name in ("..", "%2e%2e", "..%2f..%2fforum.db", "p1.png%00", "p1.png/", "P1.PNG", "x" * 5_000, "*", "p1.p%"):
        assert member.get(f"/files/{file_id}/media/{name}").status_code in {301, 308, 404}, name
