"""Read the tree, its circles and the people in them as plain rows."""

from __future__ import annotations

from forum.associations.queries.circles import (
    LABELS,
    AudienceOption,
    actor_for,
    count_readers,
    list_audiences,
    readers,
    require_offered,
)
from forum.associations.queries.people import (
    PEOPLE_SHOWN,
    AssociationHead,
    MemberRow,
    find_role,
    get_head,
    list_members,
    list_paths,
    list_requests,
)
from forum.associations.queries.rows import AssociationRow, TreeRow
from forum.associations.queries.tree import (
    find_association,
    get_association,
    list_ancestors,
    list_associations,
    list_tree,
    tree_version,
)

__all__ = [
    "LABELS",
    "PEOPLE_SHOWN",
    "AssociationHead",
    "AssociationRow",
    "AudienceOption",
    "MemberRow",
    "TreeRow",
    "actor_for",
    "count_readers",
    "find_association",
    "find_role",
    "get_association",
    "get_head",
    "list_ancestors",
    "list_associations",
    "list_audiences",
    "list_members",
    "list_paths",
    "list_requests",
    "list_tree",
    "readers",
    "require_offered",
    "tree_version",
]
