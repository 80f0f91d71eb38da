"""What a page asks for while one types: how the text will look, and the names after @, # and :."""

from __future__ import annotations

from flask import jsonify, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum import markup
from forum.associations.policy import Audience
from forum.errors import ForumError, Invalid
from forum.topics.operations.texts import cook_for
from forum.topics.queries import Completion, complete_associations, complete_marks, complete_names, find_topic
from forum.web.identity import actor, sign_in_required
from forum.web.templating import said
from forum.web.topics.forms import whole_number
from forum.web.topics.limits import limit_looking
from forum.web.topics.room import room

LONGEST_NAME = 40
MOST_OFFERED = 8
MOST_EMOJI = 32


@room.post("/preview")
@sign_in_required
@limit_looking
def preview() -> str | tuple[str, int]:
    """Show a text as it will look: a fragment for a script, a whole page otherwise."""
    template = "topics/_preview.html" if request.headers.get("HX-Request") else "topics/preview.html"
    try:
        cooked = cook_for(actor(), markup.tidy(request.form.get("body", "")))
    except ForumError as error:
        # A fragment that says what is wrong must be shown, and htmx shows only what went well.
        status = 200 if template.startswith("topics/_") else 422
        return render_template(template, html="", error=said(error)), status
    return render_template(template, html=cooked.html, error="")


@room.get("/mentions")
@sign_in_required
@limit_looking
def mentions() -> Response:
    """Return what begins with the word being typed, as JSON.

    After `@` the people who could read what is written there, and the associations one stands in; after `#`
    categories and tags; after `:` emoji.
    """
    typed = markup.tidy(request.args.get("q", "")).strip()[:LONGEST_NAME]
    found = {"@": _called, "#": _marked, ":": _emoji}.get(request.args.get("key", ""), _people)(typed)
    response = jsonify(found)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _people(typed: str) -> list[dict[str, str]]:
    readers = _readers()
    found = complete_names(typed, audience=readers[0], author_id=readers[1]) if typed and readers else []
    return [{"username": one.username, "full_name": one.full_name, "school": one.school} for one in found]


def _called(typed: str) -> list[dict[str, str]]:
    associations = complete_associations(typed, actor=actor()) if typed else []
    return [*_people(typed), *_written(associations)][:MOST_OFFERED]


def _marked(typed: str) -> list[dict[str, str]]:
    return _written(complete_marks(typed, actor=actor())) if typed else []


def _emoji(typed: str) -> list[dict[str, str]]:
    if typed:
        return [{"value": sign, "text": sign, "note": f":{name}:"} for sign, name in markup.complete_emoji(typed)]
    return [{"value": one.sign, "text": one.sign, "note": f":{one.names[0]}:"} for one in markup.EMOJI[:MOST_EMOJI]]


def _written(found: list[Completion]) -> list[dict[str, str]]:
    kinds = {"association": gettext("объединение"), "": gettext("метка")}
    return [{"value": one.value, "text": one.text, "note": kinds[one.note]} for one in found]


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
