"""What happens to accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forum.outbox import Event


@dataclass(frozen=True, kw_only=True)
class LinkRequested(Event):
    """A one-time link is wanted for an address: `purpose` is "confirm" or "reset".

    It names an address, not a person: the request that asks does the same work whether or not it is known here.
    """

    purpose: str
    email: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class RegistrationRepeated(Event):
    """Someone filled in the registration form with an address that already has an account."""

    person_id: int
    asked_at: datetime
