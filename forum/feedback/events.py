"""What happens to improvement comments."""

from __future__ import annotations

from dataclasses import dataclass

from forum.outbox import Event


@dataclass(frozen=True, kw_only=True)
class FeedbackLeft(Event):
    """A colleague left an improvement comment."""

    feedback_id: int
    lesson_id: int
    topic_id: int
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class FeedbackDecided(Event):
    """The lesson's author answered, accepted, declined, noted, or a new version did what was asked.

    `state` is answered, accepted, declined, noted or done.
    """

    feedback_id: int
    lesson_id: int
    state: str
    decided_by_id: int | None
    version_number: int | None = None
