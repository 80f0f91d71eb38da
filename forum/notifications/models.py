"""Tables of notices, of what each person has chosen, and of the letters that follow."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.db import Base, UtcDateTime


class Notice(Base):
    """A notice; `key` names what it is about, so telling the same thing twice leaves one row.

    Titles and texts are not copied here: they are read anew, through the reader's own rights, when shown.
    Where several join into one, the newest row stands for all: `count` of them, the first at `first_number`; the
    others are `superseded`. `mail_at` is when a letter may follow, None when none will; `mailing_id` which letter did.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index(None, "person_id", "id"),
        Index(
            "ix_notice_unread",
            "person_id",
            postgresql_where=text("read_at IS NULL"),
            sqlite_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_notice_mail_at",
            "mail_at",
            postgresql_where=text("mail_at IS NOT NULL"),
            sqlite_where=text("mail_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(80))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), index=True)
    post_number: Mapped[int | None]
    first_number: Mapped[int | None]
    count: Mapped[int] = mapped_column(default=1)
    superseded: Mapped[bool] = mapped_column(default=False)
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"))
    version_number: Mapped[int | None]
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"))
    association_id: Mapped[int | None] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id", ondelete="SET NULL"), index=True)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticeChoice(Base):
    """How a person wants to be told of what stands under one switch, where she has chosen."""

    __tablename__ = "notice_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    switch: Mapped[str] = mapped_column(String(30), primary_key=True)
    way: Mapped[str] = mapped_column(String(10))


class NoticeReader(Base):
    """What belongs to a person as a reader of notices: how many wait, her letters, her quiet hours, her digest.

    `unread` is the number beside the bell. Hours are local; None means the site's own. `digest_at` is when the next
    digest is due, `digest_since` up to when the last one told; `unopened` counts those sent since she opened one.
    """

    __tablename__ = "notice_reader"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    unread: Mapped[int] = mapped_column(default=0)
    letters: Mapped[str] = mapped_column(String(10), default="each")
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(10), default="weekly")
    digest_hour: Mapped[int] = mapped_column(default=9)
    digest_day: Mapped[int] = mapped_column(default=0)
    digest_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    digest_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unopened: Mapped[int] = mapped_column(default=0)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Mailing(Base):
    """One letter owed to a person; `key` names it, so that making it twice leaves one row and sends one letter."""

    __tablename__ = "mailing"
    __table_args__ = (UniqueConstraint("person_id", "key"), Index(None, "person_id", "created_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", ondelete="SET NULL"))
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
