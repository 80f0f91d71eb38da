"""The table of bookmarks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.db import Base, UtcDateTime

NOTE_LENGTH = 500
_WAITING = "remind_at IS NOT NULL AND rung_at IS NULL"


class Bookmark(Base):
    """A person's mark on a post; on the first post of a lesson's topic it marks the lesson.

    `rung_at` says when the reminder was handed on; a new `remind_at` clears it.
    """

    __tablename__ = "bookmark"
    __table_args__ = (
        UniqueConstraint("person_id", "post_id"),
        Index(None, "person_id", "id"),
        Index("ix_bookmark_waiting", "remind_at", postgresql_where=text(_WAITING), sqlite_where=text(_WAITING)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rung_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
