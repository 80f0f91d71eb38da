"""Tables of lesson plans and their versions; who reads them, their title and author stand on their topic."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.db import Base, UtcDateTime

NOTE_LENGTH = 2000
LANGUAGES = ("ru", "kk", "en")


class Lesson(Base):
    """A lesson plan: what the search asks for. `updated_at` moves with every version."""

    __tablename__ = "lesson"
    __table_args__ = (Index(None, "updated_at", "id"), Index(None, "subject", "grade", "updated_at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), unique=True)
    subject: Mapped[str] = mapped_column(String(40))
    grade: Mapped[int]
    language: Mapped[str] = mapped_column(String(5), default="ru")
    request: Mapped[str] = mapped_column(Text, default="")
    current_number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LessonVersion(Base):
    """One uploaded version of a lesson plan; never changed."""

    __tablename__ = "lesson_version"
    __table_args__ = (UniqueConstraint("lesson_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"))
    number: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
