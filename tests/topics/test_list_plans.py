"""Every view and filter of the lists keeps to an index, and costs as many queries for a long list as for a short."""

import pytest

from forum.db import db, transaction
from forum.topics.levels import Level
from forum.topics.operations import follow_association, follow_tag, read_posts
from forum.topics.queries import (
    Cursor,
    Wanted,
    count_newer,
    count_waiting,
    find_following,
    find_progress,
    list_marks,
    list_pinned,
    list_wanted,
    watch_levels,
)
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic
from tests.topics.test_queries import NOON, VISITOR, plans, statements  # noqa: F401 - a fixture

FILTERS = (
    {}, {"kind": "question"}, {"subject": "math"}, {"grade": 5, "kind": "lesson"}, {"language": "kk"},
    {"tag": "дроби"}, {"period": "week"}, {"kind": "question", "tag": "дроби", "language": "ru", "period": "day"},
)  # fmt: skip
BIG = {"topic", "post", "person", "tag", "topic_tag", "topic_reading", "watch"}


@pytest.fixture
def crowd(app):
    circle, other = make_association("Математики"), make_association()
    people = [make_person() for _ in range(60)]
    join(people[0], circle)
    actor = actor_of(people[0])
    made = [
        make_topic(circle if number % 2 else other, people[1], f"Тема {number}", tags=["дроби"], created_at=NOON)
        for number in range(80)
    ]
    with transaction():
        for topic in made[:40]:
            read_posts(actor=actor, topic_id=topic.id, number=1)
        follow_association(actor=actor, association_id=circle, level=Level.TRACKING)
        follow_tag(actor=actor, slug="дроби", level=Level.MUTED)
    return circle, actor, [topic.id for topic in made]


def test_no_view_walks_a_whole_table(crowd, statements):  # noqa: F811
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite explains its plans in words")
    circle, actor, ids = crowd
    statements.clear()
    before = Cursor(NOON, ids[-1], 1)
    with transaction(write=False):
        for who in (VISITOR, actor):
            for view in ("latest", "new", "unread", "top", "unanswered", "waiting", "mine"):
                for narrowed in (*FILTERS, {"association_id": circle}):
                    list_wanted(actor=who, wanted=Wanted(view=view, **narrowed), before=before)
            count_newer(actor=who, wanted=Wanted(), than=before)
            list_pinned(actor=who, association_id=circle)
        count_waiting(actor=actor)
        list_marks(actor=actor, topic_ids=ids[:30])
        find_progress(actor=actor, topic_id=ids[0])
        find_following(actor=actor, topic_id=ids[0])
        watch_levels(ids[0])
    bad = {
        (statement[-300:], line)
        for statement, lines in plans(statements)
        for line in lines
        if line.startswith("SCAN ") and "INDEX" not in line and line.split()[1] in BIG
    }
    assert len(statements) > 100
    assert not bad


@pytest.mark.parametrize("view", ["latest", "new", "unread", "top", "unanswered", "waiting", "mine"])
def test_a_view_is_one_query(crowd, statements, view):  # noqa: F811
    _circle, actor, ids = crowd
    statements.clear()
    with transaction(write=False):
        list_wanted(actor=actor, wanted=Wanted(view=view))
        list_marks(actor=actor, topic_ids=ids)
        count_waiting(actor=actor)
    assert len(statements) == 3
