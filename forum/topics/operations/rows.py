"""The rows an act needs, locked for it, and what follows from every change of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from importlib import import_module

from sqlalchemy import delete, insert, select

from forum.accounts.models import Person
from forum.accounts.queries import find_account
from forum.actor import Actor
from forum.associations.policy import Audience
from forum.associations.queries import actor_for
from forum.db import begin_writing, db
from forum.errors import NotFound
from forum.markup import RENDERER_VERSION, Cooked
from forum.topics.models import Post, Tag, Topic, TopicTag
from forum.topics.operations.texts import TagText
from forum.topics.policy import TopicRights


def begin(actor: Actor) -> Actor:
    """Begin to write, now that all that takes long is done, and return the actor as she is by now.

    Where the unit of work could write all along, she was read in it, and nothing happens.
    """
    if not begin_writing() or not actor.signed_in:
        return actor
    account = find_account(actor.id)
    if account is None:
        raise NotFound
    return replace(actor_for(account), locale=actor.locale, timezone=actor.timezone)


def lock_person(person_id: int) -> None:
    """Let one person's acts follow one another, so that a double click is seen as one."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def lock_topic(topic_id: int) -> Topic:
    """Return a topic no one else can number posts in until the end of this transaction; raise NotFound."""
    query = select(Topic).where(Topic.id == topic_id).with_for_update(key_share=True)
    topic = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if topic is None:
        raise NotFound
    return topic


def lock_post(post_id: int) -> tuple[Post, Topic]:
    """Return a post, fresh, with its topic locked; raise NotFound."""
    topic_id = db.session.scalar(select(Post.topic_id).where(Post.id == post_id))
    if topic_id is None:
        raise NotFound
    topic = lock_topic(topic_id)
    post = db.session.scalars(select(Post).where(Post.id == post_id).execution_options(populate_existing=True)).one()
    return post, topic


def rights_of(topic: Topic) -> TopicRights:
    """Return what rights over a topic are decided by."""
    return TopicRights(
        audience=audience_of(topic),
        author_id=topic.author_id,
        association_id=topic.association_id,
        closed_at=topic.closed_at,
        deleted_at=topic.deleted_at,
    )


def audience_of(topic: Topic) -> Audience:
    """Return who a topic is meant for."""
    return Audience(topic.audience, topic.audience_id)  # type: ignore[arg-type]  # the column holds the three kinds


def add_post(
    topic: Topic, *, author_id: int | None, kind: str, source: str, cooked: Cooked,
    reply_to_number: int | None, moment: datetime,
) -> Post:  # fmt: skip
    """Add the next post to a locked topic and bump it."""
    topic.highest_number += 1
    topic.posts_count += 1
    topic.version += 1
    topic.bumped_at = moment
    topic.last_author_id = author_id
    post = Post(
        topic_id=topic.id, number=topic.highest_number, kind=kind, author_id=author_id,
        reply_to_number=reply_to_number, source=source, cooked=cooked.html, text=cooked.text,
        renderer_version=RENDERER_VERSION, revisions_count=0, created_at=moment,
    )  # fmt: skip
    db.session.add(post)
    db.session.flush()
    return post


def put_tags(topic: Topic, tags: Collection[TagText]) -> None:
    """Give a topic these tags, making the ones that are new; a known tag keeps the name it was first given."""
    known = _known_tags(tags)
    db.session.execute(delete(TopicTag).where(TopicTag.topic_id == topic.id))
    places = [
        {"topic_id": topic.id, "tag_id": known[tag.slug].id, "position": position} for position, tag in enumerate(tags)
    ]
    if places:
        db.session.execute(insert(TopicTag), places)
    topic.tags = [known[tag.slug].name for tag in tags]


def _known_tags(tags: Collection[TagText]) -> dict[str, Tag]:
    if not tags:
        return {}
    # The dialect in use is loaded already; naming the other would load all its drivers.
    insert_new = import_module(f"sqlalchemy.dialects.{db.session.get_bind().dialect.name}").insert
    rows = sorted(({"name": tag.name, "slug": tag.slug} for tag in tags), key=lambda row: row["slug"])
    db.session.execute(insert_new(Tag).values(rows).on_conflict_do_nothing(index_elements=["slug"]))
    found = db.session.scalars(select(Tag).where(Tag.slug.in_([tag.slug for tag in tags])))
    return {tag.slug: tag for tag in found}
