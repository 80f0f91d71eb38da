"""The table in docs/permissions.md is what the policies say, cell by cell, and names every one of them."""

import ast
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from forum.actor import Actor
from forum.associations import policy as associations
from forum.associations.policy import Audience
from forum.documents import policy as documents
from forum.documents.policy import FileRights
from forum.errors import ForumError
from forum.feedback import policy as feedback
from forum.lessons import policy as lessons
from forum.topics import policy as topics
from forum.topics.policy import TopicRights
from tests.house.tree import ROOT, tree, under

CITY, SCHOOL, SUBJECT, ELSEWHERE = 1, 2, 3, 9
LONG_AGO = datetime(2025, 9, 1, tzinfo=UTC)
UP_FROM_SCHOOL = frozenset({CITY, SCHOOL})

# The thing belongs to the school; the school stands in the city, the subject association in the school.
ACTORS = {
    "visitor": Actor.visitor(),
    "unconfirmed": Actor(person_id=20, circles=UP_FROM_SCHOOL, memberships=frozenset({SCHOOL})),
    "stranger": Actor(person_id=21, email_confirmed=True, circles=frozenset({ELSEWHERE})),
    "member above": Actor(person_id=22, email_confirmed=True, circles=frozenset({CITY}), memberships=frozenset({CITY})),
    "member": Actor(person_id=23, email_confirmed=True, circles=UP_FROM_SCHOOL, memberships=frozenset({SCHOOL})),
    "member below": Actor(
        person_id=24, email_confirmed=True, circles=UP_FROM_SCHOOL | {SUBJECT}, memberships=frozenset({SUBJECT})
    ),
    "author": Actor(person_id=10, email_confirmed=True, circles=UP_FROM_SCHOOL, memberships=frozenset({SCHOOL})),
    "head": Actor(
        person_id=25,
        email_confirmed=True,
        circles=UP_FROM_SCHOOL,
        memberships=frozenset({SCHOOL}),
        heads=frozenset({SCHOOL}),
    ),
    "methodologist": Actor(person_id=26, email_confirmed=True, offices=frozenset({("methodologist", SCHOOL)})),
    "curator": Actor(person_id=27, email_confirmed=True, offices=frozenset({("curator", SCHOOL)})),
    "admin": Actor(person_id=28, email_confirmed=True, is_admin=True),
}


def topic(audience: str, **changes: object) -> TopicRights:
    """Give a topic of the school by person 10."""
    rights = {"author_id": 10, "association_id": SCHOOL, "closed_at": None, "deleted_at": None, **changes}
    return TopicRights(audience=Audience.parse(str(SCHOOL) if audience == "circle" else audience), **rights)


def allowed(act: Callable[..., object], *args: object) -> bool:
    """Say whether a `require_…` lets the actor through."""
    try:
        act(*args)
    except ForumError:
        return False
    return True


PUBLIC, CIRCLE, PRIVATE = topic("public"), topic("circle"), topic("private")
CLOSED, DELETED = topic("public", closed_at=LONG_AGO), topic("public", deleted_at=LONG_AGO)
SCHOOL_CIRCLE = Audience("circle", SCHOOL)

