"""Who is told of a happening: each person once, for the strongest reason, and only of what she may read."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select

from forum.accounts.queries import list_accounts
from forum.actor import Actor
from forum.associations.queries import actor_for
from forum.db import db
from forum.messages.queries import blockers_of, reader_ids
from forum.notifications.kinds import Kind
from forum.topics.events import PostWritten
from forum.topics.levels import Level
from forum.topics.models import Post, Topic
from forum.topics.operations.rows import rights_of
from forum.topics.policy import can_read
from forum.topics.queries import get_named, watch_levels


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
            Kind.MESSAGE: reader_ids(get_named(topic.id)) if topic.audience == "named" else (),
            Kind.MENTION: event.mentioned_ids,
            Kind.ANSWER: authors(event.topic_id, answered),
            Kind.QUOTE: authors(event.topic_id, event.quoted_numbers),
            Kind.REPLY: owner,
        }
    )
    if post.kind == "feedback" and strongest.get(topic.author_id or 0) is Kind.WATCHED:
        del strongest[topic.author_id or 0]  # she is told of the comment itself
    refusing = blockers_of(event.author_id) if topic.audience == "named" else set()
    for person_id in refusing | {event.author_id or 0}:
        strongest.pop(person_id, None)
    allowed = undisturbed(topic.id, readers(topic.id, strongest))
    return {person_id: strongest[person_id] for person_id in allowed}


def watchers(event: PostWritten) -> dict[Kind, Collection[int]]:
    """Return who follows the place: for a reply who watches its topic, for a new topic its category or tag too."""
    levels = {person_id: one.level for person_id, one in watch_levels(event.topic_id).items()}
    if event.number > 1:
        return {Kind.WATCHED: [person_id for person_id, level in levels.items() if level is Level.WATCHING]}
    wanted = (Level.WATCHING, Level.FIRST)
    return {Kind.NEW_TOPIC: [person_id for person_id, level in levels.items() if level in wanted]}


def undisturbed(topic_id: int, person_ids: Collection[int]) -> list[int]:
    """Leave out those who have muted the topic, its tags or its place."""
    levels = watch_levels(topic_id, person_ids) if person_ids else {}
    return [one for one in person_ids if one not in levels or levels[one].level is not Level.MUTED]


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
