"""The gate takes teachers' files by what they are and refuses traps with a sentence."""

from __future__ import annotations

import struct
import time
import zipfile

import pytest

from forum.documents.converters.gate import Kind, Refused, inspect
from tests.documents import factories


def refusal(path, name=None):
    with pytest.raises(Refused) as caught:
        inspect(path, name or path.name)
    assert caught.value.text().endswith((".", "!"))
    return caught.value.code


def test_takes_every_kind_by_structure(tmp_path):
    assert inspect(factories.lesson_docx(tmp_path / "a"), "план.pdf") is Kind.DOCX
    assert inspect(factories.slides_pptx(tmp_path / "b"), "b.pptx") is Kind.PPTX
    assert inspect(factories.marks_xlsx(tmp_path / "c.xlsx"), "c.xlsx") is Kind.XLSX
    assert inspect(factories.lesson_odt(tmp_path / "d"), "d.odt") is Kind.ODT
    assert inspect(factories.text_pdf(tmp_path / "e", (("a",),)), "e.docx") is Kind.PDF
    (tmp_path / "f").write_bytes(factories.photo())
    assert inspect(tmp_path / "f", "f.jpg") is Kind.IMAGE
    (tmp_path / "g").write_text("# Қысқа жоспар", encoding="utf-16")
    assert inspect(tmp_path / "g", "g.md") is Kind.MD
    assert inspect(tmp_path / "g", "g.txt") is Kind.TXT


def test_is_quick(tmp_path):
    path = factories.lesson_docx(tmp_path / "a.docx", rows=tuple((str(n), "учитель", "ученик") for n in range(100)))
    inspect(path, path.name)
    start = time.process_time()
    for _ in range(5):
        inspect(path, path.name)
    assert (time.process_time() - start) / 5 < 0.02


def test_refuses_what_is_no_document(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"")
    assert refusal(path, "x.docx") == "empty"
    path.write_bytes(b"\x00" * 162)
    assert refusal(path, "~$план.docx") == "lock"
    path.write_bytes(b"<html><body>1</body></html>")
    assert refusal(path, "x.docx") == "web-page"
    path.write_bytes(b"{\\rtf1 text}")
    assert refusal(path, "x.doc") == "rtf"
    path.write_bytes(b"MZ\x90\x00" + bytes(range(256)))
    assert refusal(path, "x.docx") == "unknown"
    path.write_bytes(b"\xff\xd8\xff\xe0broken")
    assert refusal(path, "x.jpg") == "picture"


def test_refuses_entities_and_paths_that_lead_out(tmp_path):
    bomb = '<!DOCTYPE d [<!ENTITY a "b">]>'
    assert refusal(factories.raw_docx(tmp_path / "a.docx", "<w:p/>", prolog=bomb)) == "trap"
    hidden = "<!--" + "x" * 9000 + "-->" + bomb
    assert refusal(factories.raw_docx(tmp_path / "b.docx", "<w:p/>", prolog=hidden)) == "trap"
    for name in ("../../etc/cron", "/etc/passwd", "C:\\x"):
        assert refusal(factories.raw_docx(tmp_path / "c.docx", "<w:p/>", extra={name: "x"})) == "trap"


def test_refuses_bombs(tmp_path):
    assert refusal(factories.raw_docx(tmp_path / "a.docx", "<w:p/>" + " " * 70_000_000)) == "size"
    assert (
        refusal(factories.raw_docx(tmp_path / "b.docx", "", extra={"word/media/a.png": b"\x00" * 5_000_000})) == "trap"
    )
    many = {f"word/media/{number}": "" for number in range(3001)}
    assert refusal(factories.raw_docx(tmp_path / "c.docx", "", extra=many)) == "trap"


def test_refuses_tables_that_would_hang_the_converter(tmp_path):
    deep = "<w:tbl><w:tr><w:tc>" * 31 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 31
    assert refusal(factories.raw_docx(tmp_path / "a.docx", deep)) == "table"
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{hash(n)}</w:t></w:r></w:p></w:tc>" for n in range(20_001))
    assert refusal(factories.raw_docx(tmp_path / "b.docx", f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")) == "table"


def test_refuses_macros_passwords_and_other_packages(tmp_path):
    assert refusal(factories.raw_docx(tmp_path / "a.docx", "", extra={"word/vbaProject.bin": "x"})) == "macros"
    assert refusal(factories.lesson_odt(tmp_path / "b.odt", macros=True)) == "macros"
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("plan.txt", "x")
    assert refusal(tmp_path / "c.zip") == "archive"
    path = factories.raw_docx(tmp_path / "d.docx", "<w:p/>")
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    assert refusal(path) == "encrypted"
    path.write_bytes(data[: len(data) // 2])
    assert refusal(path) == "broken"


def ole(*names: str, flags: int = 0) -> bytes:
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<H", header, 30, 9)
    block = bytearray(512)
    struct.pack_into("<H", block, 10, flags)
    directory = bytearray()
    for name in names:
        entry = bytearray(128)
        encoded = name.encode("utf-16-le") + b"\x00\x00"
        entry[: len(encoded)] = encoded
        struct.pack_into("<H", entry, 64, len(encoded))
        directory += entry
    return bytes(header + block + directory + bytes(512))


def test_old_office_files(tmp_path):
    path = tmp_path / "a.doc"
    path.write_bytes(ole("WordDocument", "1Table"))
    assert inspect(path, path.name) is Kind.DOC
    path.write_bytes(ole("WordDocument", flags=0x0100))
    assert refusal(path) == "encrypted"
    for names, code in (
        (("EncryptedPackage",), "encrypted"),
        (("WordDocument", "_VBA_PROJECT"), "macros"),
        (("Workbook",), "legacy"),
        (("PowerPoint Document",), "legacy"),
        (("Other",), "legacy"),
    ):
        path.write_bytes(ole(*names))
        assert refusal(path) == code