# (policy, thing) as the table names them -> the question to the code
QUESTIONS: dict[tuple[str, str], Callable[[Actor], bool]] = {
    ("topics.can_read", "public"): lambda a: topics.can_read(a, PUBLIC),
    ("topics.can_read", "circle"): lambda a: topics.can_read(a, CIRCLE),
    ("topics.can_read", "private"): lambda a: topics.can_read(a, PRIVATE),
    ("topics.can_read", "deleted"): lambda a: topics.can_read(a, DELETED),
    ("topics.can_reply", "public"): lambda a: topics.can_reply(a, PUBLIC),
    ("topics.can_reply", "circle"): lambda a: topics.can_reply(a, CIRCLE),
    ("topics.can_reply", "closed"): lambda a: topics.can_reply(a, CLOSED),
    ("topics.can_edit", "post of the author"): lambda a: topics.can_edit(a, PUBLIC, 10),
    ("topics.can_edit", "post of a person who left"): lambda a: topics.can_edit(a, PUBLIC, None),
    ("topics.can_restore", "deleted by its author"): lambda a: topics.can_restore(a, PUBLIC, 10, 10),
    ("topics.can_restore", "deleted by another"): lambda a: topics.can_restore(a, PUBLIC, 10, 99),
    ("topics.can_close", "circle"): lambda a: topics.can_close(a, CIRCLE),
    ("topics.can_change_audience", "circle"): lambda a: topics.can_change_audience(a, CIRCLE),
    ("topics.require_open", "in the school, for it"): lambda a: allowed(topics.require_open, a, SCHOOL, SCHOOL_CIRCLE),
    ("topics.require_publish", "for the school"): lambda a: allowed(topics.require_publish, a, SCHOOL_CIRCLE),
    ("associations.may_read", "circle"): lambda a: associations.may_read(a, SCHOOL_CIRCLE, 10),
    ("associations.can_open_in", "the school"): lambda a: associations.can_open_in(a, SCHOOL),
    ("associations.offers_circle", "the school"): lambda a: associations.offers_circle(a, SCHOOL),
    ("associations.can_see_people", "the school"): lambda a: associations.can_see_people(a, SCHOOL),
    ("associations.can_appoint", "the school"): lambda a: associations.can_appoint(
        a, "head" if SCHOOL in a.heads else None
    ),
    ("associations.require_admin", "the tree"): lambda a: allowed(associations.require_admin, a),
    ("associations.can_lead", "the school"): lambda a: associations.can_lead(a, SCHOOL),
    ("associations.can_join", "the school"): lambda a: associations.can_join(a, SCHOOL),
    ("documents.can_read", "not published yet"): lambda a: documents.can_read(
        a, FileRights(uploader_id=10, topic=None)
    ),
    ("documents.can_read", "circle"): lambda a: documents.can_read(a, FileRights(uploader_id=10, topic=CIRCLE)),
    ("lessons.can_read", "circle"): lambda a: lessons.can_read(a, CIRCLE),
    ("lessons.can_change", "circle"): lambda a: lessons.can_change(a, CIRCLE),
    ("lessons.require_change", "circle"): lambda a: allowed(lessons.require_change, a, CIRCLE),
    ("feedback.can_read", "circle"): lambda a: feedback.can_read(a, CIRCLE),
    ("feedback.can_leave", "circle"): lambda a: feedback.can_leave(a, CIRCLE),
    ("feedback.can_decide", "circle"): lambda a: feedback.can_decide(a, CIRCLE),
    ("feedback.require_decide", "open"): lambda a: allowed(feedback.require_decide, a, CIRCLE, "open"),
    ("feedback.require_decide", "done in a version"): lambda a: allowed(feedback.require_decide, a, CIRCLE, "done"),
}

# policy -> why it has no row of its own
TWINS = {
    "associations.readable": "the SQL twin of may_read; tests/associations proves that they agree",
    "associations.require_lead": "can_lead, raised",
    "associations.require_join": "can_join, raised with its reason",
    "associations.require_appoint": "can_appoint, raised",
    "topics.visible_to": "the SQL twin of can_read",
    "topics.require_read": "can_read, raised",
    "topics.require_reply": "can_reply, raised with its reason",
    "documents.visible_to": "the SQL twin of can_read",
    "lessons.visible_to": "the SQL twin of can_read",
    "feedback.visible_to": "the SQL twin of can_read",
}


def written() -> dict[tuple[str, str], dict[str, bool]]:
    """Read the table: (policy, thing) -> role -> the cell."""
    lines = (ROOT / "docs" / "permissions.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| (what|`)", line)]
    head, *body = [row for row in rows if len(row) > len(ACTORS)]
    roles = head[2:]
    return {
        (row[0].strip("`"), row[1]): {role: cell == "yes" for role, cell in zip(roles, row[2:], strict=True)}
        for row in body
    }


def spoken() -> dict[tuple[str, str], dict[str, bool]]:
    """Ask the code the same."""
    return {key: {role: bool(ask(actor)) for role, actor in ACTORS.items()} for key, ask in QUESTIONS.items()}


def as_table() -> str:
    """Write the table as it should stand in docs/permissions.md."""
    lines = [f"| what | thing | {' | '.join(ACTORS)} |", "|---|---|" + "---|" * len(ACTORS)]
    for (policy, thing), cells in spoken().items():
        lines.append(f"| `{policy}` | {thing} | {' | '.join('yes' if cell else '·' for cell in cells.values())} |")
    return "\n".join(lines)


def test_the_table_is_what_the_code_says():
    assert written() == spoken(), f"docs/permissions.md should hold:\n{as_table()}"


@pytest.mark.parametrize("room", ["topics", "associations", "documents", "lessons", "feedback"])
def test_every_policy_has_a_row(room):
    (path,) = under(f"forum/{room}/policy.py")
    names = {
        f"{room}.{node.name}"
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert names == {name for name, _ in QUESTIONS if name.startswith(f"{room}.")} | {
        name for name in TWINS if name.startswith(f"{room}.")
    }


def test_no_duty_widens_reading():
    """A methodologist, a curator and an admin read no more of a closed circle than any stranger."""
    for key, cells in spoken().items():
        if key[0].endswith("can_read") and key[1] in {"circle", "private"}:
            assert not cells["methodologist"]
            assert not cells["curator"]
            assert not cells["admin"]
            assert not cells["member above"]
