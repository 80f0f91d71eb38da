"""Keep a bookmark and let it go."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from forum import clock
from forum.actor import Actor
from forum.bookmarks.models import NOTE_LENGTH, Bookmark
from forum.bookmarks.queries import require_readable
from forum.db import db
from forum.errors import N_, Conflict, Forbidden, Invalid, NotFound
from forum.topics.operations.rows import lock_person

MOST_BOOKMARKS = 2000
FARTHEST = timedelta(days=366)


def keep(*, actor: Actor, post_id: int, note: str = "", remind_at: datetime | None = None) -> Bookmark:
    """Bookmark a post, or change the note and the reminder of the bookmark that is there.

    Raises NotFound where the post may not be read, Forbidden, Conflict, Invalid("note" | "remind").
    """
    if not actor.signed_in:
        raise Forbidden
    require_readable(actor, post_id)
    note = _note(note)
    lock_person(actor.id)
    found = db.session.scalars(
        select(Bookmark).where(Bookmark.person_id == actor.id, Bookmark.post_id == post_id)
    ).first()
    if found is None:
        _require_room(actor)
        found = Bookmark(person_id=actor.id, post_id=post_id, created_at=clock.now())
    if remind_at != found.remind_at:
        _require_ahead(remind_at)
        found.remind_at, found.rung_at = remind_at, None
    found.note = note
    db.session.add(found)
    db.session.flush()
    return found


def let_go(*, actor: Actor, bookmark_id: int) -> None:
    """Remove one's own bookmark, also one whose post may no longer be read; raise NotFound for any other."""
    gone = db.session.execute(delete(Bookmark).where(Bookmark.id == bookmark_id, Bookmark.person_id == actor.person_id))
    if not gone.rowcount:  # type: ignore[attr-defined]  # a DELETE always has a row count
        raise NotFound


def _note(value: str) -> str:
    if len(value) <= NOTE_LENGTH * 4:
        kept = (char if unicodedata.category(char) not in {"Cc", "Cf", "Cs"} else " " for char in value)
        note = " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
        if len(note) <= NOTE_LENGTH:
            return note
    raise Invalid("note", N_("Слишком длинно: поместится %(limit)s знаков."), limit=NOTE_LENGTH)


def _require_ahead(moment: datetime | None) -> None:
    if moment is None:
        return
    if moment <= clock.now():
        raise Invalid("remind", N_("Это время уже прошло. Выберите другое."))
    if moment > clock.now() + FARTHEST:
        raise Invalid("remind", N_("Напомнить можно не позже чем через год."))


def _require_room(actor: Actor) -> None:
    kept = db.session.scalar(select(func.count()).where(Bookmark.person_id == actor.id)) or 0
    if kept >= MOST_BOOKMARKS:
        raise Conflict(N_("Закладок уже %(limit)d. Уберите ненужные."), limit=MOST_BOOKMARKS)
