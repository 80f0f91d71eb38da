"""The blueprint of feeds, and who reads one."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, g, request
from flask_babel import refresh

from forum.accounts.queries import find_account_by_feed_key
from forum.actor import Actor
from forum.associations.queries import actor_for
from forum.errors import NotFound
from forum.web.identity import LOCALES, actor

room = Blueprint("feeds", __name__)

KEY = "int(max=2147483647)"
FORM = "any(atom, rss):form"


def reader() -> Actor:
    """Return who reads: she whose secret stands in the address, else who asks; NotFound on a dead secret."""
    secret = request.args.get("key")
    if secret is None:
        return actor()
    account = find_account_by_feed_key(secret)
    if account is None:
        raise NotFound
    known = actor_for(account)
    chosen = request.args.get("lang")
    g.actor = replace(known, locale=chosen if chosen in LOCALES else known.locale)
    refresh()  # the language may have been asked for before it was known whose feed this is
    return actor()
