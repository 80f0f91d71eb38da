"""Keep what is being written, so that neither a closed window nor another device loses it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

from sqlalchemy import delete, func, select, update

from forum import clock
from forum.actor import Actor
from forum.db import QUIET, db
from forum.errors import N_, Forbidden, NotFound, TooMany
from forum.topics.models import Draft
from forum.topics.operations import rows
from forum.topics.queries import DraftRow, find_draft

KEPT_FOR = timedelta(days=180)
MOST_DRAFTS = 200
LONGEST = 150_000
# What a form of this kind has to keep: all else that is sent is left out.
FIELDS = {
    "topic": ("association", "kind", "title", "body", "tags", "audience"),
    "reply": ("body", "to"),
    "edit": ("body", "title", "tags", "revision"),
}
WRITTEN = ("title", "body", "tags")
_KEY = re.compile(r"topic|(reply|edit)-[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class Kept:
    """How a save ended: the sequence to go on from; `other` is what another window saved meanwhile, kept as it is."""

    sequence: int
    other: DraftRow | None = None


def keep_draft(*, actor: Actor, key: str, fields: Mapping[str, str], sequence: int | None = None) -> Kept:
    """Keep a draft. `sequence` is the one the writer began from; None says that her text replaces any other.

    A text with nothing written in it drops the draft. Raises NotFound on a key of no form, TooMany above two hundred.
    """
    actor, wanted = _begun(actor, key), _tidied(key, fields)
    row = find_draft(actor=actor, key=key)
    if row is not None and sequence is not None and row.sequence != sequence:
        same = not row.done and dict(row.fields) == wanted
        return Kept(row.sequence) if same else Kept(row.sequence, row)
    if not any(wanted.get(name, "").strip() for name in WRITTEN):
        return Kept(_put(actor.id, key, {}, row, done=True))
    if row is None or row.done:
        _make_room(actor.id)
    return Kept(_put(actor.id, key, wanted, row, done=False))


def drop_draft(*, actor: Actor, key: str) -> None:
    """Let a draft go, because its text was sent or is not wanted; the mark that it is gone stays."""
    actor = _begun(actor, key)
    _put(actor.id, key, {}, find_draft(actor=actor, key=key), done=True)


def _begun(actor: Actor, key: str) -> Actor:
    if not actor.signed_in:
        raise Forbidden
    if not _KEY.fullmatch(key):
        raise NotFound
    actor = rows.begin(actor)
    rows.lock_person(actor.id)
    return actor


def _tidied(key: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of this kind of form, together no longer than a draft may be."""
    left, wanted = LONGEST, {}
    for name in FIELDS[key.partition("-")[0]]:
        value = fields.get(name)
        if isinstance(value, str) and value:
            wanted[name] = value.replace("\r\n", "\n").replace("\x00", "")[:left]
            left -= len(wanted[name])
    return wanted


def _put(person_id: int, key: str, fields: dict[str, str], row: DraftRow | None, *, done: bool) -> int:
    values = {
        "sequence": row.sequence + 1 if row else 1, "fields": fields, "done": done, "updated_at": clock.now(),
    }  # fmt: skip
    if row is not None:
        mine = (Draft.person_id == person_id, Draft.key == key)
        db.session.execute(update(Draft).where(*mine).values(**values), execution_options=QUIET)
    else:
        insert = import_module(f"sqlalchemy.dialects.{db.session.get_bind().dialect.name}").insert
        statement = insert(Draft).values(person_id=person_id, key=key, **values)
        db.session.execute(statement, execution_options=QUIET)
    return int(str(values["sequence"]))


def _make_room(person_id: int) -> None:
    """Sweep this person's old drafts; raise TooMany when what is left is more than anybody is writing."""
    old = Draft.updated_at < clock.now() - KEPT_FOR
    db.session.execute(delete(Draft).where(Draft.person_id == person_id, old), execution_options=QUIET)
    alive = select(func.count()).where(Draft.person_id == person_id, Draft.done.is_(False))
    if (db.session.scalar(alive) or 0) >= MOST_DRAFTS:
        raise TooMany(N_("Черновиков уже %(limit)d. Удалите ненужные, и новый сохранится."), limit=MOST_DRAFTS)
