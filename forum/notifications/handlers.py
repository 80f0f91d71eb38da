"""Decide, for each event, who is told: nobody about her own act, nobody about what she may not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from forum.accounts.queries import list_accounts
from forum.associations.events import MembershipAsked, MembershipDecided
from forum.associations.models import Membership
from forum.associations.queries import actor_for
from forum.db import db
from forum.feedback.events import FeedbackDecided, FeedbackLeft
from forum.feedback.models import Feedback
from forum.lessons.models import Lesson
from forum.notifications.operations import About, tell
from forum.topics.events import PostChanged, PostWritten
from forum.topics.models import Post, Topic
from forum.topics.policy import visible_to


def tell_of_posts(events: Sequence[PostWritten]) -> None:
    """Tell those who are named, quoted or answered; the strongest reason wins."""
    for event in events:
        post = db.session.get(Post, event.post_id)
        topic = db.session.get(Topic, event.topic_id)
        if post is None or topic is None or post.deleted_at is not None:
            continue
        reasons: dict[int, str] = {}
        if event.number > 1 and post.kind == "reply" and topic.author_id is not None:
            reasons[topic.author_id] = "reply"
        reasons |= dict.fromkeys(_authors(event.topic_id, event.quoted_numbers), "quote")
        if event.reply_to_number and post.kind == "reply":
            reasons |= dict.fromkeys(_authors(event.topic_id, (event.reply_to_number,)), "answer")
        reasons |= dict.fromkeys(event.mentioned_ids, "mention")
        about = About(by_id=event.author_id, topic_id=topic.id, post_number=post.number)
        for person_id in _readers(topic.id, reasons.keys() - {event.author_id}):
            tell(person_id=person_id, kind=reasons[person_id], key=f"post:{post.id}", about=about)


def tell_of_new_mentions(events: Sequence[PostChanged]) -> None:
    """Tell those whom an edit names for the first time."""
    for event in events:
        post = db.session.get(Post, event.post_id)
        if post is None or post.deleted_at is not None:
            continue
        about = About(by_id=post.author_id, topic_id=event.topic_id, post_number=post.number)
        for person_id in _readers(event.topic_id, set(event.newly_mentioned_ids) - {post.author_id}):
            tell(person_id=person_id, kind="mention", key=f"post:{post.id}", about=about)


def tell_of_feedback(events: Sequence[FeedbackLeft]) -> None:
    """Tell the author of a lesson that a colleague left an improvement comment."""
    for event in events:
        topic = db.session.get(Topic, event.topic_id)
        feedback = db.session.get(Feedback, event.feedback_id)
        if topic is None or feedback is None or topic.author_id is None or topic.author_id == event.author_id:
            continue
        about = _about_feedback(feedback, by_id=event.author_id, topic_id=topic.id)
        for person_id in _readers(topic.id, {topic.author_id}):
            tell(person_id=person_id, kind="feedback", key=f"feedback:{feedback.id}", about=about)


def tell_of_decisions(events: Sequence[FeedbackDecided]) -> None:
    """Tell the commenter what became of her comment."""
    for event in events:
        feedback = db.session.get(Feedback, event.feedback_id)
        lesson = db.session.get(Lesson, event.lesson_id)
        if feedback is None or lesson is None:
            continue
        author_id = db.session.scalar(select(Post.author_id).where(Post.id == feedback.post_id))
        if author_id is None or author_id == event.decided_by_id:
            continue
        about = _about_feedback(
            feedback, by_id=event.decided_by_id, topic_id=lesson.topic_id, version_number=event.version_number
        )
        key = f"feedback:{feedback.id}:{event.state}:{event.version_number or 0}"
        for person_id in _readers(lesson.topic_id, {author_id}):
            tell(person_id=person_id, kind=f"feedback_{event.state}", key=key, about=about)


def tell_of_requests(events: Sequence[MembershipAsked]) -> None:
    """Tell the heads of an association that someone asks to join."""
    for event in events:
        heads = db.session.scalars(
            select(Membership.person_id).where(
                Membership.association_id == event.association_id,
                Membership.role.in_(("head", "secretary")),
                Membership.state == "active",
            )
        )
        asked_at = _asked_at(event.association_id, event.person_id)
        about = About(by_id=event.person_id, association_id=event.association_id)
        for person_id in sorted(set(heads) - {event.person_id}):
            key = f"asked:{event.association_id}:{event.person_id}:{asked_at}"
            tell(person_id=person_id, kind="membership_asked", key=key, about=about)


def tell_of_membership(events: Sequence[MembershipDecided]) -> None:
    """Tell someone whether she was accepted."""
    for event in events:
        if event.person_id == event.decided_by_id:
            continue
        kind = "membership_accepted" if event.accepted else "membership_declined"
        key = f"{kind}:{event.association_id}:{_asked_at(event.association_id, event.person_id)}"
        about = About(by_id=event.decided_by_id, association_id=event.association_id)
        tell(person_id=event.person_id, kind=kind, key=key, about=about)


def _about_feedback(
    feedback: Feedback, *, by_id: int | None, topic_id: int, version_number: int | None = None
) -> About:
    number = db.session.scalar(select(Post.number).where(Post.id == feedback.post_id))
    return About(
        by_id=by_id,
        topic_id=topic_id,
        post_number=number,
        lesson_id=feedback.lesson_id,
        version_number=version_number,
        feedback_id=feedback.id,
    )


def _asked_at(association_id: int, person_id: int) -> str:
    """Tell one request from a later one by the same person."""
    moment = db.session.scalar(
        select(Membership.created_at).where(
            Membership.association_id == association_id, Membership.person_id == person_id
        )
    )
    return moment.strftime("%Y%m%d%H%M%S") if moment else ""


def _authors(topic_id: int, numbers: Iterable[int]) -> list[int]:
    query = select(Post.author_id).where(
        Post.topic_id == topic_id, Post.number.in_(list(numbers)), Post.author_id.is_not(None)
    )
    return [one for one in db.session.scalars(query) if one is not None]


def _readers(topic_id: int, person_ids: Iterable[int]) -> list[int]:
    """Keep those who may read the topic, asked of the policy itself."""
    return [
        account.id
        for account in list_accounts(list(person_ids))
        if db.session.scalar(select(Topic.id).where(Topic.id == topic_id, visible_to(actor_for(account))))
    ]
