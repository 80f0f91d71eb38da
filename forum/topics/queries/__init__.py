"""Read topics, posts, revisions and tags as plain rows, only what the actor may know."""

from __future__ import annotations

from forum.topics.queries.completions import (
    complete_associations,
    complete_marks,
)
from forum.topics.queries.drafts import (
    DraftRow,
    find_draft,
    list_drafts,
)
from forum.topics.queries.following import (
    FollowedRow,
    find_following,
    find_level,
    list_followed,
    watch_levels,
)
from forum.topics.queries.lists import (
    PERIODS,
    VIEWS,
    Wanted,
    count_newer,
    list_pinned,
    list_topics,
    list_wanted,
)
from forum.topics.queries.marks import (
    links_of,
)
from forum.topics.queries.newest import (
    MOST_ADDRESSES,
    PublicAddress,
    count_spans,
    list_newest_posts,
    list_openings,
    list_public,
)
from forum.topics.queries.people import (
    complete_names,
    get_named,
    names_of,
    readers_among,
    readers_named,
)
from forum.topics.queries.places import (
    count_after,
    find_number_since,
)
from forum.topics.queries.posts import (
    REVISIONS_ON_PAGE,
    find_post,
    find_post_by_number,
    list_numbered,
    list_posts,
    list_revisions,
)
from forum.topics.queries.reading import (
    Mark,
    Progress,
    Waiting,
    count_waiting,
    find_progress,
    find_stamp,
    list_marks,
)
from forum.topics.queries.rows import (
    POSTS_ON_PAGE,
    Answer,
    Completion,
    Cursor,
    NamedPerson,
    PostRow,
    PostSource,
    RevisionRow,
    TagRow,
    Thanker,
    TopicList,
    TopicRow,
    page_of,
)
from forum.topics.queries.topics import (
    find_tag,
    find_topic,
    list_tags,
)

__all__ = [
    "MOST_ADDRESSES",
    "PERIODS",
    "POSTS_ON_PAGE",
    "REVISIONS_ON_PAGE",
    "VIEWS",
    "Answer",
    "Completion",
    "Cursor",
    "DraftRow",
    "FollowedRow",
    "Mark",
    "NamedPerson",
    "PostRow",
    "PostSource",
    "Progress",
    "PublicAddress",
    "RevisionRow",
    "TagRow",
    "Thanker",
    "TopicList",
    "TopicRow",
    "Waiting",
    "Wanted",
    "complete_associations",
    "complete_marks",
    "complete_names",
    "count_after",
    "count_newer",
    "count_spans",
    "count_waiting",
    "find_draft",
    "find_following",
    "find_level",
    "find_number_since",
    "find_post",
    "find_post_by_number",
    "find_progress",
    "find_stamp",
    "find_tag",
    "find_topic",
    "get_named",
    "links_of",
    "list_drafts",
    "list_followed",
    "list_marks",
    "list_newest_posts",
    "list_numbered",
    "list_openings",
    "list_pinned",
    "list_posts",
    "list_public",
    "list_revisions",
    "list_tags",
    "list_topics",
    "list_wanted",
    "names_of",
    "page_of",
    "readers_among",
    "readers_named",
    "watch_levels",
]
