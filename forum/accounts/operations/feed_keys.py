"""The secret in the addresses of a person's own feeds: made by her, shown to her again, replaced, taken away.

It is computed from the site's key and the moment of making, so it can be shown again and stands in no table.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from sqlalchemy import delete, select

from forum import clock
from forum.accounts.models import FeedKey
from forum.accounts.queries import hash_token
from forum.actor import Actor
from forum.db import db
from forum.errors import Forbidden

_key: list[bytes] = []


def configure(*, secret_key: str) -> None:
    """Give this process the key that secrets are made with."""
    _key[:] = [hashlib.sha256(b"feeds:" + secret_key.encode()).digest()]


def make_feed_key(*, actor: Actor) -> str:
    """Return a new secret for the actor's feeds; addresses with the old one lead nowhere from now on."""
    if not actor.signed_in:
        raise Forbidden
    made_at = clock.now()
    secret = _secret(actor.id, made_at)
    db.session.execute(delete(FeedKey).where(FeedKey.person_id == actor.id))
    db.session.add(FeedKey(person_id=actor.id, token_hash=hash_token(secret), made_at=made_at))
    return secret


def drop_feed_key(*, actor: Actor) -> None:
    """Take the actor's feeds away; nothing happens when there are none."""
    if not actor.signed_in:
        raise Forbidden
    db.session.execute(delete(FeedKey).where(FeedKey.person_id == actor.id))


def find_feed_key(*, actor: Actor) -> str | None:
    """Return the secret of the actor's feeds; None when she has made none, or the site's key has changed since."""
    if not actor.signed_in:
        return None
    row = db.session.execute(select(FeedKey.token_hash, FeedKey.made_at).where(FeedKey.person_id == actor.id)).first()
    secret = _secret(actor.id, row.made_at) if row else None
    return secret if secret and row and hash_token(secret) == row.token_hash else None


def _secret(person_id: int, made_at: datetime) -> str:
    bound = f"{person_id}\n{made_at.isoformat()}".encode()
    return base64.urlsafe_b64encode(hmac.digest(_key[0], bound, "sha256")).decode().rstrip("=")
