"""Pages of lists: a hard limit on every list and real links to the next page."""

from __future__ import annotations

from dataclasses import dataclass

from forum.errors import NotFound

LIST_LENGTH = 30
POSTS_ON_PAGE = 25
LAST_PAGE = 100_000


def page_number(value: str | None) -> int:
    """Read `?page=`; raise NotFound on anything but a sensible number."""
    if not value:
        return 1
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:9]) <= LAST_PAGE or len(value) > 6:
        raise NotFound
    return int(value)


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a reader is among numbered pages."""

    current: int
    last: int

    @property
    def previous(self) -> int | None:
        """Return the number of the page before, if any."""
        return self.current - 1 if self.current > 1 else None

    @property
    def next(self) -> int | None:
        """Return the number of the page after, if any."""
        return self.current + 1 if self.current < self.last else None
