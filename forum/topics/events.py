"""What happens to topics and posts."""

from __future__ import annotations

from dataclasses import dataclass

from forum.outbox import Event


@dataclass(frozen=True, kw_only=True)
class PostWritten(Event):
    """A post was added: a topic's first one, a reply, or a comment that lives in the stream."""

    post_id: int
    topic_id: int
    number: int
    author_id: int | None
    reply_to_number: int | None
    mentioned_ids: tuple[int, ...] = ()
    quoted_numbers: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PostChanged(Event):
    """A post was edited, deleted or brought back."""

    post_id: int
    topic_id: int
    newly_mentioned_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TopicChanged(Event):
    """A topic's title, tags, audience or state changed."""

    topic_id: int
