"""Files leave under their own names, in a sandbox, and only to whoever may read them."""

import io
from urllib.parse import quote

import pytest
from PIL import Image
from sqlalchemy import select

from forum import blobs, jobs
from forum.db import transaction
from forum.documents.models import RenditionMedia
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.documents import file_row, make_docx, make_png, store
from tests.factories.lessons import publish
from tests.factories.topics import make_topic


@pytest.fixture
def author(app):
    place = make_association()
    person = make_person()
    join(person, place)
    return actor_of(person), place


def test_original_downloads_under_its_cyrillic_name(client, author):
    actor, place = author
    lesson = publish(actor, place, file_name="Қысқа мерзімді жоспар.docx")
    answer = client.get(f"/files/{lesson.file_id}/anything")
    assert answer.data[:2] == b"PK"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert f"filename*=UTF-8''{quote('Қысқа мерзімді жоспар.docx')}" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    answer.close()


def test_name_of_a_file_breaks_no_header(client, author):
    actor, place = author
    lesson = publish(actor, place, file_name='a"\r\nSet-Cookie: x=1;.docx')
    answer = client.get(f"/files/{lesson.file_id}/x")
    assert "Set-Cookie" not in answer.headers or "x=1" not in answer.headers["Set-Cookie"]
    assert "\n" not in answer.headers["Content-Disposition"]
    answer.close()


def test_closed_file_is_stored_by_no_cache_and_given_to_no_stranger(client, author):
    actor, place = author
    lesson = publish(actor, place, audience=str(place))
    assert client.get(f"/files/{lesson.file_id}/x").status_code == 404
    sign_in(client, make_person())
    assert client.get(f"/files/{lesson.file_id}/x").status_code == 404
    sign_in(client, actor.id)
    answer = client.get(f"/files/{lesson.file_id}/x")
    assert answer.headers["Cache-Control"] == "private, no-store"
    answer.close()


def test_same_bytes_elsewhere_open_nothing(client, author):
    actor, place = author
    content = make_docx()
    public, private = make_topic(place, actor.id), make_topic(place, actor.id, audience="private")
    shown, hidden = (store(actor, content, topic_id=topic.id) for topic in (public, private))
    loose = store(actor, content)
    with client.get(f"/files/{shown}/x") as answer:
        assert answer.status_code == 200
    assert [client.get(f"/files/{one}/x").status_code for one in (hidden, loose)] == [404, 404]


def test_picture_of_a_page_is_shown_with_its_own_type(client, author):
    actor, place = author
    topic = make_topic(place, actor.id)
    file_id = store(actor, make_png(), "Доска.png", topic_id=topic.id)
    jobs.run_pending()
    with transaction(write=False) as session:
        names = session.scalars(select(RenditionMedia.name)).all()
    assert names
    for name in names:
        with client.get(f"/files/{file_id}/media/{name}") as answer:
            assert answer.mimetype in {"image/png", "image/jpeg"}
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert "attachment" not in answer.headers["Content-Disposition"]
    for name in ("none.png", "../../etc/passwd"):
        assert client.get(f"/files/{file_id}/media/{name}").status_code == 404


def test_progress_is_a_piece_that_asks_again_until_it_is_ready(client, author):
    actor, place = author
    lesson = publish(actor, place, None)
    url = f"/files/{lesson.file_id}/progress"
    waiting = client.get(url)
    assert "hx-get" in waiting.text
    assert "HX-Refresh" not in waiting.headers
    assert client.get(url, headers={"Accept": "application/json"}).json == {"state": "waiting", "done": 0, "total": 0}
    jobs.run_pending()
    ready = client.get(url)
    assert "hx-get" not in ready.text
    assert ready.headers["HX-Refresh"] == "true"


def test_blob_that_is_gone_is_not_found(client, author):
    actor, place = author
    lesson = publish(actor, place)
    path = blobs.store().path(file_row(lesson.file_id).sha256)
    path.unlink()
    assert client.get(f"/files/{lesson.file_id}/x").status_code == 404


def test_photo_keeps_its_place_and_camera_to_its_owner(client, author):
    actor, place = author
    exif = Image.Exif()
    exif[0x010F] = "Секретная камера"
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (10, 120, 60)).save(out, "JPEG", exif=exif)
    topic = make_topic(place, actor.id)
    file_id = store(actor, out.getvalue(), "Доска в классе.jpeg", topic_id=topic.id)
    jobs.run_pending()
    with client.get(f"/files/{file_id}/x") as answer:
        assert quote("Доска в классе.") in answer.headers["Content-Disposition"]
        assert answer.data != out.getvalue()
        assert dict(Image.open(io.BytesIO(answer.data)).getexif()) == {}
    sign_in(client, actor.id)
    with client.get(f"/files/{file_id}/x") as answer:
        assert answer.data == out.getvalue()
