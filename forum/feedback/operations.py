"""Leave an improvement comment at a place of a lesson plan, and decide about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import func, select, update

from forum import clock
from forum.actor import Actor
from forum.db import db
from forum.documents.anchors import Anchor, make_anchor
from forum.documents.converters.rendition import Block
from forum.documents.queries import list_blocks
from forum.errors import N_, Conflict, Invalid, NotFound
from forum.feedback.events import FeedbackDecided, FeedbackLeft
from forum.feedback.models import KINDS, REASON_LENGTH, Feedback
from forum.feedback.policy import require_decide
from forum.lessons.models import Lesson, LessonVersion
from forum.lessons.operations import rights_of
from forum.markup import tidy
from forum.outbox import record
from forum.topics import operations as topics
from forum.topics.models import Post, Topic
from forum.topics.operations import rows, texts
from forum.topics.policy import require_read

QUOTE_LENGTH = 2000


def leave(
    *,
    actor: Actor,
    lesson_id: int,
    version_number: int,
    block: str,
    kind: str,
    body: str,
    start: int | None = None,
    end: int | None = None,
    quote: str = "",
) -> Feedback:
    """Leave a comment of a kind at a passage of a block (offsets in code points), or at the whole block.

    With offsets the quote checks them; without, the server looks for the quote inside the block.
    Raises NotFound, Invalid for kind, quote or body, and whatever refuses a reply.
    """
    body = texts.ready(body)
    actor = rows.begin(actor)
    lesson = db.session.get(Lesson, lesson_id)
    require_read(actor, rights_of(lesson.topic_id) if lesson else None)
    if lesson is None:
        raise NotFound
    version = _version(lesson.id, version_number)
    if kind not in KINDS:
        raise Invalid("kind", N_("Выберите, что вы хотите сказать."))
    blocks = list_blocks(version.file_id)
    anchor = find_place(blocks, block, start=start, end=end, quote=quote)
    post = topics.reply(actor=actor, topic_id=lesson.topic_id, body=body, kind="feedback")
    last = db.session.scalar(select(func.max(Feedback.number)).where(Feedback.lesson_id == lesson.id)) or 0
    feedback = Feedback(
        lesson_id=lesson.id,
        number=last + 1,
        version_id=version.id,
        post_id=post.id,
        kind=kind,
        anchor=anchor.to_dict(),
        quote=anchor.quote,
        created_at=clock.now(),
    )
    db.session.add(feedback)
    db.session.flush()
    record(
        FeedbackLeft(feedback_id=feedback.id, lesson_id=lesson.id, topic_id=lesson.topic_id, author_id=actor.person_id)
    )
    return feedback


def find_place(
    blocks: Sequence[Block], block: str, *, start: int | None = None, end: int | None = None, quote: str = ""
) -> Anchor:
    """Return the anchor of a passage; raise NotFound for an unknown block, Invalid("quote") for other words."""
    text = next((one.text for one in blocks if one.id == block), None)
    if text is None:
        raise NotFound
    quote = " ".join(unicodedata.normalize("NFC", quote).split())
    given = start is not None and end is not None and 0 <= start < end <= len(text)
    if start is not None and end is not None and given and (not quote or " ".join(text[start:end].split()) == quote):
        return make_anchor(blocks, block, start, end)
    if not quote:
        return make_anchor(blocks, block, 0, 0)
    if len(quote) > QUOTE_LENGTH:
        raise Invalid("quote", N_("Выделите место покороче: не больше %(limit)d знаков."), limit=QUOTE_LENGTH)
    found = re.search(r"\s+".join(re.escape(word) for word in quote.split()), text, re.IGNORECASE)
    if found is None:
        raise Invalid(
            "quote", N_("В этом месте плана нет таких слов. Скопируйте их из текста выше или оставьте поле пустым.")
        )
    return make_anchor(blocks, block, *found.span())


def answer(*, actor: Actor, feedback_id: int, body: str) -> Post:
    """Answer a comment in the stream; an open one becomes answered, a decision already made stays."""
    body = texts.ready(body)
    actor = rows.begin(actor)
    feedback, topic_id = _decided(actor, feedback_id, final=False)
    number = db.session.scalar(select(Post.number).where(Post.id == feedback.post_id))
    post = topics.reply(actor=actor, topic_id=topic_id, body=body, reply_to_number=number)
    feedback.answer_id = post.id
    if feedback.state == "open":
        _settle(actor, feedback, "answered")
    return post


def accept(*, actor: Actor, feedback_id: int) -> Feedback:
    """Accept a comment: the next version that can be read will mark it done."""
    feedback, _topic_id = _decided(actor, feedback_id)
    return _settle(actor, feedback, "accepted")


def decline(*, actor: Actor, feedback_id: int, reason: str) -> Feedback:
    """Decline a comment with a reason that everybody reads; raise Invalid("reason") without one."""
    feedback, _topic_id = _decided(actor, feedback_id)
    reason = tidy(reason).strip()
    if not reason:
        raise Invalid("reason", N_("Напишите, почему: коллега потратил время на ваш план."))
    if len(reason) > REASON_LENGTH:
        raise Invalid("reason", N_("Не больше %(limit)d знаков."), limit=REASON_LENGTH)
    return _settle(actor, feedback, "declined", reason=reason)


def note(*, actor: Actor, feedback_id: int) -> Feedback:
    """Take note of a comment that asks for no change."""
    feedback, _topic_id = _decided(actor, feedback_id)
    return _settle(actor, feedback, "noted")


def mark_done(*, actor: Actor, feedback_id: int) -> Feedback:
    """Say that the newest version already does what was asked; raise Conflict when there is none newer."""
    feedback, _topic_id = _decided(actor, feedback_id)
    newest = db.session.scalars(
        select(LessonVersion)
        .where(LessonVersion.lesson_id == feedback.lesson_id)
        .order_by(LessonVersion.number.desc())
        .limit(1)
    ).one()
    if newest.id == feedback.version_id:
        raise Conflict(N_("Сначала загрузите новую версию плана."))
    feedback.done_version_id = newest.id
    return _settle(actor, feedback, "done", version_number=newest.number)


def renew_stream(lesson_id: int) -> None:
    """Let the lesson's stream be made anew: its cards say the states of comments."""
    topic_id = select(Lesson.topic_id).where(Lesson.id == lesson_id).scalar_subquery()
    db.session.execute(
        update(Topic).where(Topic.id == topic_id).values(version=Topic.version + 1),
        execution_options={"synchronize_session": False},
    )


