"""The table of what a person tells about herself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.db import Base, UtcDateTime
from forum.people.alphabet import KEY_LENGTH

ABOUT_LENGTH = 2000
HELP_LENGTH = 300
CODES_LENGTH = 400


class Profile(Base):
    """What a person tells colleagues; codes of subjects and languages stand between commas: «,math,physics,».

    `name_key` sorts the directory and follows her full name.
    """

    __tablename__ = "profile"
    __table_args__ = (Index(None, "in_directory", "name_key", "person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    about: Mapped[str] = mapped_column(Text, default="")
    help_with: Mapped[str] = mapped_column(String(HELP_LENGTH), default="")
    subjects: Mapped[str] = mapped_column(String(CODES_LENGTH), default="")
    languages: Mapped[str] = mapped_column(String(CODES_LENGTH), default="")
    in_directory: Mapped[bool] = mapped_column(default=False)
    name_key: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
