"""Letters leave here: by SMTP, or as `.eml` files in the outbox folder when no server is set."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from forum import clock

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One letter to one person; `message_id` must be the same whenever the same letter is sent again."""

    to: str
    to_name: str
    subject: str
    text: str
    html: str
    message_id: str
    references: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """How this forum sends mail."""

    smtp_url: str | None
    sender: str
    sender_name: str
    outbox: Path


_post: list[Post] = []


def configure(post: Post) -> None:
    """Name the mail server, or the folder, of this process."""
    _post[:] = [post]


def send(letter: Letter) -> None:
    """Send a letter; raise OSError or smtplib.SMTPException when the server will not take it."""
    message = _compose(letter, _post[0])
    if _post[0].smtp_url:
        _send_by_smtp(message, _post[0].smtp_url)
    else:
        _write(message, letter, _post[0].outbox)


def _compose(letter: Letter, post: Post) -> EmailMessage:
    domain = post.sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_line(post.sender_name), addr_spec=post.sender)
    message["To"] = Address(_line(letter.to_name), addr_spec=letter.to)
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{letter.message_id}@{domain}>"
    if letter.references:
        message["In-Reply-To"] = f"<{letter.references[-1]}@{domain}>"
        message["References"] = " ".join(f"<{one}@{domain}>" for one in letter.references)
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = _line(value)
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _line(value: str) -> str:
    """Keep a header on one line, whatever a name or title holds."""
    return " ".join(value.split())


def _send_by_smtp(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    host, port = parts.hostname or "localhost", parts.port or (465 if secure else 587 if parts.username else 25)
    context = ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
        if secure
        else smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    )
    with server:
        if not secure and parts.username:
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _write(message: EmailMessage, letter: Letter, folder: Path) -> None:
    """Write a letter under a name made of its id, so sending it twice leaves one file."""
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(letter.message_id.encode()).hexdigest()[:24]
    part = folder / f".{name}.part"
    part.write_bytes(message.as_bytes())
    part.replace(folder / f"{name}.eml")
