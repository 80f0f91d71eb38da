"""What happens to notices."""

from __future__ import annotations

from dataclasses import dataclass

from forum.outbox import Event


@dataclass(frozen=True, kw_only=True)
class NoticeMade(Event):
    """Someone was told something in the page."""

    notice_id: int


@dataclass(frozen=True, kw_only=True)
class MailingMade(Event):
    """A letter is due: a bundle of notices, or a digest."""

    mailing_id: int
