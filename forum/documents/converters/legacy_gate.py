"""Old Office files (OLE2): which of them is a plain .doc, and what to say of the rest."""

from __future__ import annotations

import struct
from pathlib import Path

from forum.documents.converters.refusal import Refused
from forum.errors import N_

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BYTES = 60_000_000

ENCRYPTED = N_("Файл защищён паролем. Снимите пароль, сохраните файл и загрузите его ещё раз.")
MACROS = N_("В файле есть макросы, такие файлы мы не принимаем. Сохраните его без макросов, например как DOCX.")
OLD_TABLE = N_("Это таблица старого формата XLS. Откройте её и сохраните как XLSX.")
OLD_SLIDES = N_("Это презентация старого формата PPT. Откройте её и сохраните как PPTX.")
OLD_UNKNOWN = N_("Это файл старого формата, прочитать его не получится. Сохраните его как DOCX или PDF.")
BROKEN = N_("Файл повреждён. Откройте его у себя, сохраните заново и загрузите ещё раз.")
LARGE = N_("Файл слишком большой. Уменьшите картинки в нём или разделите его на части.")

_ENTRY = 128


def inspect_ole(path: Path) -> None:
    """Return for an unprotected Word document; raises Refused for every other OLE2 file."""
    if path.stat().st_size > BYTES:
        raise Refused("size", LARGE)
    data = path.read_bytes()
    if _find(data, "EncryptedPackage") is not None or _find(data, "EncryptionInfo") is not None:
        raise Refused("encrypted", ENCRYPTED)
    if _find(data, "_VBA_PROJECT") is not None or _find(data, "VBA") is not None:
        raise Refused("macros", MACROS)
    entry = _find(data, "WordDocument")
    if entry is None:
        if _find(data, "Workbook") is not None or _find(data, "Book") is not None:
            raise Refused("legacy", OLD_TABLE)
        raise Refused("legacy", OLD_SLIDES if _find(data, "PowerPoint Document") is not None else OLD_UNKNOWN)
    if _is_protected(data, entry):
        raise Refused("encrypted", ENCRYPTED)


def _find(data: bytes, name: str) -> int | None:
    """Return the offset of the directory entry with this name: at a multiple of 128, with the length beside it."""
    wanted = name.encode("utf-16-le") + b"\x00\x00"
    at = data.find(wanted)
    while at >= 0:
        if at % _ENTRY == 0 and at + _ENTRY <= len(data) and data[at + 64 : at + 66] == struct.pack("<H", len(wanted)):
            return at
        at = data.find(wanted, at + 1)
    return None


def _is_protected(data: bytes, entry: int) -> bool:
    """Read the fEncrypted bit of the file information block at the start of the WordDocument stream."""
    shift = struct.unpack_from("<H", data, 30)[0]
    start = struct.unpack_from("<I", data, entry + 116)[0]
    if shift not in {9, 12}:
        raise Refused("broken", BROKEN)
    block = (start + 1) << shift
    if block + 12 > len(data):
        raise Refused("broken", BROKEN)
    flags: int = struct.unpack_from("<H", data, block + 10)[0]
    return bool(flags & 0x0100)
