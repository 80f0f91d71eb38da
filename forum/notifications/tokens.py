"""The signed words in a letter that end its kind of letters without signing in; they say nothing else and never end."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

LISTS = ("notices", "digest")
_SIGNATURE = 24

_key: list[bytes] = []


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whose letters, and which list of them."""

    person_id: int
    name: str


def configure(*, secret_key: str) -> None:
    """Give this process the key that the words are signed with."""
    _key[:] = [hashlib.sha256(b"unsubscribing:" + secret_key.encode()).digest()]


def sign(person_id: int, name: str) -> str:
    """Return the token that ends a person's letters of a list."""
    return f"{person_id}-{name}-{_signature(person_id, name)}"


def read(token: str) -> Subscription | None:
    """Return whose letters of which list a token ends; None when it is not ours."""
    whose, _, rest = token[:200].partition("-")
    name, _, signature = rest.partition("-")
    if name not in LISTS or not whose.isascii() or not whose.isdigit() or len(whose) > 10 or not signature.isascii():
        return None
    right = hmac.compare_digest(signature, _signature(int(whose), name))
    return Subscription(int(whose), name) if right else None


def _signature(person_id: int, name: str) -> str:
    digest = hmac.digest(_key[0], f"{person_id}\n{name}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode()[:_SIGNATURE]
