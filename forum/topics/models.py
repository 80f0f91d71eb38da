"""Tables of topics, posts, their revisions, tags, and of who has read and follows what."""

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
        Index(None, "kind", "bumped_at", "id"),
        Index(None, "subject", "bumped_at", "id"),
        Index(None, "language", "bumped_at", "id"),
        Index(None, "posts_count", "bumped_at", "id"),
        Index(None, "pinned_at"),
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
    # A lesson's own; of other topics the subject of the association they stand in.
    subject: Mapped[str | None] = mapped_column(String(40))
    grade: Mapped[int | None]
    pinned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pinned_everywhere: Mapped[bool] = mapped_column(default=False)
    accepted_number: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class Post(Base):
    """One numbered post; source and cooked HTML stand side by side."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        Index(None, "topic_id", "reply_to_number"),
        Index(None, "author_id", "created_at"),
        Index(None, "created_at"),
        # Unread posts are counted in it without looking at the posts themselves.
        Index(None, "topic_id", "deleted_at", "number", "author_id"),
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


class PostQuote(Base):
    """A post that quotes another one of its topic, by the other's number."""

    __tablename__ = "post_quote"
    __table_args__ = (Index(None, "topic_id", "number"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))


class PostThanks(Base):
    """One person's «спасибо» for one post; shown by name beside the post, counted for nobody."""

    __tablename__ = "post_thanks"
    __table_args__ = (UniqueConstraint("post_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PostFile(Base):
    """A file of the author's own that a post shows: who reads the post may open the file."""

    __tablename__ = "post_file"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    # A table of a room above this one: known here by its name only.
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"), primary_key=True, index=True)


class TopicReader(Base):
    """A reader of a message by name: a person, or everybody in the circle of an association.

    A person who has left keeps her row: it holds her out of a group that is named too.
    """

    __tablename__ = "topic_reader"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (association_id IS NULL)", name="one_reader"),
        UniqueConstraint("topic_id", "person_id"),
        UniqueConstraint("topic_id", "association_id"),
        Index(None, "person_id", "topic_id"),
        Index(None, "association_id", "topic_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    association_id: Mapped[int | None] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


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


class Draft(Base):
    """What a person is writing and has not sent, by the form it stands in; only she ever sees it.

    `sequence` grows with every save, so a second window notices the first. A draft that was sent or dropped stays as
    an empty, `done` row: a copy that a browser kept while it was offline is compared with it.
    """

    __tablename__ = "draft"
    __table_args__ = (Index(None, "person_id", "updated_at"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    sequence: Mapped[int]
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    done: Mapped[bool]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TopicReading(Base):
    """How far a person has read a topic: every post up to `last_read` counts as read, and her own always.

    There is a row as soon as she has opened it. What is unread is counted from the posts, so deleting one and
    bringing it back needs nothing here.
    """

    __tablename__ = "topic_reading"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True)
    last_read: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReadingStamp(Base):
    """A number a person that grows when she has read on: what was kept of her reading under an older one is stale."""

    __tablename__ = "reading_stamp"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[int]


class Watch(Base):
    """How closely a person follows a topic, a tag, or an association with all below it (`topics.levels`).

    `reason` is chosen, or what she did in the topic: opened, replied.
    """

    __tablename__ = "watch"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN topic_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN tag_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN association_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_thing",
        ),
        UniqueConstraint("person_id", "topic_id"),
        UniqueConstraint("person_id", "tag_id"),
        UniqueConstraint("person_id", "association_id"),
        Index(None, "topic_id"),
        Index(None, "tag_id"),
        Index(None, "association_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"))
    association_id: Mapped[int | None] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"))
    level: Mapped[int]
    reason: Mapped[str] = mapped_column(String(10), default="chosen")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
