"""Conversations of the tests, begun by the operation itself."""

from forum.accounts.queries import get_account
from forum.actor import Actor
from forum.associations.queries import actor_for
from forum.db import transaction
from forum.messages import operations
from forum.topics.models import Post, Topic
from tests.factories.topics import MadeTopic


def send(
    author_id: int, to: str, title: str = "О совместном уроке", body: str = "Давайте проведём вместе.",
    *, group_id: int | None = None,
) -> MadeTopic:  # fmt: skip
    """Return a new conversation; `to` is a line of usernames."""
    with transaction() as session:
        topic: Topic = operations.send(actor=actor_of_now(author_id), to=to, title=title, body=body, group_id=group_id)
        first = session.query(Post.id).filter(Post.topic_id == topic.id, Post.number == 1).scalar()
        return MadeTopic(topic.id, topic.slug, topic.title, first)


def actor_of_now(person_id: int) -> Actor:
    """Return a person as an actor inside a transaction that stands open."""
    return actor_for(get_account(person_id))
