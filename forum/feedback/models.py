"""Tables of improvement comments and of where each one stands in later versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.db import Base, UtcDateTime

KINDS = ("clarify", "value", "concern", "suggest")
STATES = ("open", "answered", "accepted", "done", "declined", "noted")
PLACEMENTS = ("same", "moved", "changed", "removed")
REASON_LENGTH = 2000


class Feedback(Base):
    """An improvement comment: a post of the lesson's topic with a place, a kind and a state.

    `anchor` and `quote` belong to the version it was left on; `number` counts within the lesson.
    """

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("lesson_id", "number"), Index(None, "lesson_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"))
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("lesson_version.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), unique=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(10))
    anchor: Mapped[dict[str, Any]] = mapped_column(JSON)
    quote: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_version_id: Mapped[int | None] = mapped_column(ForeignKey("lesson_version.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FeedbackPlacement(Base):
    """Where a comment stands in a version later than the one it was left on; `anchor` is None when it is gone."""

    __tablename__ = "feedback_placement"

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("lesson_version.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    state: Mapped[str] = mapped_column(String(10))
    anchor: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
