"""The map of the site for search engines: what everybody may read, and nothing else."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for

from forum import letters
from forum.associations.queries import list_tree
from forum.errors import NotFound
from forum.lessons.queries import lessons_of
from forum.topics.queries import count_spans, list_public
from forum.web.feeds.room import KEY, room

XML = "application/xml; charset=utf-8"
NOT_FOR_ROBOTS = ("/my/", "/login", "/register", "/reset", "/search", "/t/new", "/lessons/new", "/mentions", "/outbox")


@room.get("/robots.txt")
def robots() -> Response:
    """Tell robots what is not for them, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    body = "\n".join([*lines, "", f"Sitemap: {letters.address('/sitemap.xml')}", ""])
    return Response(body, mimetype="text/plain")


@room.get("/sitemap.xml")
def sitemap() -> Response:
    """List the parts of the map."""
    parts = [url_for(".sitemap_places"), *(url_for(".sitemap_part", span=one + 1) for one in range(count_spans()))]
    return _xml("feeds/sitemap.xml", parts=[letters.address(part) for part in parts])


@room.get("/sitemap-places.xml")
def sitemap_places() -> Response:
    """List the lists: the site's own and every association, each once."""
    ways = [url_for("topics.latest"), url_for("lessons.index"), url_for("associations.categories")]
    seen = {row.association.id: row.association for row in list_tree()}
    ways += [url_for("topics.category", slug=one.slug, association_id=one.id) for one in seen.values()]
    return _xml("feeds/sitemap_part.xml", pages=[(letters.address(way), None) for way in ways])


@room.get(f"/sitemap-<{KEY}:span>.xml")
def sitemap_part(span: int) -> Response:
    """List the public topics and lesson plans of one part; three queries."""
    if not 1 <= span <= count_spans():
        raise NotFound
    topics = list_public(span)
    lessons = lessons_of([one.id for one in topics if one.kind == "lesson"])
    pages = []
    for one in topics:
        if one.id in lessons:
            way = url_for("lessons.lesson", slug=one.slug, lesson_id=lessons[one.id])
        else:
            way = url_for("topics.show", slug=one.slug, topic_id=one.id)
        pages.append((letters.address(way), one.bumped_at))
    return _xml("feeds/sitemap_part.xml", pages=pages)


def _xml(template: str, **values: object) -> Response:
    response = make_response(render_template(template, **values))
    response.headers["Content-Type"] = XML
    return response
