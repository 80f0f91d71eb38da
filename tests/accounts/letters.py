"""Read the letters a test forum has written to its folder."""

import re
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from flask import Flask

from forum import jobs


def deliver(app: Flask) -> list[EmailMessage]:
    """Do all that is owed and return every letter that lies in the folder, oldest first."""
    jobs.run_pending()
    return written(app)


def written(app: Flask) -> list[EmailMessage]:
    """Return the letters as they lie there, oldest first."""
    paths = sorted(folder(app).glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes()) for path in paths]


def folder(app: Flask) -> Path:
    """Return where letters are written."""
    return app.extensions["forum_config"].data / "outbox"


def clear(app: Flask) -> None:
    """Throw all letters away."""
    for path in folder(app).glob("*.eml"):
        path.unlink()


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    return letter.get_body(("plain",)).get_content()


def link_in(letter: EmailMessage, start: str) -> str:
    """Return the path of the link that begins so, the site's own address cut off."""
    found = re.search(rf"http://localhost({start}\S+)", text_of(letter))
    assert found, text_of(letter)
    return found[1]


def to_whom(letter: EmailMessage) -> str:
    """Return the receiver as a mail program shows her; the parser of `email` puts spaces into long names."""
    raw = next(value for name, value in letter.raw_items() if name == "To")
    return str(make_header(decode_header(raw)))
