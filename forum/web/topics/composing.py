"""What a page asks for while one types: how the text will look, and the names after @."""

from __future__ import annotations

from flask import jsonify, render_template, request
from werkzeug.wrappers import Response

from forum import markup
from forum.associations.policy import Audience
from forum.errors import ForumError, Invalid
from forum.topics.queries import complete_names, find_topic, names_of
from forum.web.identity import actor, sign_in_required
from forum.web.templating import said
from forum.web.topics.forms import whole_number
from forum.web.topics.limits import limit_looking
from forum.web.topics.room import room

LONGEST_NAME = 40


@room.post("/preview")
@sign_in_required
@limit_looking
def preview() -> str | tuple[str, int]:
    """Show a text as it will look: a fragment for a script, a whole page otherwise."""
    template = "topics/_preview.html" if request.headers.get("HX-Request") else "topics/preview.html"
    try:
        cooked = markup.cook(markup.tidy(request.form.get("body", "")), people=names_of)
    except ForumError as error:
        # A fragment that says what is wrong must be shown, and htmx shows only what went well.
        status = 200 if template.startswith("topics/_") else 422
        return render_template(template, html="", error=said(error)), status
    return render_template(template, html=cooked.html, error="")


@room.get("/mentions")
@sign_in_required
@limit_looking
def mentions() -> Response:
    """Return the people who could read the topic being written in and whose names begin so, as JSON."""
    typed = markup.tidy(request.args.get("q", "")).strip()[:LONGEST_NAME]
    readers = _readers()
    found = complete_names(typed, audience=readers[0], author_id=readers[1]) if typed and readers else []
    people = [{"username": one.username, "full_name": one.full_name, "school": one.school} for one in found]
    response = jsonify(people)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _readers() -> tuple[Audience, int | None] | None:
    """Return who reads what is being written; None when the asker does not read it herself."""
    topic_id = whole_number(request.args.get("topic"))
    if topic_id is not None:
        topic = find_topic(actor=actor(), topic_id=topic_id)
        return (topic.audience, topic.author_id) if topic else None
    try:
        audience = Audience.parse(request.args.get("audience") or request.args.get("association") or "private")
    except Invalid:
        return None
    if audience.association_id is not None and audience.association_id not in actor().circles:
        return None
    return audience, actor().person_id
