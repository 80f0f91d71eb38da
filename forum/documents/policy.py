"""Who may open a file: whoever reads its topic; before it has one, only the person who uploaded it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_

from forum.actor import Actor
from forum.documents.models import StoredFile
from forum.topics import policy as topic_policy
from forum.topics.models import Topic
from forum.topics.policy import TopicRights


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRights:
    """What rights over a file are decided by; `topic` is None until it is published."""

    uploader_id: int | None
    topic: TopicRights | None


def can_read(actor: Actor, file: FileRights) -> bool:
    """Say whether the actor may open this file; the twin of `visible_to`."""
    if file.topic is None:
        return file.uploader_id is not None and file.uploader_id == actor.person_id
    return topic_policy.can_read(actor, file.topic)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `StoredFile` that keeps what the actor may open."""
    # Correlated with the file alone: a query around it may join the topic for its own purposes.
    readable = exists().where(Topic.id == StoredFile.topic_id, topic_policy.visible_to(actor)).correlate(StoredFile)
    if not actor.signed_in:
        return readable
    return or_(readable, and_(StoredFile.topic_id.is_(None), StoredFile.uploader_id == actor.person_id))
