"""Open a topic and reply; whatever is refused, the text comes back."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.errors import ForumError, NotFound
from forum.topics import operations
from forum.topics.policy import can_reply
from forum.topics.queries import PostSource, TopicRow, find_post_by_number, find_topic
from forum.web import audiences, http
from forum.web.carrying import carried
from forum.web.identity import actor, sign_in_required
from forum.web.topics.addresses import post_address, quoted_post, topic_address
from forum.web.topics.forms import ReplyForm, TopicForm, split_tags, whole_number
from forum.web.topics.limits import limit_writing
from forum.web.topics.reading import get_topic
from forum.web.topics.room import KEY, room

Page = str | Response | tuple[str, int]


@room.get("/t/new")
@sign_in_required
def new() -> Page:
    """Show the form of a new topic, filled with what the link says."""
    places = audiences.writable(actor())
    place = audiences.preselected(actor(), places, whole_number(request.args.get("association")))
    kind = request.args.get("kind")
    form = TopicForm(
        formdata=None,
        association=str(place or ""),
        kind=kind if kind in {"question", "discussion"} else "question",
        title=request.args.get("title", "")[:255],
        audience=str(place or ""),
    )
    return _new_page(form)


@room.post("/t/new")
@sign_in_required
@limit_writing
def open_topic() -> Page:
    """Open the topic, or show the form again with everything in it."""
    form = TopicForm()
    if "choose" in request.form:
        form.audience.data = form.association.data
        return _new_page(form)
    if form.validate():
        try:
            topic = operations.open_topic(
                actor=actor(),
                association_id=whole_number(form.association.data) or 0,
                kind=form.kind.data,
                title=form.title.data or "",
                body=form.body.data or "",
                tags=split_tags(form.tags.data),
                audience=form.audience.data,
            )
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Тема опубликована."))
            return redirect(url_for("topics.show", slug=topic.slug, topic_id=topic.id), 303)
    return _new_page(form)


def _new_page(form: TopicForm) -> tuple[str, int]:
    places = audiences.writable(actor())
    form.association.choices = audiences.place_choices(actor(), places, form.association.data)
    options = audiences.offered(actor(), whole_number(form.association.data))
    form.audience.choices = audiences.choices(options)
    page = render_template(
        "topics/new.html",
        form=form,
        may_write=bool(places) and actor().email_confirmed,
        readers=audiences.readers_sentence(options, form.audience.data),
        mentions_url=url_for("topics.mentions", association=whole_number(form.association.data)),
    )
    return page, http.status_of(form)


@room.get(f"/t/<{KEY}:topic_id>/reply")
@sign_in_required
def reply_form(topic_id: int) -> Page:
    """Show the form to answer on a page of its own, with a quotation when it is asked for."""
    topic = get_topic(topic_id)
    target = _target(topic, request.args.get("to"))
    form = ReplyForm(formdata=None, to=target.post.number if target else "")
    if target and request.args.get("quote"):
        name = target.post.author_name or gettext("Участник")
        form.body.data = quoted_post(topic, author=name, number=target.post.number, source=target.source)
    return _reply_page(topic, form, target)


@room.post(f"/t/<{KEY}:topic_id>/reply")
@sign_in_required
@limit_writing
def reply(topic_id: int) -> Page:
    """Publish the answer, or show the form again with the text in it, whatever happened to the topic meanwhile."""
    form = ReplyForm()
    if form.validate():
        try:
            post = operations.reply(
                actor=actor(), topic_id=topic_id, body=form.body.data or "", reply_to_number=whole_number(form.to.data)
            )
        except ForumError as error:
            http.refused(form, error)
        else:
            return redirect(post_address(get_topic(topic_id), post.number), 303)
    topic = find_topic(actor=actor(), topic_id=topic_id)
    if topic is None:
        return text_back()
    return _reply_page(topic, form, _target(topic, form.to.data))


def text_back() -> tuple[str, int]:
    """Say that there is no such page, and give back what was typed; the same for hidden and absent."""
    page = render_template(
        "error/error.html",
        status=404,
        title=gettext("Страница не найдена"),
        sentence=gettext(NotFound.message),
        fields=carried(),
    )
    return page, 404


def _target(topic: TopicRow, number: str | None) -> PostSource | None:
    wanted = whole_number(number)
    return find_post_by_number(topic=topic, number=wanted) if wanted else None


def _reply_page(topic: TopicRow, form: ReplyForm, target: PostSource | None) -> tuple[str, int]:
    page = render_template(
        "topics/reply.html",
        topic=topic,
        address=topic_address(topic),
        form=form,
        target=target,
        target_address=post_address(topic, target.post.number) if target else None,
        may_reply=can_reply(actor(), topic.rights),
        mentions_url=url_for("topics.mentions", topic=topic.id),
    )
    return page, http.status_of(form)
