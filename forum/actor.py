"""Who acts: a plain value cut loose from the database, handed to every query and operation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """A person, or a visitor, with everything that rights are decided by.

    `circles` are the ids of every association she stands in: those she belongs to and all above them.
    `memberships` are the direct ones; `heads` those she leads (head or secretary).
    `offices` are (office, association id): a duty over a territory that gives no right to read.
    """

    person_id: int | None = None
    full_name: str = ""
    username: str = ""
    email_confirmed: bool = False
    circles: frozenset[int] = frozenset()
    memberships: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()
    offices: frozenset[tuple[str, int]] = frozenset()
    is_admin: bool = False
    locale: str = "ru"
    timezone: str = "Asia/Almaty"

    @property
    def signed_in(self) -> bool:
        """Say whether this is a known person."""
        return self.person_id is not None

    @property
    def id(self) -> int:
        """Return the person's id; a visitor has none, which is the caller's mistake."""
        if self.person_id is None:
            raise ValueError("a visitor has no person id")
        return self.person_id

    @classmethod
    def visitor(cls, *, locale: str = "ru", timezone: str = "Asia/Almaty") -> Actor:
        """Return someone who has not signed in."""
        return cls(locale=locale, timezone=timezone)
