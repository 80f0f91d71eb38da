"""Call the members of an association to a post that names it."""

from __future__ import annotations

from collections.abc import Collection

from forum.actor import Actor
from forum.associations.policy import can_call
from forum.associations.queries import count_members
from forum.outbox import record
from forum.topics.events import AssociationCalled
from forum.topics.models import Post

MOST_ASSOCIATIONS = 3
# A larger association is not called by one line in a text: its members would lose trust in notices.
MOST_CALLED = 300


def call_members(actor: Actor, post: Post, associations: Collection[int], *, without: Collection[int] = ()) -> None:
    """Note that a post calls the members of associations; those the actor does not belong to stay uncalled."""
    mine = [one for one in associations if one not in without and can_call(actor, one)]
    for association_id in mine[:MOST_ASSOCIATIONS]:
        if count_members(association_id) <= MOST_CALLED:
            record(AssociationCalled(post_id=post.id, topic_id=post.topic_id, association_id=association_id))
