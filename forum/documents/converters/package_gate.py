"""Zip packages (DOCX, PPTX, XLSX, ODT): bombs, traps, macros and passwords are found before anything is parsed."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

from forum.documents.converters.legacy_gate import BROKEN, ENCRYPTED, LARGE, MACROS
from forum.documents.converters.refusal import Refused
from forum.errors import N_

PART_BYTES = 60_000_000
TOTAL_BYTES = 150_000_000
RATIO = 200
RATIO_FROM = 1_000_000
NAMES = 3000
CELLS = 20_000
DEPTH = 30
_DIRECTORY_BYTES = 2_000_000
_CHUNK = 1 << 16
_PROLOG = 1 << 16

ARCHIVE = N_("Это архив. Распакуйте его и загрузите документы по одному.")
TRAP = N_("Файл устроен опасно, и мы его не приняли. Откройте его у себя, сохраните заново как DOCX или PDF.")
TABLE = N_("В документе слишком большая или слишком глубоко вложенная таблица. Разделите его на части.")
SHEET = N_("Это таблица LibreOffice. Откройте её и сохраните как XLSX.")
SLIDES = N_("Это презентация LibreOffice. Откройте её и сохраните как PPTX.")

_MAIN = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"wordprocessingml.template.main+xml", "docx"),
    (b"presentationml.presentation.main+xml", "pptx"),
    (b"presentationml.slideshow.main+xml", "pptx"),
    (b"presentationml.template.main+xml", "pptx"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
)
_PARTS = {"docx": r"word/document[0-9]*\.xml", "odt": r"content\.xml"}
_TABLE = re.compile(rb"<(/?)(?:[A-Za-z][\w.-]*:)?(tbl|tc|table|table-cell)(?=[\s>/])[^<>]*?(/?)>")
_ROOT = re.compile(rb"<[A-Za-z]")


def inspect_package(path: Path) -> str:
    """Return docx, pptx, xlsx or odt; raises Refused."""
    _check_directory_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive)
            kind = _kind(archive)
            for item in archive.infolist():
                if item.filename.lower().endswith((".xml", ".rels")):
                    _check_prolog(archive, item)
            _check_tables(archive, kind)
    except Refused:
        raise
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        struct.error,
    ) as error:
        raise Refused("broken", BROKEN) from error
    except Exception as error:  # zlib.error, lzma.LZMAError and what else a decoder invents
        raise Refused("broken", BROKEN) from error
    return kind


def _check_directory_size(path: Path) -> None:
    """Look at the end record alone: zipfile would read a directory of a million names before we could object."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - 66_000))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        raise Refused("broken", BROKEN)
    count, directory = struct.unpack_from("<HI", tail, at + 10)
    if directory > _DIRECTORY_BYTES or count > NAMES:
        raise Refused("trap", TRAP)


def _check_directory(archive: zipfile.ZipFile) -> None:
    items = archive.infolist()
    names = [item.filename for item in items]
    if len(names) > NAMES or len(set(names)) != len(names):
        raise Refused("trap", TRAP)
    if any(_leads_out(name) for name in names):
        raise Refused("trap", TRAP)
    if any(item.flag_bits & 0x1 for item in items):
        raise Refused("encrypted", ENCRYPTED)
    if any(item.file_size > PART_BYTES for item in items) or sum(item.file_size for item in items) > TOTAL_BYTES:
        raise Refused("size", LARGE)
    if any(item.file_size > RATIO_FROM and item.file_size > RATIO * max(1, item.compress_size) for item in items):
        raise Refused("trap", TRAP)


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\x00" in name


def _kind(archive: zipfile.ZipFile) -> str:
    names = {item.filename for item in archive.infolist()}
    lower = [name.lower() for name in names]
    if "mimetype" in names:
        return _open_document(archive, lower)
    if "[Content_Types].xml" not in names:
        raise Refused("archive", ARCHIVE)
    types = archive.open("[Content_Types].xml").read(1_000_000)
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in lower) or b"macroEnabled" in types:
        raise Refused("macros", MACROS)
    for mark, kind in _MAIN:
        if mark in types:
            return kind
    raise Refused("archive", ARCHIVE)


def _open_document(archive: zipfile.ZipFile, names: list[str]) -> str:
    mime = archive.open("mimetype").read(200).decode("ascii", "replace").strip()
    if mime.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        raise Refused("format", SHEET)
    if mime.startswith("application/vnd.oasis.opendocument.presentation"):
        raise Refused("format", SLIDES)
    if not mime.startswith("application/vnd.oasis.opendocument.text"):
        raise Refused("archive", ARCHIVE)
    if any(name.startswith(("basic/", "scripts/")) and not name.endswith("/") for name in names):
        raise Refused("macros", MACROS)
    manifest = archive.open("META-INF/manifest.xml").read(1_000_000) if "meta-inf/manifest.xml" in names else b""
    if b"encryption-data" in manifest:
        raise Refused("encrypted", ENCRYPTED)
    return "odt"


def _check_prolog(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> None:
    """Refuse a part with a DOCTYPE or an entity; both can stand only before the first element."""
    with archive.open(item) as stream:
        head = stream.read(512)
        while head and _ROOT.search(head) is None and len(head) < _PROLOG:
            more = stream.read(_CHUNK)
            if not more:
                break
            head += more
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in head[:64]:
        head = head.replace(b"\x00", b"")
    upper = head.upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
        raise Refused("trap", TRAP)


def _check_tables(archive: zipfile.ZipFile, kind: str) -> None:
    """Count the cells and the depth of tables in the main part, streaming with a cap on its bytes."""
    pattern = _PARTS.get(kind)
    if pattern is None:
        return
    for item in archive.infolist():
        if re.fullmatch(pattern, item.filename):
            _count_tables(archive, item)


def _count_tables(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> None:
    cells = depth = total = 0
    rest = b""
    with archive.open(item) as stream:
        while chunk := stream.read(_CHUNK):
            total += len(chunk)
            if total > PART_BYTES:
                raise Refused("size", LARGE)
            window = rest + chunk
            end = window.rfind(b"<")
            rest = window[end:] if end >= 0 else b""
            for closing, name, empty in _TABLE.findall(window[: max(end, 0)]):
                if name in {b"tc", b"table-cell"}:
                    cells += not closing
                elif not empty:
                    depth += -1 if closing else 1
                if cells > CELLS or depth > DEPTH:
                    raise Refused("table", TABLE)
            if len(rest) > PART_BYTES // 10:
                raise Refused("trap", TRAP)
