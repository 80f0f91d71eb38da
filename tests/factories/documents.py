"""Files of the tests: real small DOCX documents, and renditions put straight into the tables."""

import io
from collections.abc import Sequence
from dataclasses import asdict
from html import escape

import docx
from PIL import Image
from sqlalchemy import select, update

from forum.actor import Actor
from forum.db import transaction
from forum.documents import operations
from forum.documents.converters.rendition import Block
from forum.documents.models import StoredFile, StoredRendition

PLAN = ("Цель урока: сложение дробей", "Этап 1. Вызов: спор про лепёшку", "Этап 2. Карточки одного уровня для всех")


def make_docx(paragraphs: Sequence[str] = PLAN, *, rows: Sequence[Sequence[str]] = ()) -> bytes:
    """Return the bytes of a Word document with paragraphs and, if asked, one table under them."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_png(width: int = 40, height: int = 20) -> bytes:
    """Return the bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 80, 40)).save(out, "PNG")
    return out.getvalue()


def store(actor: Actor, content: bytes, name: str = "План.docx", *, topic_id: int | None = None) -> int:
    """Return the id of a file stored through the operation."""
    with transaction():
        file = operations.store_file(actor=actor, stream=io.BytesIO(content), name=name, topic_id=topic_id)
        return file.id


def make_blocks(texts: Sequence[str]) -> tuple[Block, ...]:
    """Return paragraphs as blocks b1, b2 and so on."""
    return tuple(Block(id=f"b{number}", kind="paragraph", text=text) for number, text in enumerate(texts, 1))


def put_rendition(file_id: int, texts: Sequence[str] = PLAN) -> None:
    """Make a file readable without running a converter: a page of paragraphs."""
    blocks = make_blocks(texts)
    html = "".join(
        f'<p data-block="{block.id}" data-kind="paragraph">'
        f"{escape(block.text, quote=False)}<!--comment:{block.id}--></p>"
        for block in blocks
    )
    with transaction() as session:
        session.execute(
            update(StoredRendition)
            .where(StoredRendition.file_id == file_id)
            .values(state="ready", html=html, blocks=[asdict(block) for block in blocks], text="\n".join(texts))
        )


def state_of(file_id: int) -> str:
    """Return how far the conversion of a file is."""
    with transaction(write=False) as session:
        return session.scalar(select(StoredRendition.state).where(StoredRendition.file_id == file_id))


def file_row(file_id: int) -> StoredFile:
    """Return the row of a file, detached."""
    with transaction(write=False) as session:
        row = session.get(StoredFile, file_id)
        session.expunge(row)
        return row
