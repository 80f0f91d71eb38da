"""Letters of the demo, which never leave its data folder, as a page can show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

SHOWN = 200
NAME = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenLetter:
    """One letter lying in the folder."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    text: str


def list_letters(folder: Path) -> list[WrittenLetter]:
    """Return the newest letters, newest first."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(path) for path in paths[:SHOWN]]


def find_letter(folder: Path, name: str) -> WrittenLetter | None:
    """Return one letter by its name in the list."""
    path = folder / f"{name}.eml"
    return _read(path) if NAME.fullmatch(name) and path.is_file() else None


def _read(path: Path) -> WrittenLetter:
    with path.open("rb") as file:
        message = BytesParser(EmailMessage, policy=policy.default).parse(file)
    body = message.get_body(("plain",))
    return WrittenLetter(
        name=path.stem,
        to=_receiver(message),
        subject=str(message["Subject"] or ""),
        sent_at=message["Date"].datetime,
        text=body.get_content() if body else "",
    )


def _receiver(message: EmailMessage) -> str:
    """Return the receiver as mail programs show her; the parser of `email` puts spaces into long names."""
    raw = next((value for name, value in message.raw_items() if name.lower() == "to"), "")
    return str(make_header(decode_header(raw)))
