"""Read topics, posts, revisions and tags as plain rows, only what the actor may know."""

from __future__ import annotations

from forum.topics.queries.people import complete_names, names_of, readers_named
from forum.topics.queries.posts import REVISIONS_ON_PAGE, find_post, find_post_by_number, list_posts, list_revisions
from forum.topics.queries.rows import (
    POSTS_ON_PAGE,
    Cursor,
    NamedPerson,
    PostRow,
    PostSource,
    RevisionRow,
    TagRow,
    TopicList,
    TopicRow,
    page_of,
)
from forum.topics.queries.topics import find_tag, find_topic, list_tags, list_topics

__all__ = [
    "POSTS_ON_PAGE",
    "REVISIONS_ON_PAGE",
    "Cursor",
    "NamedPerson",
    "PostRow",
    "PostSource",
    "RevisionRow",
    "TagRow",
    "TopicList",
    "TopicRow",
    "complete_names",
    "find_post",
    "find_post_by_number",
    "find_tag",
    "find_topic",
    "list_posts",
    "list_revisions",
    "list_tags",
    "list_topics",
    "names_of",
    "page_of",
    "readers_named",
]
