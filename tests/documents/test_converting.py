"""The worker makes files readable, in short transactions, once, whatever kills it in between."""

import pytest
from sqlalchemy import select

from forum import blobs, jobs
from forum.db import transaction
from forum.documents import handlers, queries
from forum.documents.converters.sandbox import ConversionFailed
from forum.documents.events import FileStored
from forum.documents.models import RenditionMedia, StoredRendition
from forum.outbox import OutboxDelivery, OutboxEvent
from tests.factories.accounts import actor_of, make_person
from tests.factories.documents import PLAN, file_row, make_docx, make_png, state_of, store


@pytest.fixture
def actor(app):
    return actor_of(make_person())


def converted_events():
    with transaction(write=False) as session:
        rows = session.scalars(select(OutboxEvent).where(OutboxEvent.kind == "FileConverted"))
        return [row.payload["ok"] for row in rows]


def test_document_becomes_a_page_of_blocks(actor):
    file_id = store(actor, make_docx(rows=[["Этап", "Время"], ["Вызов", "5 минут"]]))
    assert state_of(file_id) == "waiting"
    jobs.run_pending()
    with transaction(write=False):
        page = queries.find_rendition(actor=actor, file_id=file_id)
        blocks = queries.list_blocks(file_id)
        (text,) = queries.list_texts([file_id])
    assert state_of(file_id) == "ready"
    assert "<table" in page.html
    assert [block.text for block in blocks[:3]] == list(PLAN)
    assert "5 минут" in text.text
    assert f"<!--comment:{blocks[0].id}-->" in page.html


def test_pictures_are_kept_apart_under_the_files_own_right(actor):
    file_id = store(actor, make_png(), "Фото доски.png")
    jobs.run_pending()
    with transaction(write=False) as session:
        rows = session.scalars(select(RenditionMedia)).all()
        assert len(rows) >= 1
        media = queries.get_media(actor=actor, file_id=file_id, name=rows[0].name)
        assert media.mime.startswith("image/")
        assert blobs.store().exists(media.sha256)


def test_delivering_again_converts_nothing_again(actor, monkeypatch):
    file_id = store(actor, make_docx())
    handlers.convert([FileStored(file_id=file_id)])
    monkeypatch.setattr(handlers.sandbox, "convert", None)
    handlers.convert([FileStored(file_id=file_id), FileStored(file_id=10**6)])
    assert converted_events() == [True]


def test_failure_is_a_clear_sentence_and_the_original_stays(actor, monkeypatch):
    file_id = store(actor, make_docx())

    def fail(*_args, **_named):
        raise ConversionFailed("timeout")

    monkeypatch.setattr(handlers.sandbox, "convert", fail)
    handlers.convert([FileStored(file_id=file_id)])
    with transaction(write=False):
        progress = queries.get_progress(actor=actor, file_id=file_id)
        assert queries.find_rendition(actor=actor, file_id=file_id) is None
    assert (progress.state, progress.is_settled) == ("failed", True)
    assert progress.message.startswith("Файл слишком сложный")
    assert blobs.store().exists(file_row(file_id).sha256)
    assert converted_events() == [False]


def test_trouble_of_the_machine_is_tried_again(actor, monkeypatch):
    file_id = store(actor, make_docx())
    real = handlers.sandbox.convert

    def fail(*_args, **_named):
        raise ConversionFailed("unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(handlers.sandbox, "convert", fail)
        jobs.run_pending()
    with transaction() as session:
        owed = session.scalars(select(OutboxDelivery).where(OutboxDelivery.handler.contains("convert"))).one()
        assert owed.attempts == 1
    assert handlers.sandbox.convert is real
    handlers.convert([FileStored(file_id=file_id)])
    assert state_of(file_id) == "ready"


@pytest.mark.parametrize("moment", ["_convert", "_keep", "_finish"])
def test_worker_killed_in_the_middle_does_it_again(actor, monkeypatch, moment):
    class KilledError(BaseException):
        pass

    def kill(*_args, **_named):
        raise KilledError

    file_id = store(actor, make_png(), "Доска.png")
    with monkeypatch.context() as patch:
        patch.setattr(handlers, moment, kill)
        with pytest.raises(KilledError):
            jobs.deliver("documents.handlers.convert")
    assert state_of(file_id) == "working"
    jobs.release_leases()
    jobs.run_pending()
    assert state_of(file_id) == "ready"
    assert converted_events() in ([True], [])


def test_progress_is_seen_while_pages_are_made(actor, monkeypatch):
    seen = []

    def convert(_path, _kind, *, into, on_progress):
        on_progress(1, 4)
        with transaction(write=False) as session:
            seen.append(
                session.execute(select(StoredRendition.state, StoredRendition.done, StoredRendition.total)).one()
            )
        on_progress(2, 4)
        on_progress(4, 4)
        with transaction(write=False) as session:
            seen.append(
                session.execute(select(StoredRendition.state, StoredRendition.done, StoredRendition.total)).one()
            )
        raise ConversionFailed("broken")

    monkeypatch.setattr(handlers.sandbox, "convert", convert)
    handlers.convert([FileStored(file_id=store(actor, make_docx()))])
    assert seen == [("working", 1, 4), ("working", 4, 4)]
