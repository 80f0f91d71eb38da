"""What happens to lessons."""

from __future__ import annotations

from dataclasses import dataclass

from forum.outbox import Event


@dataclass(frozen=True, kw_only=True)
class LessonPublished(Event):
    """A lesson plan appeared."""

    lesson_id: int
    topic_id: int


@dataclass(frozen=True, kw_only=True)
class VersionUploaded(Event):
    """A lesson got a further version; its file is still to be converted."""

    lesson_id: int
    version_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class LessonChanged(Event):
    """A lesson's title, subject, grade or audience changed."""

    lesson_id: int
