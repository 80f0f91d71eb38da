"""Who is told of a happening: each person once, for the strongest reason, and only of what she may read."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select

from forum.accounts.queries import list_accounts
from forum.actor import Actor
from forum.associations.queries import actor_for
from forum.db import db
from forum.notifications.kinds import Kind
from forum.topics.events import PostWritten
from forum.topics.models import Post, Topic
from forum.topics.operations.rows import rights_of
from forum.topics.policy import can_read


def recipients(event: PostWritten) -> dict[int, Kind]:
    """Return who is told that a post was written, and why; nobody is told of her own."""
    post, topic = db.session.get(Post, event.post_id), db.session.get(Topic, event.topic_id)
    if post is None or topic is None or post.deleted_at is not None:
        return {}
    answered = (event.reply_to_number,) if event.reply_to_number and post.kind == "reply" else ()
    owner = [topic.author_id] if event.number > 1 and post.kind == "reply" and topic.author_id is not None else []
    strongest = strongest_reasons(
        {
            **watchers(event),
            Kind.MENTION: event.mentioned_ids,
            Kind.ANSWER: authors(event.topic_id, answered),
            Kind.QUOTE: authors(event.topic_id, event.quoted_numbers),
            Kind.REPLY: owner,
        }
    )
    strongest.pop(event.author_id or 0, None)
    allowed = readers(topic.id, strongest)
    return {person_id: strongest[person_id] for person_id in allowed}


def watchers(event: PostWritten) -> dict[Kind, Collection[int]]:
    """Return who follows where a post was written: a reply in a watched topic, a new one in a watched category or tag.

    This is the one place to add them: Kind.WATCHED for further posts, Kind.NEW_TOPIC for first ones.
    """
    del event
    return {}


def strongest_reasons(reasons: dict[Kind, Collection[int]]) -> dict[int, Kind]:
    """Return one reason for each person: of several the one that stands first among the kinds."""
    found: dict[int, Kind] = {}
    for kind in Kind:
        for person_id in reasons.get(kind, ()):
            found.setdefault(person_id, kind)
    return found


def authors(topic_id: int, numbers: Iterable[int]) -> list[int]:
    """Return who wrote these posts of a topic."""
    query = select(Post.author_id).where(
        Post.topic_id == topic_id, Post.number.in_(list(numbers)), Post.author_id.is_not(None)
    )
    return [one for one in db.session.scalars(query) if one is not None]


def readers(topic_id: int, person_ids: Iterable[int]) -> list[int]:
    """Keep those who may read the topic, asked of the policy itself."""
    topic = db.session.get(Topic, topic_id)
    if topic is None:
        return []
    rights = rights_of(topic)
    if can_read(Actor.visitor(), rights):  # what is shown to everybody need not be asked for each
        return [account.id for account in list_accounts(list(person_ids))]
    return [account.id for account in list_accounts(list(person_ids)) if can_read(actor_for(account), rights)]
