"""Lists page by key, streams by number; every query keeps to what the actor may know and to its index."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from forum.actor import Actor
from forum.associations.policy import Audience
from forum.db import db, transaction
from forum.topics.operations import edit_post
from forum.topics.queries import (
    Cursor,
    complete_names,
    find_post,
    find_post_by_number,
    find_tag,
    find_topic,
    list_posts,
    list_revisions,
    list_tags,
    list_topics,
    names_of,
    page_of,
    readers_named,
)  # fmt: skip
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_post, make_topic

NOON = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
VISITOR = Actor.visitor()


@pytest.fixture
def circle(app):
    return make_association("Математики города", name_kk="Қала математиктері", name_en="City maths")


def titles(page):
    return [topic.title for topic in page.topics]


def test_a_row_says_everything_a_list_shows(circle):
    author = make_person("Сейтова Айгүл")
    join(author, circle)
    made = make_topic(
        circle, author, "Заголовок", audience=circle, tags=["Дроби", "5 класс"], replies=3, kind="question"
    )
    topic = list_topics(actor=actor_of(author)).topics[0]
    assert (topic.id, topic.title, topic.kind, topic.replies, topic.last_page) == (
        made.id,
        "Заголовок",
        "question",
        3,
        1,
    )
    assert topic.association_name("kk") == "Қала математиктері"
    assert topic.audience_name("en") == "City maths"
    assert topic.audience_name("de") == "Математики города"
    assert [(tag.name, tag.slug) for tag in topic.tags] == [("Дроби", "дроби"), ("5 класс", "5-класс")]
    assert topic.author_name == "Сейтова Айгүл"
    assert topic.rights.audience == Audience("circle", circle)


def test_an_unknown_author_is_no_obstacle(circle):
    made = make_topic(circle, None)
    topic = find_topic(actor=VISITOR, topic_id=made.id)
    assert (topic.author_id, topic.author_name) == (None, None)
    post = list_posts(topic=topic, page=1)[0]
    assert (post.author_id, post.author_name, post.author_username) == (None, None, None)


def test_pages_of_a_list_meet_without_a_gap_or_a_double(circle):
    for number in range(7):
        make_topic(circle, title=f"Тема {number}", created_at=NOON + timedelta(minutes=number // 2))
    first = list_topics(actor=VISITOR, limit=3)
    second = list_topics(actor=VISITOR, limit=3, before=first.older)
    third = list_topics(actor=VISITOR, limit=3, before=second.older)
    assert titles(first) + titles(second) + titles(third) == [f"Тема {number}" for number in range(6, -1, -1)]
    assert first.newer is None
    assert third.older is None
    back = list_topics(actor=VISITOR, limit=3, after=third.newer)
    assert titles(back) == titles(second)
    assert titles(list_topics(actor=VISITOR, limit=3, after=back.newer)) == titles(first)
    assert list_topics(actor=VISITOR, limit=3, after=back.newer).newer is None


def test_a_cursor_survives_its_address_and_nothing_else_does():
    cursor = Cursor(NOON + timedelta(microseconds=7), 12)
    assert Cursor.parse(str(cursor)) == cursor
    for strange in ["", "-", "12", "a-b", "1-2-3", "9" * 30 + "-1", "1-9999999999", "-5-1", "١-٢"]:
        assert Cursor.parse(strange) is None


def test_an_association_lists_its_own_topics_and_those_published_to_its_circle(circle):
    school = make_association("Школа", [circle])
    member = make_person()
    join(member, school)
    make_topic(circle, title="Своя", created_at=NOON)
    make_topic(school, title="Из школы городу", audience=circle, created_at=NOON + timedelta(hours=1))
    make_topic(school, title="Школьная", audience=school)
    make_topic(school, title="Открытая школьная")
    assert titles(list_topics(actor=actor_of(member), association_id=circle)) == ["Из школы городу", "Своя"]
    assert titles(list_topics(actor=VISITOR, association_id=circle)) == ["Своя"]
    paged = list_topics(actor=actor_of(member), association_id=circle, limit=1)
    assert titles(list_topics(actor=actor_of(member), association_id=circle, limit=1, before=paged.older)) == ["Своя"]


def test_lists_by_tag_author_and_kind(circle):
    author = make_person()
    make_topic(circle, author, "С меткой", tags=["Дроби"])
    make_topic(circle, title="Вопрос", kind="question")
    assert titles(list_topics(actor=VISITOR, tag="дроби")) == ["С меткой"]
    assert titles(list_topics(actor=VISITOR, author_id=author)) == ["С меткой"]
    assert titles(list_topics(actor=VISITOR, kind="question")) == ["Вопрос"]


def test_tags_count_only_what_the_actor_may_read(circle):
    member = make_person()
    join(member, circle)
    make_topic(circle, tags=["общее"])
    make_topic(circle, audience=circle, tags=["общее", "секрет"])
    make_topic(circle, tags=["удалённое"], deleted=True)
    assert [(tag.name, tag.topics) for tag in list_tags(actor=VISITOR)] == [("общее", 1)]
    assert [(tag.name, tag.topics) for tag in list_tags(actor=actor_of(member))] == [("общее", 2), ("секрет", 1)]
    assert find_tag(actor=VISITOR, slug="секрет") is None
    assert find_tag(actor=VISITOR, slug="удалённое") is None
    assert find_tag(actor=actor_of(member), slug="секрет").name == "секрет"


def test_a_page_of_the_stream_is_a_range_of_numbers(circle):
    made = make_topic(circle, replies=59)
    topic = find_topic(actor=VISITOR, topic_id=made.id)
    assert topic.last_page == 3
    assert [post.number for post in list_posts(topic=topic, page=2)] == list(range(26, 51))
    assert [post.number for post in list_posts(topic=topic, page=3)] == list(range(51, 61))
    assert list_posts(topic=topic, page=4) == []
    assert [page_of(number) for number in (1, 25, 26, 50, 51)] == [1, 1, 2, 2, 3]


def test_answers_are_known_both_ways_and_deleted_ones_forgotten(circle):
    made = make_topic(circle, replies=30)
    make_post(made.id, reply_to_number=2)
    make_post(made.id, reply_to_number=2, deleted=True)
    topic = find_topic(actor=VISITOR, topic_id=made.id)
    assert list_posts(topic=topic, page=1)[1].replies == (32,)
    assert [post.reply_to_number for post in list_posts(topic=topic, page=2)][-2:] == [2, 2]


def test_a_deleted_post_gives_its_text_to_its_author_alone(circle):
    author = make_person()
    made = make_topic(circle)
    post = make_post(made.id, author, "Секретный текст", deleted=True)
    assert find_post(actor=VISITOR, post_id=post.id).source == ""
    assert find_post(actor=VISITOR, post_id=post.id).post.cooked == ""
    assert find_post(actor=actor_of(author), post_id=post.id).source == "Секретный текст"
    assert find_post_by_number(topic=find_topic(actor=VISITOR, topic_id=made.id), number=post.number) is None


def test_posts_and_revisions_of_a_closed_circle_do_not_exist_outside(circle):
    member = make_person()
    join(member, circle)
    author = actor_of(member)
    made = make_topic(circle, member, audience=circle)
    with transaction():
        edit_post(actor=author, post_id=made.first_post_id, revision=0, body="Новый текст")
    assert [one.source for one in list_revisions(actor=author, post_id=made.first_post_id)] == [
        "Расскажите, с чего вы начинаете."
    ]
    assert list_revisions(actor=VISITOR, post_id=made.first_post_id) == []
    assert find_post(actor=VISITOR, post_id=made.first_post_id) is None
    assert find_post(actor=VISITOR, post_id=999_999) is None


def test_names_are_completed_only_from_among_the_readers(circle):
    inside = make_person("Сейтова Айгүл Маратқызы", username="aigul", school="Лицей № 5")
    make_person("Сейтова Алия", username="aliya")
    join(inside, circle)
    found = complete_names("сейт", audience=Audience("circle", circle), author_id=None)
    assert [(one.username, one.school) for one in found] == [("aigul", "Лицей № 5")]
    public = complete_names("сейт", audience=Audience("public"), author_id=None)
    assert [one.username for one in public] == ["aigul", "aliya"]
    assert [one.username for one in complete_names("АЙГ", audience=Audience("public"), author_id=None)] == ["aigul"]
    assert [one.username for one in complete_names("ali", audience=Audience("public"), author_id=None)] == ["aliya"]
    assert complete_names("сейт", audience=Audience("private"), author_id=None) == []
    assert complete_names("%", audience=Audience("circle", circle), author_id=None) != []
    assert complete_names("_ейт", audience=Audience("public"), author_id=None) == []
    assert complete_names("йгүл", audience=Audience("public"), author_id=None) == []
    assert readers_named(["aigul", "aliya"], audience=Audience("circle", circle), author_id=None) == (inside,)
    assert names_of(["aigul", "nobody"]) == {"aigul": "Сейтова Айгүл Маратқызы"}


@pytest.fixture
def statements(app):
    """Collect (statement, parameters) of everything sent to the database."""
    sent = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def plans(statements):
    """Return the plan lines SQLite gives for the collected statements, with the statement each belongs to."""
    with transaction(write=False) as session:
        for statement, parameters in list(statements):
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            yield statement, [row[3] for row in plan]


def test_no_list_and_no_stream_walks_a_whole_table(circle, statements):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite explains its plans in words")
    author = make_person()
    for _ in range(60):
        make_person()
    other = make_association()
    for place in (circle, other):
        join(author, place)
    actor = actor_of(author)
    for number in range(60):
        audience = "public" if number % 3 else circle
        made = make_topic(circle, author, f"Тема {number}", audience=audience, tags=["дроби"], created_at=NOON)
    make_post(made.id, author, reply_to_number=1)
    statements.clear()
    before = Cursor(NOON, made.id)
    with transaction(write=False):
        for who in (VISITOR, actor):
            list_topics(actor=who)
            list_topics(actor=who, before=before)
            list_topics(actor=who, after=before)
            list_topics(actor=who, association_id=circle, before=before)
            list_topics(actor=who, tag="дроби", before=before)
            list_topics(actor=who, author_id=author)
            find_tag(actor=who, slug="дроби")
        topic = find_topic(actor=actor, topic_id=made.id)
        list_posts(topic=topic, page=2)
        find_post(actor=actor, post_id=made.first_post_id)
        find_post_by_number(topic=topic, number=2)
        list_revisions(actor=actor, post_id=made.first_post_id)
    bad = [
        (statement, line)
        for statement, lines in plans(statements)
        for line in lines
        if line.startswith("SCAN ")
        and "INDEX" not in line
        and line.split()[1] in {"topic", "post", "person", "tag", "topic_tag"}
    ]
    assert len(statements) >= 20
    assert not bad


def test_the_latest_list_is_read_in_the_order_of_its_index(circle, statements):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite explains its plans in words")
    member = [make_person() for _ in range(60)][-1]
    join(member, circle)
    actor = actor_of(member)
    for number in range(60):
        make_topic(circle, member, f"Тема {number}", audience="public" if number % 2 else circle)
    statements.clear()
    with transaction(write=False):
        for who in (VISITOR, actor):
            list_topics(actor=who)
            list_topics(actor=who, before=Cursor(NOON, 5))
    for statement, lines in plans(statements):
        assert not [line for line in lines if "TEMP B-TREE" in line], (statement[-400:], lines)


@pytest.mark.parametrize("topics", [3, 120])
def test_a_list_is_one_query_whatever_its_length(circle, statements, topics):
    for number in range(topics):
        make_topic(circle, title=f"Тема {number}", tags=["дроби"])
    statements.clear()
    with transaction(write=False):
        list_topics(actor=VISITOR)
        list_topics(actor=VISITOR, association_id=circle)
    assert len(statements) == 2


@pytest.mark.parametrize("replies", [2, 300])
def test_a_stream_is_one_query_whatever_its_length(circle, statements, replies):
    made = make_topic(circle, replies=replies)
    statements.clear()
    with transaction(write=False):
        list_posts(topic=find_topic(actor=VISITOR, topic_id=made.id), page=1)
    assert len(statements) == 2
