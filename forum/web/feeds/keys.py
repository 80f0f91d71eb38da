"""The page where a person gets, replaces or takes away the addresses of her own feeds."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum import letters
from forum.accounts.operations.feed_keys import drop_feed_key, find_feed_key, make_feed_key
from forum.associations.queries import list_associations
from forum.web import http
from forum.web.feeds.room import room
from forum.web.identity import actor, locale, sign_in_required

MOST_ASSOCIATIONS = 30


@room.get("/my/feeds")
@sign_in_required
def addresses() -> str:
    """Show the addresses of one's own feeds, or how to get them."""
    return render_template("feeds/addresses.html", feeds=_feeds(find_feed_key(actor=actor())))


@room.post("/my/feeds")
@sign_in_required
def make() -> Response:
    """Make the addresses, or make them anew."""
    make_feed_key(actor=actor())
    http.note(gettext("Адреса лент готовы. Прежние, если они были, больше не открываются."))
    return redirect(url_for("feeds.addresses"), 303)


@room.post("/my/feeds/drop")
@sign_in_required
def drop() -> Response:
    """Take the addresses away."""
    drop_feed_key(actor=actor())
    http.note(gettext("Адреса лент больше не открываются."))
    return redirect(url_for("feeds.addresses"), 303)


def _feeds(secret: str | None) -> list[tuple[str, str]]:
    """Return (name, whole address) of every feed of one's own; none without a secret."""
    if secret is None:
        return []
    feeds = [
        (gettext("Свежее"), url_for(".latest", form="atom", key=secret)),
        (gettext("Мои темы"), url_for(".mine", form="atom", key=secret)),
        (gettext("Уроки"), url_for(".lessons", form="atom", key=secret)),
    ]
    for one in list_associations(actor().memberships)[:MOST_ASSOCIATIONS]:
        path = url_for(".category", slug=one.slug, association_id=one.id, form="atom", key=secret)
        feeds.append((one.name(locale()), path))
    return [(name, letters.address(path)) for name, path in feeds]
