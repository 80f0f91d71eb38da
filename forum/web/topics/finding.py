"""Find the topic of an address, as far as the reader may know it."""

from __future__ import annotations

from forum.errors import NotFound
from forum.topics.queries import TopicRow, find_topic
from forum.web.identity import actor
from forum.web.remembered import remembered


def get_topic(topic_id: int) -> TopicRow:
    """Return a topic the reader may read; raise NotFound."""
    who = actor()
    topic = remembered(lambda: find_topic(actor=who, topic_id=topic_id), "topic", who, topic_id)
    if topic is None:
        raise NotFound
    return topic
