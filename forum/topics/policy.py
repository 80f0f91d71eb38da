"""Who may read a topic and what she may do with it; the row rule stands beside the list rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_

from forum.actor import Actor
from forum.associations.policy import Audience, can_open_in, may_read, readable
from forum.errors import N_, Conflict, Forbidden, Invalid, NotFound
from forum.topics.models import Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicRights:
    """What rights over a topic are decided by."""

    audience: Audience
    author_id: int | None
    association_id: int
    closed_at: datetime | None
    deleted_at: datetime | None


def can_read(actor: Actor, topic: TopicRights) -> bool:
    """Say whether the actor may know this topic; the twin of `visible_to`."""
    return topic.deleted_at is None and may_read(actor, topic.audience, topic.author_id)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Topic` that keeps what the actor may know."""
    return and_(
        Topic.deleted_at.is_(None),
        readable(Topic.audience.expression, Topic.audience_id.expression, Topic.author_id.expression, actor),
    )


def require_read(actor: Actor, topic: TopicRights | None) -> TopicRights:
    """Raise NotFound unless the topic exists for the actor."""
    if topic is None or not can_read(actor, topic):
        raise NotFound
    return topic


def can_reply(actor: Actor, topic: TopicRights) -> bool:
    """Say whether the actor may reply: she reads it, her address is confirmed, it is not closed."""
    return can_read(actor, topic) and actor.email_confirmed and topic.closed_at is None


def require_reply(actor: Actor, topic: TopicRights) -> None:
    """Raise the reason why the actor may not reply here."""
    require_read(actor, topic)
    if not actor.email_confirmed:
        raise Forbidden(N_("Сначала подтвердите почту: письмо со ссылкой уже отправлено."))
    if topic.closed_at is not None:
        raise Conflict(N_("Тема закрыта, новые ответы не принимаются. Ваш текст сохранён в поле ниже."))


def can_edit(actor: Actor, topic: TopicRights, post_author_id: int | None) -> bool:
    """Say whether the actor may edit or delete a post: only her own, where she still reads."""
    return can_read(actor, topic) and post_author_id is not None and post_author_id == actor.person_id


def can_close(actor: Actor, topic: TopicRights) -> bool:
    """Say whether the actor may close or reopen: the author, or the association's head."""
    return (
        can_read(actor, topic)
        and actor.signed_in
        and (topic.author_id == actor.person_id or topic.association_id in actor.heads)
    )


def can_restore(actor: Actor, topic: TopicRights, post_author_id: int | None, deleted_by_id: int | None) -> bool:
    """Say whether the actor may bring a post back: her own, deleted by herself, even with its whole topic."""
    mine = post_author_id is not None and post_author_id == actor.person_id == deleted_by_id
    return mine and (can_read(actor, topic) if topic.deleted_at is None else topic.author_id == actor.person_id)


def can_change_audience(actor: Actor, topic: TopicRights) -> bool:
    """Say whether the actor may move the topic to other readers: only its author."""
    return can_read(actor, topic) and actor.signed_in and topic.author_id == actor.person_id


def require_open(actor: Actor, association_id: int, audience: Audience) -> None:
    """Raise the reason why the actor may not open a topic in an association for an audience."""
    if not actor.signed_in:
        raise Forbidden
    if not actor.email_confirmed:
        raise Forbidden(N_("Сначала подтвердите почту: письмо со ссылкой уже отправлено."))
    if not can_open_in(actor, association_id):
        raise Invalid("association", N_("Здесь пишут только участники. Вступите в объединение или выберите своё."))
    require_publish(actor, audience)


def require_publish(actor: Actor, audience: Audience) -> None:
    """Raise Invalid unless the audience is everybody, herself, or a circle she stands in or writes for."""
    if audience.association_id is not None and not can_open_in(actor, audience.association_id):
        raise Invalid("audience", N_("Этот круг читателей вам недоступен. Выберите другой."))
