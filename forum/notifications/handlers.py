"""Decide, for each event, who is told: nobody about her own act, nobody about what she may not read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from forum.associations.events import CirclesChanged, MembershipAsked, MembershipDecided
from forum.associations.models import Membership
from forum.associations.queries import list_member_ids
from forum.bookmarks.events import ReminderDue
from forum.bookmarks.models import Bookmark
from forum.db import db
from forum.feedback.events import FeedbackDecided, FeedbackLeft
from forum.feedback.models import Feedback
from forum.lessons.models import Lesson
from forum.messages.events import ReadersAdded
from forum.messages.queries import blockers_of
from forum.notifications.kinds import Kind
from forum.notifications.operations import About, list_waiting_in, recount, tell, tell_all
from forum.notifications.recipients import readers, recipients, undisturbed
from forum.topics.events import (
    AnswerAccepted,
    AssociationCalled,
    PostChanged,
    PostThanked,
    PostWritten,
    TopicChanged,
)
from forum.topics.models import Post, PostThanks, Topic
from forum.topics.operations.rows import audience_of
from forum.topics.queries import readers_among

# One letter to so many at most, whoever calls.
MOST_MEMBERS = 300


def tell_of_posts(events: Sequence[PostWritten]) -> None:
    """Tell those who are named, quoted or answered; the strongest reason wins."""
    for event in events:
        about = About(by_id=event.author_id, topic_id=event.topic_id, post_number=event.number)
        tell_all(reasons=recipients(event), key=f"post:{event.post_id}", about=about)


def tell_of_new_mentions(events: Sequence[PostChanged]) -> None:
    """Tell those whom an edit names for the first time."""
    for event in events:
        post = db.session.get(Post, event.post_id)
        if post is None or post.deleted_at is not None:
            continue
        about = About(by_id=post.author_id, topic_id=event.topic_id, post_number=post.number)
        for person_id in readers(event.topic_id, set(event.newly_mentioned_ids) - {post.author_id}):
            tell(person_id=person_id, kind=Kind.MENTION, key=f"post:{post.id}", about=about)


def tell_of_calls(events: Sequence[AssociationCalled]) -> None:
    """Tell the members of an association that a post calls them; who is named there herself has been told."""
    for event in events:
        post = db.session.get(Post, event.post_id)
        topic = db.session.get(Topic, event.topic_id)
        if post is None or topic is None or post.deleted_at is not None or topic.deleted_at is not None:
            continue
        about = About(
            by_id=post.author_id, topic_id=event.topic_id, post_number=post.number, association_id=event.association_id
        )
        members = set(list_member_ids(event.association_id, limit=MOST_MEMBERS)) - {post.author_id}
        allowed = readers_among(members, audience=audience_of(topic), author_id=topic.author_id)
        for person_id in undisturbed(topic.id, allowed):
            tell(person_id=person_id, kind=Kind.CALL, key=f"post:{post.id}", about=about)


def tell_of_thanks(events: Sequence[PostThanked]) -> None:
    """Tell the author of a post that a colleague thanked for it, unless the thanks were taken back meanwhile."""
    for event in events:
        mine = (PostThanks.post_id == event.post_id, PostThanks.person_id == event.person_id)
        if event.author_id is None or not db.session.scalar(select(PostThanks.id).where(*mine)):
            continue
        about = About(by_id=event.person_id, topic_id=event.topic_id, post_number=event.number)
        key = f"thanks:{event.post_id}:{event.person_id}"
        for person_id in undisturbed(event.topic_id, readers(event.topic_id, {event.author_id} - {event.person_id})):
            tell(person_id=person_id, kind=Kind.THANKS, key=key, about=about)


def tell_of_answers(events: Sequence[AnswerAccepted]) -> None:
    """Tell the author of a reply that it solved the question, as long as it is still marked so."""
    for event in events:
        topic = db.session.get(Topic, event.topic_id)
        if topic is None or topic.accepted_number != event.number or event.author_id is None:
            continue
        about = About(by_id=event.accepted_by_id, topic_id=event.topic_id, post_number=event.number)
        for person_id in readers(event.topic_id, {event.author_id} - {event.accepted_by_id}):
            tell(person_id=person_id, kind=Kind.ACCEPTED, key=f"accepted:{event.post_id}", about=about)


def tell_of_feedback(events: Sequence[FeedbackLeft]) -> None:
    """Tell the author of a lesson that a colleague left an improvement comment."""
    for event in events:
        topic = db.session.get(Topic, event.topic_id)
        feedback = db.session.get(Feedback, event.feedback_id)
        if topic is None or feedback is None or topic.author_id is None or topic.author_id == event.author_id:
            continue
        about = _about_feedback(feedback, by_id=event.author_id, topic_id=topic.id)
        for person_id in readers(topic.id, {topic.author_id}):
            tell(person_id=person_id, kind=Kind.FEEDBACK, key=f"feedback:{feedback.id}", about=about)


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
        for person_id in readers(lesson.topic_id, {author_id}):
            tell(person_id=person_id, kind=Kind(f"feedback_{event.state}"), key=key, about=about)


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
            tell(person_id=person_id, kind=Kind.MEMBERSHIP_ASKED, key=key, about=about)


def tell_of_membership(events: Sequence[MembershipDecided]) -> None:
    """Tell someone whether she was accepted."""
    for event in events:
        if event.person_id == event.decided_by_id:
            continue
        kind = Kind.MEMBERSHIP_ACCEPTED if event.accepted else Kind.MEMBERSHIP_DECLINED
        key = f"{kind}:{event.association_id}:{_asked_at(event.association_id, event.person_id)}"
        about = About(by_id=event.decided_by_id, association_id=event.association_id)
        tell(person_id=event.person_id, kind=kind, key=key, about=about)


def count_anew_in_topics(events: Sequence[TopicChanged]) -> None:
    """Count anew for those to whom notices of a topic wait that is gone or has other readers now."""
    for topic_id in sorted({event.topic_id for event in events}):
        recount(list_waiting_in(topic_id=topic_id))


def count_anew_in_circles(events: Sequence[CirclesChanged]) -> None:
    """Count anew for those to whom notices wait from circles that somebody joined or left."""
    for association_id in sorted({event.association_id for event in events}):
        recount(list_waiting_in(association_id=association_id))


def tell_of_added_readers(events: Sequence[ReadersAdded]) -> None:
    """Tell those who were let into a conversation."""
    for event in events:
        about = About(by_id=event.by_id, topic_id=event.topic_id)
        refusing = blockers_of(event.by_id)
        for person_id in readers(event.topic_id, set(event.person_ids) - refusing):
            tell(person_id=person_id, kind=Kind.MESSAGE_ADDED, key=f"added:{event.topic_id}", about=about)


def tell_of_reminders(events: Sequence[ReminderDue]) -> None:
    """Remind those who asked for it of what they may still read; a reminder changed meanwhile is dropped."""
    for event in events:
        bookmark = db.session.get(Bookmark, event.bookmark_id)
        post = db.session.get(Post, bookmark.post_id) if bookmark else None
        if bookmark is None or post is None or bookmark.remind_at != event.remind_at or post.deleted_at is not None:
            continue
        about = About(topic_id=post.topic_id, post_number=post.number)
        key = f"reminder:{bookmark.id}:{int(event.remind_at.timestamp())}"
        for person_id in readers(post.topic_id, {bookmark.person_id}):
            tell(person_id=person_id, kind=Kind.REMINDER, key=key, about=about)


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
