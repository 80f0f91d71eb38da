"""Read topics, posts, revisions and tags as plain rows, only what the actor may know."""

from __future__ import annotations

from forum.topics.queries.drafts import DraftRow, find_draft, list_drafts
from forum.topics.queries.newest import (
    MOST_ADDRESSES,
    PublicAddress,
    count_spans,
    list_newest_posts,
    list_openings,
    list_public,
)
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
    "MOST_ADDRESSES",
    "POSTS_ON_PAGE",
    "REVISIONS_ON_PAGE",
    "Cursor",
    "DraftRow",
    "NamedPerson",
    "PostRow",
    "PostSource",
    "PublicAddress",
    "RevisionRow",
    "TagRow",
    "TopicList",
    "TopicRow",
    "complete_names",
    "count_spans",
    "find_draft",
    "find_post",
    "find_post_by_number",
    "find_tag",
    "find_topic",
    "list_drafts",
    "list_newest_posts",
    "list_openings",
    "list_posts",
    "list_public",
    "list_revisions",
    "list_tags",
    "list_topics",
    "names_of",
    "page_of",
    "readers_named",
]
