"""A file is checked at once and kept under its own name; who may open it is asked by file, never by content."""

import io

import pytest
from sqlalchemy import func, select

from forum import blobs
from forum.actor import Actor
from forum.db import transaction
from forum.documents import operations, policy, queries
from forum.documents.models import StoredFile
from forum.errors import Forbidden, Invalid, NotFound
from forum.outbox import OutboxEvent
from forum.topics.models import Topic
from forum.topics.operations.rows import rights_of
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.documents import file_row, make_docx, put_rendition, store
from tests.factories.topics import make_topic


def readable(actor, file_id):
    with transaction(write=False):
        try:
            return queries.get_file(actor=actor, file_id=file_id).id == file_id
        except NotFound:
            return False


def test_file_is_kept_with_its_name_and_waits_for_the_worker(app):
    actor = actor_of(make_person())
    content = make_docx()
    row = file_row(store(actor, content, "C:\\Уроки\\Қысқа мерзімді жоспар №1.docx"))
    assert (row.name, row.kind, row.size) == ("Қысқа мерзімді жоспар №1.docx", "docx", len(content))
    assert blobs.store().path(row.sha256).read_bytes() == content
    with transaction(write=False) as session:
        assert session.scalars(select(OutboxEvent.kind)).all() == ["FileStored"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("план.docx", "план.docx"),
        ("../../etc/passwd", "passwd"),
        ("план\u202excod.exe", "планxcod.exe"),
        ("a\r\nSet-Cookie: x=1.docx", "aSet-Cookie x=1.docx"),
        ('<img src=x onerror="1">.pdf', "img src=x onerror= 1.pdf"),
        ("и\u0306.pdf", "й.pdf"),
        ("", "file"),
        ("///", "file"),
        ("я" * 400 + ".docx", "я" * 250 + ".docx"),
    ],
)
def test_names_are_cleaned_and_stay_cyrillic(sent, kept):
    assert operations.clean_name(sent) == kept


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "пусто.docx"),
        (b"MZ\x90\x00" + b"\0" * 500, "план.exe"),
        (make_docx(), "~$план.docx"),
        (b"PK\x03\x04x", "план.docx"),
    ],
)
def test_what_the_gate_refuses_leaves_nothing_but_a_sentence(app, content, name):
    actor = actor_of(make_person())
    with pytest.raises(Invalid) as refusal:
        store(actor, content, name)
    assert refusal.value.field == "files"
    assert refusal.value.text().endswith(".")
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_too_large_is_refused_before_anything_is_kept(app):
    actor = actor_of(make_person())
    with pytest.raises(Invalid) as refusal, transaction():
        operations.store_file(actor=actor, stream=io.BytesIO(b"x" * 3_000_000), name="a.txt", max_bytes=2 * 1024 * 1024)
    assert refusal.value.text() == "Файл больше 2 МБ. Уменьшите его и выберите снова."


def test_visitor_stores_nothing(app):
    with pytest.raises(Forbidden), transaction():
        operations.store_file(actor=Actor.visitor(), stream=io.BytesIO(make_docx()), name="a.docx")


def test_same_bytes_in_public_and_in_private_never_cross(app):
    place = make_association()
    author, stranger = make_person(), make_person()
    join(author, place)
    actor, other = actor_of(author), actor_of(stranger)
    public, private = make_topic(place, author), make_topic(place, author, audience="private")
    content = make_docx()
    shown = store(actor, content, "открытый.docx", topic_id=public.id)
    hidden = store(actor, content, "закрытый.docx", topic_id=private.id)
    loose = store(actor, content, "черновик.docx")
    assert file_row(shown).sha256 == file_row(hidden).sha256 == file_row(loose).sha256
    assert [readable(other, one) for one in (shown, hidden, loose)] == [True, False, False]
    assert [readable(Actor.visitor(), one) for one in (shown, hidden, loose)] == [True, False, False]
    assert [readable(actor, one) for one in (shown, hidden, loose)] == [True, True, True]


def test_list_rule_and_row_rule_agree_for_everybody(app):
    city = make_association("Город")
    school = make_association("Школа", [city])
    people = {name: make_person(name) for name in ("автор", "школа", "город", "чужой", "админ")}
    join(people["автор"], school)
    join(people["школа"], school)
    join(people["город"], city, "head")
    actors = [Actor.visitor(), *(actor_of(one) for one in people.values()), actor_of(make_person(is_admin=True))]
    files = []
    for audience in ("public", "private", school, city):
        for deleted in (False, True):
            topic = make_topic(school, people["автор"], audience=audience, deleted=deleted)
            files.append(store(actors[1], make_docx(), topic_id=topic.id))
    files.append(store(actors[2], make_docx()))
    with transaction(write=False) as session:
        for actor in actors:
            seen = set(session.scalars(select(StoredFile.id).where(policy.visible_to(actor))))
            for file_id in files:
                file = session.get(StoredFile, file_id)
                topic = session.get(Topic, file.topic_id) if file.topic_id else None
                rights = policy.FileRights(uploader_id=file.uploader_id, topic=rights_of(topic) if topic else None)
                assert policy.can_read(actor, rights) == (file_id in seen)


def test_rendition_progress_and_pictures_ask_for_the_same_right(app):
    place = make_association()
    author = make_person()
    join(author, place)
    topic = make_topic(place, author, audience=place)
    file_id = store(actor_of(author), make_docx(), topic_id=topic.id)
    put_rendition(file_id)
    stranger = actor_of(make_person())
    with transaction(write=False):
        assert queries.find_rendition(actor=actor_of(author), file_id=file_id) is not None
        assert queries.find_rendition(actor=stranger, file_id=file_id) is None
        with pytest.raises(NotFound):
            queries.get_progress(actor=stranger, file_id=file_id)
        with pytest.raises(NotFound):
            queries.get_media(actor=stranger, file_id=file_id, name="m1.png")
