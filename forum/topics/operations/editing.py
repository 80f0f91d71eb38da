"""Edit a post, keeping what it said before."""

from __future__ import annotations

from collections.abc import Sequence

from forum import clock
from forum.actor import Actor
from forum.db import db
from forum.errors import N_, Conflict, Forbidden, NotFound
from forum.markup import RENDERER_VERSION
from forum.outbox import record
from forum.slugs import slugify
from forum.topics.events import PostChanged, TopicChanged
from forum.topics.models import Post, PostRevision, Topic
from forum.topics.operations import rows, texts
from forum.topics.policy import can_edit, require_read
from forum.topics.queries import readers_named


def edit_post(
    *, actor: Actor, post_id: int, revision: int, body: str, title: str | None = None, tags: Sequence[str] | None = None
) -> Post:
    """Change the text of one's own post (of a first post: the topic's title and tags too) and return it.

    `revision` is the number of revisions the editor began from: Conflict when another edit came between.
    The same text again makes no revision. Raises NotFound, Forbidden, Invalid("title" | "tags" | "body").
    """
    body = texts.ready(body)
    actor = rows.begin(actor)
    post, topic = rows.lock_post(post_id)
    rights = require_read(actor, rows.rights_of(topic))
    if post.deleted_at is not None:
        raise NotFound
    if not can_edit(actor, rights, post.author_id):
        raise Forbidden(N_("Изменить можно только свой ответ."))
    if revision != post.revisions_count:
        raise Conflict(N_("Пока вы писали, текст уже изменили. Ваш вариант на месте, ниже показан новый."))
    source, cooked = texts.tidy_body(body, may_be_empty=topic.kind == "lesson" and post.number == 1)
    first = post.number == 1
    line = texts.tidy_title(title) if first and title is not None else topic.title
    labels = texts.tidy_tags(tags) if first and tags is not None else None
    if not _differs(post, topic, source, line, labels):
        return post
    before = set(readers_named(texts.named_in(post.cooked), audience=rights.audience, author_id=rights.author_id))
    _keep(post, topic, actor.id)
    post.source, post.cooked, post.text = source, cooked.html, cooked.text
    post.renderer_version, post.edited_at = RENDERER_VERSION, clock.now()
    topic.version += 1
    _rename(topic, line, labels)
    named = readers_named(cooked.mentions, audience=rights.audience, author_id=rights.author_id, without_id=actor.id)
    newly = tuple(one for one in named if one not in before)
    record(PostChanged(post_id=post.id, topic_id=topic.id, newly_mentioned_ids=newly))
    if first:
        record(TopicChanged(topic_id=topic.id))
    db.session.flush()
    return post


def _differs(post: Post, topic: Topic, source: str, title: str, labels: list[texts.TagText] | None) -> bool:
    slugs = None if labels is None else [label.slug for label in labels]
    same_tags = slugs is None or slugs == [texts.tag_slug(name) for name in topic.tags]
    return source != post.source or title != topic.title or not same_tags


def _keep(post: Post, topic: Topic, editor_id: int) -> None:
    """Write down what the post says now, under the next revision number."""
    post.revisions_count += 1
    first = post.number == 1
    db.session.add(
        PostRevision(
            post_id=post.id, number=post.revisions_count, source=post.source, title=topic.title if first else None,
            tags=list(topic.tags) if first else None, editor_id=editor_id, created_at=clock.now(),
        )
    )  # fmt: skip


def _rename(topic: Topic, title: str, labels: list[texts.TagText] | None) -> None:
    if title != topic.title:
        topic.title, topic.slug = title, slugify(title)
    if labels is not None:
        rows.put_tags(topic, labels)
