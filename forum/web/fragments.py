"""Pieces of HTML made once for all that they depend on: language, zone, day, and the values they show."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from zoneinfo import ZoneInfo

from flask import current_app, g

from forum import clock
from forum.web.identity import actor

MOST_BYTES = 8 * 1024 * 1024
# About what an entry takes beside its text: the values it is found by.
ENTRY_BYTES = 1500


class Fragments:
    """Pieces asked for last, within a bound of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.taken = 0
        self._pieces: OrderedDict[Hashable, str] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, key: Hashable) -> str | None:
        """Return a piece and remember that it was asked for."""
        with self._turn:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
            return piece

    def put(self, key: Hashable, piece: str) -> None:
        """Keep a piece; the ones not asked for longest go."""
        with self._turn:
            old = self._pieces.pop(key, None)
            self.taken += _size(piece) - (_size(old) if old is not None else 0)
            self._pieces[key] = piece
            while self.taken > self.most_bytes and self._pieces:
                self.taken -= _size(self._pieces.popitem(last=False)[1])


def _size(piece: str) -> int:
    return ENTRY_BYTES + 2 * len(piece)


fragments = Fragments(MOST_BYTES)


def kept(name: str, *values: Hashable, caller: Callable[[], str]) -> str:
    """Return what a template put into its call block, made once for these values in this language, zone, on this day.

    The body may use nothing else that differs: no actor, no token, no other variable of the page.
    """
    if "reads_as" not in g:
        who = actor()
        today = clock.now().astimezone(ZoneInfo(who.timezone)).date()
        g.reads_as = (current_app.static_folder, who.locale, who.timezone, today)
    key = (name, g.reads_as, *values)
    piece = fragments.get(key)
    if piece is None:
        piece = caller()
        fragments.put(key, piece)
    return piece
