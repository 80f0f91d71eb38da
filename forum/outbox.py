"""Events that happened: recorded in the same transaction as the change, delivered after it."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum import clock
from forum.db import Base, UtcDateTime, db

_kinds: dict[str, type[Event]] = {}
_subscribers: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, in the past tense: ids, short strings and times only."""

    kind: ClassVar[str] = ""

    def __init_subclass__(cls, **extra: Any) -> None:
        super().__init_subclass__(**extra)
        cls.kind = cls.__name__
        _kinds[cls.kind] = cls


class OutboxEvent(Base):
    """One recorded event."""

    __tablename__ = "outbox_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OutboxDelivery(Base):
    """One event still owed to one handler; the row goes when the handler has done its work."""

    __tablename__ = "outbox_delivery"
    __table_args__ = (Index(None, "handler", "available_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("outbox_event.id", ondelete="CASCADE"), index=True)
    handler: Mapped[str] = mapped_column(String(120))
    available_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)


def subscribe(subscribers: dict[str, tuple[str, ...]]) -> None:
    """Name, once at start, which handlers are owed each kind of event."""
    _subscribers.clear()
    _subscribers.update(subscribers)


@contextmanager
def owing_nothing_to(names: Collection[str]) -> Iterator[None]:
    """Leave these handlers out for the length of the block: whoever runs it does their work another way, or none."""
    before = dict(_subscribers)
    subscribe({kind: tuple(name for name in handlers if name not in names) for kind, handlers in before.items()})
    try:
        yield
    finally:
        subscribe(before)


def record(event: Event) -> None:
    """Write the event and what is owed for it into the current transaction."""
    handlers = _subscribers.get(event.kind, ())
    if not handlers:
        return
    moment = clock.now()
    row = OutboxEvent(kind=event.kind, payload=_pack(event), created_at=moment)
    db.session.add(row)
    db.session.flush()
    db.session.add_all(OutboxDelivery(event_id=row.id, handler=name, available_at=moment) for name in handlers)
    db.session.info["outbox_handlers"] = db.session.info.get("outbox_handlers", frozenset()) | set(handlers)


def take_recorded() -> frozenset[str]:
    """Return the handlers owed something since the last call, and forget them."""
    recorded: frozenset[str] = db.session.info.pop("outbox_handlers", frozenset())
    return recorded


def unpack(kind: str, payload: dict[str, Any]) -> Event:
    """Rebuild an event from its row; fields it no longer has are dropped."""
    cls = _kinds[kind]
    known = {field.name: payload[field.name] for field in fields(cls) if field.name in payload}
    hints = typing.get_type_hints(cls)
    return cls(**{name: _revive(hints[name], value) for name, value in known.items()})


def _pack(event: Event) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(event).items()}


def _revive(hint: Any, value: Any) -> Any:
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if value is not None and datetime in options:
        return datetime.fromisoformat(value)
    if isinstance(value, list):
        return tuple(value)
    return value


Handler = Callable[[typing.Sequence[Any]], None]