def _version(lesson_id: int, number: int) -> LessonVersion:
    version = db.session.scalars(
        select(LessonVersion).where(LessonVersion.lesson_id == lesson_id, LessonVersion.number == number)
    ).first()
    if version is None:
        raise NotFound
    return version


def _decided(actor: Actor, feedback_id: int, *, final: bool = True) -> tuple[Feedback, int]:
    """Return a comment that this actor may decide about, locked, and its topic's id."""
    row = db.session.execute(
        select(Feedback, Lesson.topic_id)
        .join(Lesson, Lesson.id == Feedback.lesson_id)
        .join(Post, Post.id == Feedback.post_id)
        .where(Feedback.id == feedback_id, Post.deleted_at.is_(None))
        .with_for_update(of=Feedback)
    ).first()
    if row is None:
        raise NotFound
    feedback, topic_id = row
    require_decide(actor, rights_of(topic_id), feedback.state if final else "open")
    return feedback, topic_id


def _settle(
    actor: Actor, feedback: Feedback, state: str, *, reason: str = "", version_number: int | None = None
) -> Feedback:
    """Write a decision down; the same decision twice is one."""
    if feedback.state == state and feedback.reason == reason:
        return feedback
    feedback.state, feedback.reason = state, reason
    feedback.decided_by_id, feedback.decided_at = actor.id, clock.now()
    renew_stream(feedback.lesson_id)
    record(
        FeedbackDecided(
            feedback_id=feedback.id,
            lesson_id=feedback.lesson_id,
            state=state,
            decided_by_id=actor.id,
            version_number=version_number,
        )
    )
    return feedback
