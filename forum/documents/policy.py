"""Who may open a file: whoever reads its topic, or a post that shows it; else only the person who uploaded it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_

from forum.actor import Actor
from forum.documents.models import StoredFile
from forum.errors import N_, Forbidden
from forum.topics import policy as topic_policy
from forum.topics.models import Post, PostFile, Topic
from forum.topics.policy import TopicRights


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRights:
    """What rights over a file are decided by; `topic` is None until it is published, and for files of posts.

    `posts` are the topics of the living posts that show it.
    """

    uploader_id: int | None
    topic: TopicRights | None
    posts: tuple[TopicRights, ...] = ()


def can_upload(actor: Actor) -> bool:
    """Say whether the actor may send files to show in what she writes."""
    return actor.signed_in and actor.email_confirmed


def require_upload(actor: Actor) -> None:
    """Raise the reason why the actor may not send files."""
    if not can_upload(actor):
        raise Forbidden(N_("Сначала подтвердите почту: письмо со ссылкой уже отправлено."))


def can_read(actor: Actor, file: FileRights) -> bool:
    """Say whether the actor may open this file; the twin of `visible_to`."""
    if file.topic is None:
        own = file.uploader_id is not None and file.uploader_id == actor.person_id
        return own or any(topic_policy.can_read(actor, one) for one in file.posts)
    return topic_policy.can_read(actor, file.topic)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `StoredFile` that keeps what the actor may open."""
    # Correlated with the file alone: a query around it may join the topic for its own purposes.
    readable = exists().where(Topic.id == StoredFile.topic_id, topic_policy.reachable_by(actor)).correlate(StoredFile)
    shown = (
        exists()
        .where(
            PostFile.file_id == StoredFile.id,
            Post.id == PostFile.post_id,
            Post.deleted_at.is_(None),
            Topic.id == Post.topic_id,
            topic_policy.reachable_by(actor),
        )
        .correlate(StoredFile)
    )
    known = or_(shown, StoredFile.uploader_id == actor.person_id) if actor.signed_in else shown
    return or_(readable, and_(StoredFile.topic_id.is_(None), known))


def is_waiting() -> ColumnElement[bool]:
    """Return the condition on `StoredFile` that keeps what stands in no lesson and no post."""
    return and_(StoredFile.topic_id.is_(None), ~exists().where(PostFile.file_id == StoredFile.id))
