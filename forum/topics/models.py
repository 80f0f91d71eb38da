"""Tables of topics, posts, their revisions, and tags."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.db import Base, UtcDateTime

TITLE_LENGTH = 255
TAG_LENGTH = 40
TAG_SLUG_LENGTH = 60
TOPIC_KINDS = ("question", "discussion", "lesson")


class Topic(Base):
    """A stream of posts with an audience.

    Counters and the names of its tags stand on the row, so a list asks nothing more; `version` grows with every
    visible change.
    """

    __tablename__ = "topic"
    __table_args__ = (
        CheckConstraint("(audience = 'circle') = (audience_id IS NOT NULL)", name="audience"),
        Index(None, "bumped_at", "id"),
        Index(None, "association_id", "bumped_at", "id"),
        Index(None, "author_id", "bumped_at"),
        # Not led by `audience`: the planner would sort all public topics instead of walking them in order.
        Index(None, "audience_id", "bumped_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    kind: Mapped[str] = mapped_column(String(20))
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    audience: Mapped[str] = mapped_column(String(10))
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("association.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    language: Mapped[str] = mapped_column(String(5), default="ru")
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    posts_count: Mapped[int] = mapped_column(default=0)
    highest_number: Mapped[int] = mapped_column(default=0)
    last_author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    bumped_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Post(Base):
    """One numbered post; source and cooked HTML stand side by side."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        Index(None, "topic_id", "reply_to_number"),
        Index(None, "author_id", "created_at"),
        Index(None, "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20), default="reply")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reply_to_number: Mapped[int | None]
    source: Mapped[str] = mapped_column(Text)
    cooked: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    revisions_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PostRevision(Base):
    """What a post (and, for a first post, its topic's title and tags) said before an edit."""

    __tablename__ = "post_revision"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(String(TITLE_LENGTH))
    tags: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Tag(Base):
    """A tag as people read it, and its folded form as the address."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(TAG_LENGTH))
    slug: Mapped[str] = mapped_column(String(TAG_SLUG_LENGTH), unique=True)


class TopicTag(Base):
    """A tag on a topic."""

    __tablename__ = "topic_tag"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
