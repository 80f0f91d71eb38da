"""A person's public page: her name and her school, no counters."""

from __future__ import annotations

from flask import render_template

from forum.accounts.queries import find_person_by_username
from forum.errors import NotFound
from forum.web.accounts.room import room


@room.get("/u/<username>")
def person(username: str) -> str:
    """Show who someone is."""
    found = find_person_by_username(username)
    if found is None:
        raise NotFound
    return render_template("accounts/person.html", person=found)
