"""Show one's messages, begin a conversation, let others in, leave, take no messages from somebody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from forum.accounts.queries import PersonRow, find_person_by_username
from forum.errors import ForumError, NotFound
from forum.messages import operations
from forum.messages.policy import can_add, can_write
from forum.messages.queries import (
    LIST_LENGTH,
    complete_people,
    find_message,
    list_blocked,
    list_groups,
    list_messages,
    readers_of,
)
from forum.notifications.operations import mark_topic_read
from forum.notifications.queries import list_unread_messages
from forum.topics.queries import Cursor, TopicRow
from forum.web import http
from forum.web.identity import actor, locale, sign_in_required
from forum.web.messages.forms import AddForm, MessageForm
from forum.web.messages.limits import limit_looking, limit_sending

room = Blueprint("messages", __name__)

LONGEST_NAME = 60


@room.get("/my/messages")
@sign_in_required
def inbox() -> str:
    """Show one's conversations: what is new first, then the last active; or those one began."""
    sent = request.args.get("box") == "sent"
    cursor = request.args.get("before")
    before = Cursor.parse(cursor) if cursor else None
    if cursor and before is None:
        raise NotFound
    text = request.args.get("q", "").strip()[:LONGEST_NAME]
    unread = list_unread_messages(actor())
    plain = sent or bool(text)
    new = list_messages(actor=actor(), only=unread) if unread and not plain and before is None else []
    rows = list_messages(actor=actor(), sent=sent, without=() if plain else unread, before=before, text=text)
    shown = rows[:LIST_LENGTH]
    asked: dict[str, Any] = {"box": "sent" if sent else None, "q": text or None}
    return render_template(
        "messages/inbox.html",
        new=new[:LIST_LENGTH],
        rows=shown,
        unread=frozenset(unread),
        sent=sent,
        first_page=before is None,
        text=text,
        start=url_for("messages.inbox", **asked),
        older=url_for("messages.inbox", **asked, before=str(shown[-1].cursor)) if len(rows) > LIST_LENGTH else None,
        may_write=can_write(actor()),
    )


@room.post("/messages/<int:topic_id>/open")
@sign_in_required
def open_message(topic_id: int) -> Response:
    """Mark what one was told of a conversation read, and go to its last words."""
    topic = _get(topic_id)
    mark_topic_read(actor=actor(), topic_id=topic_id)
    return redirect(url_for("topics.show_post", slug=topic.slug, topic_id=topic.id, number=topic.highest_number), 303)


@room.get("/messages/new")
@sign_in_required
def new() -> tuple[str, int]:
    """Show the form of a new conversation, with the person it is to be with."""
    found = find_person_by_username(request.args.get("to", ""))
    to = f"{found.full_name} @{found.username}" if found and found.id != actor().person_id else ""
    return _new_page(MessageForm(formdata=None, to=to, group=""))


@room.post("/messages/new")
@sign_in_required
@limit_sending
def send() -> Response | tuple[str, int]:
    """Begin the conversation, or show the form again with everything in it."""
    form = MessageForm()
    if form.validate():
        group = form.group.data or ""
        try:
            topic = operations.send(
                actor=actor(),
                to=form.to.data or "",
                title=form.title.data or "",
                body=form.body.data or "",
                group_id=int(group) if group.isascii() and group.isdigit() and len(group) < 10 else None,
            )
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Сообщение отправлено."))
            return redirect(url_for("topics.show", slug=topic.slug, topic_id=topic.id), 303)
    return _new_page(form)


@room.get("/messages/people")
@sign_in_required
@limit_looking
def complete() -> Response:
    """Return the people one may write to whose names begin so, as JSON."""
    found = complete_people(actor=actor(), typed=request.args.get("q", "").replace("\x00", "")[:LONGEST_NAME])
    people = [{"username": one.username, "full_name": one.full_name, "school": one.school} for one in found]
    response = jsonify(people)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@room.get("/messages/<int:topic_id>/people")
@sign_in_required
def people(topic_id: int) -> tuple[str, int]:
    """Show who is in a conversation, let others in, leave."""
    return _people_page(_get(topic_id), AddForm(formdata=None))


@room.post("/messages/<int:topic_id>/people")
@sign_in_required
@limit_sending
def add(topic_id: int) -> Response | tuple[str, int]:
    """Let others into a conversation."""
    topic, form = _get(topic_id), AddForm()
    try:
        count = operations.add_readers(actor=actor(), topic_id=topic_id, to=form.to.data or "")
    except NotFound:
        raise
    except ForumError as error:
        http.refused(form, error)
        return _people_page(topic, form)
    http.note(gettext("Добавлено.") if count else gettext("Они уже участвуют в этой переписке."))
    return redirect(url_for("messages.people", topic_id=topic_id), 303)


@room.post("/messages/<int:topic_id>/leave")
@sign_in_required
def leave(topic_id: int) -> Response:
    """Read a conversation no more."""
    topic = _get(topic_id)
    operations.leave(actor=actor(), topic_id=topic_id)
    http.note(gettext("Вы вышли из переписки «%(title)s».", title=topic.title))
    return redirect(url_for("messages.inbox"), 303)


@room.get("/my/messages/blocked")
@sign_in_required
def blocked() -> str:
    """Show from whom one takes no messages."""
    return render_template("messages/blocked.html", people=list_blocked(actor()))


@room.post("/u/<username>/block")
@sign_in_required
def block(username: str) -> Response:
    """Take no messages from somebody."""
    person = _person(username)
    operations.block(actor=actor(), person_id=person.id)
    http.note(gettext("Сообщений от этого участника больше не будет: %(name)s.", name=person.full_name))
    return redirect(url_for("messages.blocked"), 303)


@room.post("/u/<username>/unblock")
@sign_in_required
def unblock(username: str) -> Response:
    """Take messages from somebody again."""
    person = _person(username)
    operations.unblock(actor=actor(), person_id=person.id)
    http.note(gettext("Сообщения снова приходят: %(name)s.", name=person.full_name))
    return redirect(url_for("messages.blocked"), 303)


def _new_page(form: MessageForm) -> tuple[str, int]:
    groups = list_groups(actor())
    form.to.flags.required = not groups
    words = gettext("%(name)s · %(count)s")
    form.group.choices = [
        SelectChoice("", gettext("никакой")),
        *(SelectChoice(str(one.id), words % {"name": one.name(locale()), "count": one.people}) for one in groups),
    ]
    page = render_template(
        "messages/new.html", form=form, has_groups=bool(groups), may_write=can_write(actor()) or bool(form.errors)
    )
    return page, http.status_of(form)


def _people_page(topic: TopicRow, form: AddForm) -> tuple[str, int]:
    page = render_template(
        "messages/people.html",
        topic=topic,
        address=url_for("topics.show", slug=topic.slug, topic_id=topic.id),
        readers=readers_of(topic),
        form=form,
        may_add=can_add(actor(), topic.rights),
    )
    return page, http.status_of(form)


def _get(topic_id: int) -> TopicRow:
    topic = find_message(actor=actor(), topic_id=topic_id)
    if topic is None:
        raise NotFound
    return topic


def _person(username: str) -> PersonRow:
    found = find_person_by_username(username)
    if found is None:
        raise NotFound
    return found
