"""Decide in milliseconds, by structure and never by extension, whether an uploaded file is taken and what it is."""

from __future__ import annotations

import warnings
from enum import StrEnum
from pathlib import Path

import puremagic
from PIL import Image

from forum.documents.converters.legacy_gate import OLE, inspect_ole
from forum.documents.converters.package_gate import inspect_package
from forum.documents.converters.refusal import Refused
from forum.errors import N_

HEAD = 4096
MAX_PIXELS = 50_000_000
_MARKDOWN = (".md", ".markdown")


class Kind(StrEnum):
    """What a stored file is; `doc` is stored and searched but not shown."""

    DOCX = "docx"
    PDF = "pdf"
    PPTX = "pptx"
    XLSX = "xlsx"
    ODT = "odt"
    MD = "md"
    TXT = "txt"
    IMAGE = "image"
    DOC = "doc"


WEB_PAGE = N_("Это веб-страница, а не документ. Откройте её, сохраните как PDF и загрузите.")
RTF = N_("Файлы RTF мы не показываем. Откройте файл в Word или LibreOffice и сохраните как DOCX.")
EMPTY = N_("Файл пустой. Проверьте, тот ли файл вы выбрали.")
LOCK = N_(
    "Это служебный файл, который Word создаёт, пока документ открыт. "
    "Закройте документ и выберите файл без знаков ~$ в начале имени."
)
UNKNOWN = N_("Такой файл мы не умеем показывать. Подойдут DOCX, PDF, PPTX, XLSX, ODT, MD, TXT, JPEG, PNG и WebP.")
UNKNOWN_NAMED = N_(
    "По содержимому это файл %(extension)s, такие мы не показываем. "
    "Подойдут DOCX, PDF, PPTX, XLSX, ODT, MD, TXT, JPEG, PNG и WebP."
)
PICTURE = N_("Картинка повреждена, открыть её не удалось. Сохраните её заново как JPEG или PNG.")
LARGE_PICTURE = N_("Картинка слишком большая: %(width)d × %(height)d точек. Уменьшите её и загрузите ещё раз.")


def inspect(path: Path, name: str) -> Kind:
    """Return the true kind of the file; raises Refused with a sentence for the person who uploads it."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    if base.startswith(("~$", ".~lock.")):
        raise Refused("lock", LOCK)
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise Refused("empty", EMPTY)
    if head.startswith(b"PK"):
        return Kind(inspect_package(path))
    if head.startswith(OLE):
        inspect_ole(path)
        return Kind.DOC
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if _is_picture(head):
        _check_picture(path)
        return Kind.IMAGE
    return _text_kind(path, head, base)


def _is_picture(head: bytes) -> bool:
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    return webp or head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _check_picture(path: Path) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=("JPEG", "PNG", "WEBP")) as image:
                width, height = image.size
    except Image.DecompressionBombError:
        raise Refused("picture-size", LARGE_PICTURE, width=0, height=0) from None
    except Exception as error:
        raise Refused("picture", PICTURE) from error
    if width * height > MAX_PIXELS:
        raise Refused("picture-size", LARGE_PICTURE, width=width, height=height)


def _text_kind(path: Path, head: bytes, name: str) -> Kind:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    extension = Path(name).suffix.lower()
    if start.startswith(b"{\\rtf"):
        raise Refused("rtf", RTF)
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) and extension not in {".txt", *_MARKDOWN}:
        raise Refused("web-page", WEB_PAGE)
    if extension not in {".txt", "", *_MARKDOWN} or not _looks_like_text(path):
        raise _unknown(head)
    return Kind.MD if extension in _MARKDOWN else Kind.TXT


def _looks_like_text(path: Path) -> bool:
    with path.open("rb") as stream:
        sample = stream.read(65536)
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    strange = sum(byte < 32 and byte not in b"\t\n\r\f\x0b\x1b" for byte in sample)
    return strange == 0


def _unknown(head: bytes) -> Refused:
    try:
        found = [item for item in puremagic.magic_string(head) if item.confidence >= 0.4]
    except (puremagic.PureError, ValueError, IndexError):
        found = []
    extension = found[0].extension.lstrip(".").upper() if found else ""
    return Refused("unknown", UNKNOWN_NAMED, extension=extension) if extension else Refused("unknown", UNKNOWN)


__all__ = ["Kind", "Refused", "inspect"]
