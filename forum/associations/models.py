"""Tables of the association tree: associations, their parents, the closure, memberships, offices."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.db import Base, UtcDateTime

KINDS = ("country", "region", "city", "school", "subject", "service")
ORIGINS = ("official", "self")
JOINING = ("open", "request")
STATES = ("asked", "active")
ROLES = ("member", "head", "secretary")
OFFICES = ("methodologist", "curator")


def new_stamp() -> int:
    """Return a random number for an association that is new or has changed."""
    return secrets.randbits(31)


class Association(Base):
    """A place or a subject association; its name stands in three languages."""

    __tablename__ = "association"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str | None] = mapped_column(String(40))
    origin: Mapped[str] = mapped_column(String(10), default="official")
    joining: Mapped[str] = mapped_column(String(10), default="request")
    name_ru: Mapped[str] = mapped_column(String(200))
    name_kk: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    about_ru: Mapped[str] = mapped_column(Text, default="")
    about_kk: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Drawn anew with every change: the sum of all stamps is the version of the tree.
    stamp: Mapped[int] = mapped_column(default=new_stamp)


class AssociationParent(Base):
    """An edge of the tree: a child may hang on several parents."""

    __tablename__ = "association_parent"
    __table_args__ = (CheckConstraint("child_id <> parent_id", name="not_itself"),)

    child_id: Mapped[int] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"), primary_key=True)
    parent_id: Mapped[int] = mapped_column(
        ForeignKey("association.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class AssociationClosure(Base):
    """Every ancestor/descendant pair, each association with itself at depth 0; `depth` is the shortest way."""

    __tablename__ = "association_closure"
    __table_args__ = (Index(None, "descendant_id", "ancestor_id"),)

    ancestor_id: Mapped[int] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"), primary_key=True)
    descendant_id: Mapped[int] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"), primary_key=True)
    depth: Mapped[int]


class Membership(Base):
    """A person in an association: asked to join, or active with a role. Every active one stands in the circle."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "association_id"),
        Index(None, "association_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20), default="member")
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class Office(Base):
    """A duty over a territory: methodologist or curator. It gives no right to read any circle."""

    __tablename__ = "office"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    association_id: Mapped[int] = mapped_column(
        ForeignKey("association.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    office: Mapped[str] = mapped_column(String(20), primary_key=True)
