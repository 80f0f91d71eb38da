"""Old .doc: kept and found by its words, but shown only after somebody saves it as DOCX."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess

from forum.documents.converters.rendition import Rendition
from forum.documents.converters.task import Task
from forum.errors import N_

SAVE_AS_DOCX = N_(
    "Это файл старого формата DOC. Сохраните его как DOCX, чтобы читать и комментировать его на странице."
)
TEXT = 2_000_000
_RUN = re.compile(rb"(?:[\x20-\x7e\t\r\n\x07\x0b\xa0\xab\xbb]\x00|[\x00-\xff]\x04|[\x10-\x26]\x20){4,}")


def convert(task: Task) -> Rendition:
    """Return an empty page with a kind word, and the words of the file for the search."""
    task.say(1, 1)
    task.note("doc", SAVE_AS_DOCX)
    words = _antiword(task) or _scan(task.source.read_bytes())
    return Rendition(html="", notes=task.notes, extra_text=words[:TEXT])


def _antiword(task: Task) -> str:
    program = shutil.which("antiword")
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, "-w", "0", "-m", "UTF-8.txt", str(task.source)], capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout[: TEXT * 2].decode("utf-8", "replace") if done.returncode == 0 else ""


def _scan(data: bytes) -> str:
    """Gather what Word kept as the text of the document, and any run of Cyrillic letters elsewhere."""
    lines = [_body(data)]
    for found in _RUN.finditer(data):
        piece = found.group().decode("utf-16-le", "replace").replace("\x07", "\n").replace("\r", "\n").strip()
        if re.search(r"[а-яёәғқңөұүһі]{3}", piece) and piece not in lines[0]:
            lines.append(piece)
    return "\n".join(lines).strip()


def _body(data: bytes) -> str:
    """Read from the first to the last character the information block names; enough for a file saved at one go."""
    entry = data.find("WordDocument".encode("utf-16-le"))
    if entry < 0 or len(data) < entry + 120:
        return ""
    start = (struct.unpack_from("<I", data, entry + 116)[0] + 1) << struct.unpack_from("<H", data, 30)[0]
    if len(data) < start + 32:
        return ""
    first, last = struct.unpack_from("<II", data, start + 0x18)
    piece = data[start + first : start + min(last, first + TEXT)]
    wide = piece[1::2].count(0) + piece[1::2].count(4) > len(piece) // 4
    words = piece.decode("utf-16-le" if wide else "cp1252", "replace")
    return re.sub(r"[\x00-\x1f\ufffd]+", "\n", words).strip()
