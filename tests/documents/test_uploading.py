"""Files shown in posts: who may open them when, what is kept of a picture, what is thrown away."""

import io
import os
import time
from datetime import timedelta

import pytest
from PIL import Image

from forum import blobs, clock
from forum.actor import Actor
from forum.db import transaction
from forum.documents import operations, queries
from forum.documents.models import StoredFile
from forum.documents.operations import sweep_uploads, upload, uploading
from forum.errors import Forbidden, Invalid, NotFound, TooMany
from forum.topics.operations import change_audience, delete_post, edit_post, reply, restore_post
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.documents import make_docx, make_png
from tests.factories.topics import make_topic

VISITOR = Actor.visitor()


@pytest.fixture
def circle(app):
    return make_association("Математики")


@pytest.fixture
def author(circle):
    person = make_person()
    join(person, circle)
    return person


def send(person, content=None, name="Доска.png"):
    with transaction():
        return upload(actor=actor_of(person), stream=io.BytesIO(content or make_png()), name=name)


def say(person, topic_id, file, body="![x](/files/{}/media/photo.png)"):
    with transaction():
        return reply(actor=actor_of(person), topic_id=topic_id, body=body.format(file)).id


def opens(actor, file_id):
    with transaction(write=False):
        try:
            return queries.get_file(actor=actor, file_id=file_id).id == file_id
        except NotFound:
            return False


def test_a_picture_is_kept_without_place_and_camera(author):
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Camera of Omarova", {1: "N", 2: (43.0, 14.0, 0.0)}
    out = io.BytesIO()
    Image.new("RGB", (64, 32), (9, 99, 9)).save(out, "JPEG", exif=exif)
    assert b"Omarova" in out.getvalue()
    made = send(author, out.getvalue(), "IMG_1.jpg")
    assert (made.width, made.height) == (64, 32)
    with transaction(write=False):
        file = queries.get_file(actor=actor_of(author), file_id=made.file_id)
        media = queries.get_media(actor=actor_of(author), file_id=made.file_id, name=made.picture)
    assert file.sha256 == media.sha256
    kept = blobs.store().path(file.sha256).read_bytes()
    assert b"Omarova" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_file_is_its_senders_alone_until_a_post_shows_it(circle, author):
    reader = make_person()
    join(reader, circle)
    stranger = actor_of(make_person())
    topic = make_topic(circle, author, audience=circle)
    made = send(author)
    assert [opens(actor, made.file_id) for actor in (actor_of(author), actor_of(reader), stranger, VISITOR)] == [
        True, False, False, False,
    ]  # fmt: skip
    say(author, topic.id, made.file_id)
    assert [opens(actor, made.file_id) for actor in (actor_of(author), actor_of(reader), stranger, VISITOR)] == [
        True, True, False, False,
    ]  # fmt: skip


def test_nobody_opens_a_file_by_naming_anothers(circle, author):
    thief = make_person()
    join(thief, circle)
    topic = make_topic(circle, author)
    made = send(author)
    say(thief, topic.id, made.file_id)
    assert not opens(actor_of(thief), made.file_id)
    assert not opens(VISITOR, made.file_id)


def test_a_file_of_a_lesson_is_not_opened_by_a_post(circle, author):
    closed = make_topic(circle, author, audience=circle)
    public = make_topic(circle, author)
    with transaction():
        stored = operations.store_file(
            actor=actor_of(author), stream=io.BytesIO(make_docx()), name="План.docx", topic_id=closed.id
        )
        file_id = stored.id
    say(author, public.id, file_id, "[План|DOCX](/files/{}/plan.docx)")
    assert not opens(VISITOR, file_id)


def test_the_right_follows_the_post(circle, author):
    topic = make_topic(circle, author)
    made = send(author)
    post = say(author, topic.id, made.file_id)
    assert opens(VISITOR, made.file_id)
    with transaction():
        delete_post(actor=actor_of(author), post_id=post)
    assert not opens(VISITOR, made.file_id)
    with transaction():
        restore_post(actor=actor_of(author), post_id=post)
    assert opens(VISITOR, made.file_id)
    with transaction():
        change_audience(actor=actor_of(author), topic_id=topic.id, audience=str(circle))
    assert not opens(VISITOR, made.file_id)
    with transaction():
        change_audience(actor=actor_of(author), topic_id=topic.id, audience="public")
        edit_post(actor=actor_of(author), post_id=post, revision=0, body="Без картинки")
    assert not opens(VISITOR, made.file_id)


def test_an_edit_keeps_the_files_that_stay_and_takes_new_ones(circle, author):
    topic = make_topic(circle, author)
    first, second, third = send(author), send(author), send(author)
    post = say(author, topic.id, first.file_id)
    body = "![a](/files/{}/media/photo.png) ![b](/files/{}/media/photo.png)"
    for revision, pair in enumerate([(first, second), (second, third)]):
        with transaction():
            text = body.format(*(one.file_id for one in pair))
            edit_post(actor=actor_of(author), post_id=post, revision=revision, body=text)
    assert [opens(VISITOR, one.file_id) for one in (first, second, third)] == [False, True, True]


def test_of_two_posts_the_wider_one_decides(circle, author):
    public, closed = make_topic(circle, author), make_topic(circle, author, audience=circle)
    made = send(author)
    say(author, closed.id, made.file_id)
    assert not opens(VISITOR, made.file_id)
    say(author, public.id, made.file_id)
    assert opens(VISITOR, made.file_id)


@pytest.mark.parametrize(
    ("content", "name"), [(b"<svg onload=alert(1)>", "x.svg"), (b"MZ" + b"\0" * 99, "x.exe"), (b"", "x.png")]
)
def test_what_is_not_taken_in_is_said_at_once(author, content, name):
    with pytest.raises(Invalid) as refusal, transaction():
        upload(actor=actor_of(author), stream=io.BytesIO(content), name=name)
    assert refusal.value.field == "files"


def test_a_picture_too_large_and_too_many_files_are_refused(author, monkeypatch):
    monkeypatch.setattr(uploading, "LARGEST_PICTURE", 10)
    with pytest.raises(Invalid):
        send(author)
    monkeypatch.undo()
    monkeypatch.setattr(uploading, "MOST_WAITING", 1)
    send(author)
    with pytest.raises(TooMany):
        send(author)


def test_only_who_may_write_may_send(app):
    with pytest.raises(Forbidden):
        send(make_person(confirmed=False))


def age(file_id, hours=25):
    with transaction() as session:
        file = session.get_one(StoredFile, file_id)
        file.created_at = clock.now() - timedelta(hours=hours)
        path = blobs.store().path(file.sha256)
    past = time.time() - hours * 3600
    os.utime(path, (past, past))
    return path


def test_what_stood_nowhere_for_a_day_is_thrown_away_with_its_bytes(circle, author):
    lost, shown, fresh = (send(author, make_png(30 + n, 20)) for n in range(3))
    topic = make_topic(circle, author)
    say(author, topic.id, shown.file_id)
    paths = [age(one.file_id) for one in (lost, shown)]
    assert sweep_uploads() == 1
    assert [path.exists() for path in paths] == [False, True]
    assert [opens(actor_of(author), one.file_id) for one in (lost, shown, fresh)] == [False, True, True]


def test_bytes_that_another_file_needs_stay(circle, author):
    lost, shown = send(author), send(author)
    say(author, make_topic(circle, author).id, shown.file_id)
    path = age(lost.file_id)
    sweep_uploads()
    assert path.exists()
