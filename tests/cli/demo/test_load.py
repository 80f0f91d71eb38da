"""The demo is loaded through the operations: complete, once, in the past, seen only by those who may see it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.accounts.operations.sign_ins import sign_in
from forum.accounts.queries import find_account_by_email
from forum.actor import Actor
from forum.associations.models import Association, AssociationClosure, Membership
from forum.associations.queries import actor_for, list_requests
from forum.cli.demo import content, state
from forum.cli.demo.load import load_if_empty
from forum.cli.demo.load_people import found
from forum.db import db, transaction
from forum.documents.queries import find_rendition
from forum.feedback.models import Feedback
from forum.feedback.queries import list_comments
from forum.lessons.queries import list_lessons, list_versions
from forum.notifications.models import Notice
from forum.notifications.queries import count_unread, list_notices
from forum.outbox import OutboxDelivery
from forum.search import operations as search_operations
from forum.search.documents import count_all
from forum.search.engine import engine
from forum.search.queries import search
from forum.topics.models import Post, Topic, TopicTag
from forum.topics.policy import visible_to

TOPICS = {row["key"]: row for row in content.list_topics()}
LESSONS = {row["key"]: row for row in content.list_lessons()}
COMMENTS = {comment["text"]: comment for lesson in LESSONS.values() for comment in lesson["comments"]}
FILES = (state.LOADED, state.SIGN_INS, state.LOCK)


@pytest.fixture(scope="module")
def demo(built_app, config):
    """Load the demo over what a load cut short has left, then once more; give what both times said."""
    with built_app.app_context():
        found(datetime.now(UTC))
        yield load_if_empty(built_app), load_if_empty(built_app)
        db.session.rollback()
        db.session.remove()
    with built_app.app_context():
        state.wipe()
        search_operations.rebuild()
        for name in FILES:
            (config.data / name).unlink(missing_ok=True)


@pytest.fixture
def forum(demo):
    """Read the loaded demo."""
    with transaction(write=False) as session:
        yield session


def actor(key: str) -> Actor:
    email = next(person["email"] for person in content.list_people() if person["key"] == key)
    return actor_for(find_account_by_email(email))


def titles(forum, reader: Actor) -> set[str]:
    return set(forum.scalars(select(Topic.title).where(visible_to(reader))))


def count(forum, model, *conditions) -> int:
    return forum.scalar(select(func.count()).select_from(model).where(*conditions))


def test_the_demo_is_loaded_once_even_over_half_of_itself(demo, forum):
    assert demo == (True, False)
    assert count(forum, Person) == len(content.list_people())
    assert count(forum, Association) == len(content.list_associations())


def test_everything_in_the_content_is_there(forum):
    assert count(forum, Topic) == len(TOPICS) + len(LESSONS)
    said = sum(1 + len(topic["replies"]) for topic in TOPICS.values())
    answers = sum(bool(comment["reply"]) for comment in COMMENTS.values())
    beside = sum(2 + len(lesson["replies"]) for lesson in LESSONS.values())
    assert count(forum, Post) == said + beside + len(COMMENTS) + answers
    assert count(forum, Topic, Topic.closed_at.is_not(None)) == sum(topic["closed"] for topic in TOPICS.values())
    memberships = sum(len(person["memberships"]) for person in content.list_people())
    assert count(forum, Membership, Membership.state == "active") == memberships
    assert count(forum, Membership, Membership.state == "asked") == len(content.list_requests())
    tags = [row["tags"] for row in (*TOPICS.values(), *LESSONS.values())]
    assert count(forum, TopicTag) == sum(len(set(row)) for row in tags)


def test_the_closure_holds_every_way_up(forum):
    parents = {row["key"]: row["parents"] for row in content.list_associations()}

    def above(key: str) -> set[str]:
        return {key}.union(*map(above, parents[key]))

    assert count(forum, AssociationClosure) == sum(len(above(key)) for key in parents)


def test_nothing_is_owed_and_no_letter_is_written(forum, config):
    assert count(forum, OutboxDelivery) == 0
    assert not list((config.data / "outbox").glob("*.eml"))


def test_time_runs_forward_and_ends_now(forum):
    now = datetime.now(UTC)
    assert max(forum.scalars(select(Post.created_at))) < now
    assert max(forum.scalars(select(Notice.created_at))) < now
    last: dict[int, datetime] = {}
    for topic_id, at in forum.execute(select(Post.topic_id, Post.created_at).order_by(Post.topic_id, Post.number)):
        assert last.get(topic_id, at) <= at
        last[topic_id] = at
    bumped = dict(forum.execute(select(Topic.id, Topic.bumped_at)).all())
    assert bumped == last


def test_the_sign_ins_are_written_down_and_work(demo, forum, config):
    text = (config.data / state.SIGN_INS).read_text("utf-8")
    assert (config.data / state.LOADED).exists()
    people = {person["key"]: person for person in content.list_people()}
    assert content.demo_password() in text
    for row in content.list_sign_ins():
        person = people[row["person"]]
        assert person["full_name"] in text
        assert row["what_ru"] in text
        assert person["email"] in text
        with transaction():
            assert sign_in(email=person["email"], password=content.demo_password()).person_id
            db.session.rollback()


@pytest.mark.parametrize(
    ("key", "readers"),
    [
        ("welcome", {"zhanar", "erlan", "vera", "nobody"}),
        ("visits-wed", {"zhanar", "erlan"}),
        ("descriptors-sor", {"zhanar", "erlan"}),
        ("tired", {"zhanar"}),
        ("private-note", {"zhanar"}),
        ("dictation-anxiety", {"erlan"}),
        ("lesson-study", set()),
        ("minutes-oct", set()),
    ],
)
def test_a_topic_is_seen_by_those_who_may(forum, key, readers):
    actors = {"nobody": Actor.visitor(), **{name: actor(name) for name in ("zhanar", "erlan", "vera")}}
    seen = {name for name, reader in actors.items() if TOPICS[key]["title"] in titles(forum, reader)}
    assert seen == readers


def test_every_lesson_can_be_read_in_every_version(forum):
    found_lessons = []
    for key, row in LESSONS.items():
        author = actor(row["author"])
        lesson = next(one for one in list_lessons(actor=author, limit=100) if one.title == row["title"])
        versions = list_versions(actor=author, lesson_id=lesson.id)
        assert [version.state for version in versions] == ["ready"] * len(row["versions"]), key
        assert lesson.request == row["request"]
        assert versions[-1].file_name == row["file_name"]
        page = find_rendition(actor=author, file_id=versions[-1].file_id)
        assert page is not None
        assert ("<table" in page.html) == (row["format"] != "txt"), key
        found_lessons.append(lesson.id)
    assert len(set(found_lessons)) == 9
    assert len(list_lessons(actor=Actor.visitor(), limit=100)) == 7


def test_every_comment_stands_at_its_words_in_its_state(forum):
    rows = forum.execute(
        select(Post.source, Feedback.kind, Feedback.state, Feedback.quote, Feedback.reason, Feedback.answer_id).join(
            Post, Post.id == Feedback.post_id
        )
    ).all()
    assert len(rows) == len(COMMENTS)
    for row in rows:
        comment = COMMENTS[row.source]
        assert (row.kind, row.state, row.quote) == (comment["kind"], comment["state"], comment["quote"])
        assert row.reason == (comment["reason"] or "")
        assert (row.answer_id is not None) == bool(comment["reply"])
    assert {row.state for row in rows} == {"open", "answered", "accepted", "declined", "done"}


@pytest.mark.parametrize("key", ["ratio", "participle"])
def test_comments_find_their_place_in_the_second_version(forum, key):
    reader = actor(LESSONS[key]["author"])
    lesson = next(one for one in list_lessons(actor=reader, limit=100) if one.title == LESSONS[key]["title"])
    first, second = list_versions(actor=reader, lesson_id=lesson.id)
    before = list_comments(actor=reader, lesson_id=lesson.id, version_id=first.id, number=1)
    after = list_comments(actor=reader, lesson_id=lesson.id, version_id=second.id, number=2)
    assert all(row.placement is None and row.block for row in before)
    moved = {row.id: row.placement for row in after if row.left_on == 1}
    assert len(moved) == len(before)
    assert set(moved.values()) <= {"same", "moved", "changed", "removed"}
    assert {"same", "changed"} <= set(moved.values())
    assert all(row.block for row in after if row.placement != "removed")
    assert {row.done_in for row in after if row.state == "done"} == {2}
    assert any(row.left_on == 2 and row.placement is None for row in after)


def test_the_bell_rings_for_those_who_sign_in_and_for_nobody_else(forum):
    unread = {person["key"]: count_unread(actor(person["key"])) for person in content.list_people()}
    assert {key: number for key, number in unread.items() if number} == {"zhanar": 3, "erlan": 3, "vera": 1}
    kinds = {notice.kind for notice in list_notices(actor("erlan")) if notice.read_at is None}
    assert "membership_asked" in kinds
    head = actor("erlan")
    (waiting,) = content.list_requests()
    place = next(one for one in head.heads)
    assert [row.full_name for row in list_requests(head, place)] == [content.get_full_name(waiting["person"])]


def test_the_index_holds_everything_and_answers_by_rights(forum):
    assert engine().count() == count_all()
    inside = TOPICS["descriptors-sor"]["title"]
    assert inside in [_plain(row.title) for row in search(actor=actor("zhanar"), text="дескрипторы СОР").rows]
    assert inside not in [_plain(row.title) for row in search(actor=Actor.visitor(), text="дескрипторы СОР").rows]
    words_of_a_file = search(actor=Actor.visitor(), text="карточки с рецептами").rows
    assert LESSONS["ratio"]["title"] in [_plain(row.title) for row in words_of_a_file]


def _plain(parts) -> str:
    return "".join(words for words, _is_marked in parts)
