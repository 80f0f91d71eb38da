"""Say «спасибо» for a post, mark the reply that solved a question, and take both back."""

from __future__ import annotations

from flask import Response as Answer
from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.topics import operations
from forum.web import http
from forum.web.identity import actor, sign_in_required
from forum.web.topics.addresses import post_address
from forum.web.topics.finding import get_topic
from forum.web.topics.limits import limit_reacting
from forum.web.topics.room import KEY, room
from forum.web.topics.stream import post_of


@room.post(f"/p/<{KEY}:post_id>/thank")
@sign_in_required
@limit_reacting
def thank(post_id: int) -> Response:
    """Thank the author of a post."""
    post = operations.thank(actor=actor(), post_id=post_id)
    return _shown(post.topic_id, post.number)


@room.post(f"/p/<{KEY}:post_id>/unthank")
@sign_in_required
@limit_reacting
def unthank(post_id: int) -> Response:
    """Take one's thanks back."""
    post = operations.take_thanks_back(actor=actor(), post_id=post_id)
    return _shown(post.topic_id, post.number)


@room.post(f"/p/<{KEY}:post_id>/accept")
@sign_in_required
@limit_reacting
def accept(post_id: int) -> Response:
    """Mark a reply as the one that solved the question."""
    post = operations.accept_answer(actor=actor(), post_id=post_id)
    http.note(gettext("Решение отмечено: теперь его видно сразу под вопросом."))
    return redirect(post_address(get_topic(post.topic_id), post.number), 303)


@room.post(f"/p/<{KEY}:post_id>/withdraw")
@sign_in_required
@limit_reacting
def withdraw(post_id: int) -> Response:
    """Take the mark off a reply."""
    post = operations.withdraw_answer(actor=actor(), post_id=post_id)
    http.note(gettext("Отметка снята."))
    return redirect(post_address(get_topic(post.topic_id), post.number), 303)


def _shown(topic_id: int, number: int) -> Response:
    """Give the post anew to a script; lead everybody else back to it."""
    topic = get_topic(topic_id)
    if request.headers.get("HX-Request"):
        return Answer(post_of(topic, number, actor=actor()), mimetype="text/html")
    return redirect(post_address(topic, number), 303)
