"""Change what is written: edit a post, delete it and bring it back, close a topic, choose its readers."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.errors import Forbidden, ForumError, NotFound
from forum.topics import operations, policy
from forum.topics.queries import PostSource, find_post
from forum.web import audiences, http
from forum.web.identity import actor, sign_in_required
from forum.web.topics.addresses import post_address, topic_address
from forum.web.topics.forms import EditForm, FirstPostForm, ReadersForm, split_tags, whole_number
from forum.web.topics.limits import limit_writing
from forum.web.topics.reading import get_topic
from forum.web.topics.room import KEY, room
from forum.web.topics.writing import text_back

Page = str | Response | tuple[str, int]


@room.get(f"/p/<{KEY}:post_id>/edit")
@sign_in_required
def edit(post_id: int) -> Page:
    """Show one's own post in a form."""
    found = get_post(post_id)
    if found.post.deleted_at is not None:
        raise NotFound
    if not policy.can_edit(actor(), found.topic.rights, found.post.author_id):
        raise Forbidden
    values = {"body": found.source, "revision": str(found.post.revisions_count)}
    if found.post.number == 1:
        tags = ", ".join(tag.name for tag in found.topic.tags)
        return _edit_page(found, FirstPostForm(formdata=None, title=found.topic.title, tags=tags, **values))
    return _edit_page(found, EditForm(formdata=None, **values))


@room.post(f"/p/<{KEY}:post_id>/edit")
@sign_in_required
@limit_writing
def save(post_id: int) -> Page:
    """Save the new text, or show it again beside what came between."""
    found = find_post(actor=actor(), post_id=post_id)
    if found is None or found.post.deleted_at is not None:
        return text_back()
    first = found.post.number == 1
    form = FirstPostForm() if first else EditForm()
    newer = None
    if form.validate():
        try:
            operations.edit_post(
                actor=actor(),
                post_id=post_id,
                revision=_revision(form),
                body=form.body.data or "",
                title=form.title.data if first else None,
                tags=split_tags(form.tags.data) if first else None,
            )
        except NotFound:
            return text_back()
        except ForumError as error:
            http.refused(form, error)
            newer = find_post(actor=actor(), post_id=post_id)
        else:
            return redirect(post_address(get_post(post_id).topic, found.post.number), 303)
    if newer is None or newer.post.revisions_count == _revision(form):
        return _edit_page(found, form)
    # Sent again, the form now means: I have seen the newer text, mine replaces it.
    form.revision.data = str(newer.post.revisions_count)
    form.revision.raw_data = None
    return _edit_page(newer, form, newer=newer)


def _revision(form: EditForm) -> int:
    number = whole_number(str(form.revision.data or "0"))
    return -1 if number is None else number


def _edit_page(found: PostSource, form: EditForm, newer: PostSource | None = None) -> tuple[str, int]:
    page = render_template(
        "topics/edit.html",
        post=found.post,
        topic=found.topic,
        form=form,
        newer=newer,
        address=post_address(found.topic, found.post.number),
        mentions_url=url_for("topics.mentions", topic=found.topic.id),
    )
    return page, http.status_of(form)


@room.get(f"/p/<{KEY}:post_id>/delete")
@sign_in_required
def delete(post_id: int) -> Page:
    """Ask whether to delete one's own post; of a deleted one, offer to bring it back."""
    found = get_post(post_id)
    post, rights = found.post, found.topic.rights
    if post.deleted_at is None and not policy.can_edit(actor(), rights, post.author_id):
        raise Forbidden
    if post.deleted_at is not None and not policy.can_restore(actor(), rights, post.author_id, post.deleted_by_id):
        raise NotFound
    answered = post.number == 1 and found.topic.posts_count > 1
    address = post_address(found.topic, post.number)
    return render_template("topics/delete.html", post=post, topic=found.topic, answered=answered, address=address)


@room.post(f"/p/<{KEY}:post_id>/delete")
@sign_in_required
def remove(post_id: int) -> Page:
    """Delete one's own post."""
    post = operations.delete_post(actor=actor(), post_id=post_id)
    if post.number == 1:
        return redirect(url_for("topics.delete", post_id=post_id), 303)
    http.note(gettext("Ответ удалён. Пока вы здесь, его можно вернуть."))
    return redirect(post_address(get_topic(post.topic_id), post.number), 303)


@room.post(f"/p/<{KEY}:post_id>/restore")
@sign_in_required
def restore(post_id: int) -> Page:
    """Bring one's own deleted post back."""
    post = operations.restore_post(actor=actor(), post_id=post_id)
    http.note(gettext("Тема снова на месте.") if post.number == 1 else gettext("Ответ снова на месте."))
    return redirect(post_address(get_topic(post.topic_id), post.number), 303)


@room.post(f"/t/<{KEY}:topic_id>/close")
@sign_in_required
def close(topic_id: int) -> Response:
    """Take no more replies."""
    operations.close_topic(actor=actor(), topic_id=topic_id)
    http.note(gettext("Тема закрыта: её читают, но не отвечают."))
    return redirect(topic_address(get_topic(topic_id)), 303)


@room.post(f"/t/<{KEY}:topic_id>/reopen")
@sign_in_required
def reopen(topic_id: int) -> Response:
    """Take replies again."""
    operations.reopen_topic(actor=actor(), topic_id=topic_id)
    http.note(gettext("Тема снова открыта для ответов."))
    return redirect(topic_address(get_topic(topic_id)), 303)


@room.get(f"/t/<{KEY}:topic_id>/readers")
@sign_in_required
def readers(topic_id: int) -> Page:
    """Show who sees one's topic, and who else could."""
    topic = get_topic(topic_id)
    if not policy.can_change_audience(actor(), topic.rights):
        raise Forbidden
    return _readers_page(topic_id, ReadersForm(formdata=None, audience=str(topic.audience)))


@room.post(f"/t/<{KEY}:topic_id>/readers")
@sign_in_required
def change_readers(topic_id: int) -> Page:
    """Show one's topic to others from now on."""
    form = ReadersForm()
    if form.validate():
        try:
            operations.change_audience(actor=actor(), topic_id=topic_id, audience=form.audience.data)
        except NotFound:
            raise
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Теперь тему видят другие читатели."))
            return redirect(topic_address(get_topic(topic_id)), 303)
    return _readers_page(topic_id, form)


def _readers_page(topic_id: int, form: ReadersForm) -> tuple[str, int]:
    topic = get_topic(topic_id)
    options = audiences.offered(actor(), topic.association_id)
    form.audience.choices = audiences.choices(options)
    page = render_template(
        "topics/readers.html",
        topic=topic,
        address=topic_address(topic),
        form=form,
        readers=audiences.readers_sentence(options, form.audience.data),
    )
    return page, http.status_of(form)


def get_post(post_id: int) -> PostSource:
    """Return a post the reader may know of; raise NotFound."""
    found = find_post(actor=actor(), post_id=post_id)
    if found is None:
        raise NotFound
    return found
