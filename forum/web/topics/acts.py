"""What one reader may do with each post of a stream, asked of the policy; the buttons are drawn from it."""

from __future__ import annotations

from dataclasses import dataclass

from forum.actor import Actor
from forum.topics.policy import can_accept, can_edit, can_reply, can_restore
from forum.topics.queries import PostRow, TopicRow


@dataclass(frozen=True, slots=True)
class TopicActs:
    """What is the same for all posts of a topic that the reader has nothing of her own in."""

    signed_in: bool
    replies: bool
    accepts: bool


@dataclass(frozen=True, slots=True)
class PostActs:
    """What the reader may do with one post; `thanked` and `accepted` are what she may undo."""

    replies: bool = False
    own: bool = False
    restores: bool = False
    thanks: bool = False
    thanked: bool = False
    accepts: bool = False
    accepted: bool = False


def topic_acts(topic: TopicRow, actor: Actor) -> TopicActs:
    """Return what the actor may do in a topic."""
    rights = topic.rights
    accepts = topic.kind == "question" and can_accept(actor, rights)
    return TopicActs(signed_in=actor.signed_in, replies=can_reply(actor, rights), accepts=accepts)


def post_acts(topic: TopicRow, post: PostRow, actor: Actor, acts: TopicActs) -> PostActs:
    """Return what the actor may do with a post of the topic."""
    me = actor.person_id
    if post.deleted_at is not None:
        return PostActs(restores=can_restore(actor, topic.rights, post.author_id, post.deleted_by_id))
    foreign = acts.replies and post.author_id != me  # `can_thank`: where she may reply, what another wrote
    thanked = foreign and any(one.person_id == me for one in post.thanked_by)
    accepted = acts.accepts and topic.accepted_number == post.number
    return PostActs(
        replies=acts.replies,
        own=post.author_id == me and can_edit(actor, topic.rights, post.author_id),
        thanks=foreign and not thanked,
        thanked=thanked,
        accepts=acts.accepts and not accepted and post.kind == "reply",
        accepted=accepted,
    )
