"""What happens in associations."""

from __future__ import annotations

from dataclasses import dataclass

from forum.outbox import Event


@dataclass(frozen=True, kw_only=True)
class MembershipAsked(Event):
    """Someone asks to join an association."""

    association_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipDecided(Event):
    """A head accepted or declined someone."""

    association_id: int
    person_id: int
    decided_by_id: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class CirclesChanged(Event):
    """Someone joined, left, or the tree moved: who stands in which circle is different now."""

    association_id: int
