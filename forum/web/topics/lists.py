"""Lists of topics: the latest, an association's, a tag's, one's own; and the tags themselves."""

from __future__ import annotations

from typing import Any, TypedDict

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forum.associations.policy import can_open_in
from forum.associations.queries import get_head
from forum.errors import NotFound
from forum.topics.queries import Cursor, TopicList, find_tag, list_tags, list_topics
from forum.web.identity import actor, sign_in_required
from forum.web.remembered import remembered
from forum.web.topics.room import KEY, room

LONGEST_TAG = 60


class Place(TypedDict):
    """Where in a list a page begins or ends."""

    before: Cursor | None
    after: Cursor | None


@room.get("/latest")
def latest() -> str:
    """Show what was said last, wherever the reader may read."""
    found = _listed()
    return render_template("topics/latest.html", found=found, **_ways(found))


@room.get(f"/c/<slug>/<{KEY}:association_id>")
def category(slug: str, association_id: int) -> str | Response:
    """Show an association: what it is, its own topics and those published to its circle."""
    who = actor()
    head = remembered(lambda: get_head(who, association_id), "head", who, association_id)
    association = head.association
    if slug != association.slug:
        return redirect(url_for("topics.category", slug=association.slug, association_id=association.id), 301)
    found = _listed(association_id=association_id)
    return render_template(
        "topics/category.html",
        head=head,
        may_open=can_open_in(actor(), association_id),
        found=found,
        **_ways(found, slug=slug, association_id=association_id),
    )


@room.get("/tag/<name>")
def tag(name: str) -> str:
    """Show the topics with a tag; a tag of nothing the reader may read does not exist."""
    known = find_tag(actor=actor(), slug=name) if len(name) <= LONGEST_TAG else None
    if known is None:
        raise NotFound
    found = _listed(tag=name)
    return render_template("topics/tag.html", tag=known, found=found, **_ways(found, name=name))


@room.get("/tags")
def tags() -> str:
    """Show the tags of what the reader may read."""
    return render_template("topics/tags.html", tags=list_tags(actor=actor()))


@room.get("/my/topics")
@sign_in_required
def mine() -> str:
    """Show the topics one has opened oneself."""
    found = list_topics(actor=actor(), author_id=actor().id, **_place())
    return render_template("topics/mine.html", found=found, **_ways(found))


def _listed(*, association_id: int | None = None, tag: str | None = None) -> TopicList:
    who, place = actor(), _place()
    key = ("topics", who, association_id, tag, place["before"], place["after"])
    return remembered(lambda: list_topics(actor=who, association_id=association_id, tag=tag, **place), *key)


def _place() -> Place:
    """Read `?before=` or `?after=`; raise NotFound on anything that is no place in a list."""
    before, after = request.args.get("before"), request.args.get("after")
    place: Place = {"before": Cursor.parse(before) if before else None, "after": Cursor.parse(after) if after else None}
    if (before and not place["before"]) or (after and not place["after"]) or (before and after):
        raise NotFound
    return place


def _ways(found: TopicList, **parts: Any) -> dict[str, str | None]:
    """Return the links to the pages beside; before the first one lies the list's own address."""
    endpoint = request.endpoint or "topics.latest"
    return {
        "newer": url_for(endpoint, after=str(found.newer), **parts) if found.newer else None,
        "older": url_for(endpoint, before=str(found.older), **parts) if found.older else None,
        "start": url_for(endpoint, **parts) if request.args.get("before") or request.args.get("after") else None,
    }
