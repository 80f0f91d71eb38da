"""The large forum goes into the tables as operations would have written it: counters, tags, circles, cooked text."""

from datetime import UTC, datetime
from itertools import takewhile

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.accounts.operations.sign_ins import sign_in
from forum.associations.models import AssociationClosure, Membership
from forum.associations.queries import list_ancestors, list_tree
from forum.cli.demo import bulk, content, state
from forum.cli.demo.bulk_rows import cook_prose
from forum.cli.demo.scale import ScaleAssociation, ScalePerson, ScalePost, ScaleTopic, generate
from forum.db import transaction
from forum.markup import RENDERER_VERSION, cook
from forum.search import operations as search_operations
from forum.search.engine import engine
from forum.topics.models import Post, Tag, Topic, TopicTag
from forum.topics.operations import open_topic, reply
from tests.factories.accounts import actor_of, make_person

UNTIL = datetime(2026, 9, 1, 12, tzinfo=UTC)
TOPICS = 12


def _is_wanted(row) -> bool:
    return not (isinstance(row, ScaleTopic) and row.number > TOPICS)


@pytest.fixture(scope="module")
def rows():
    return list(takewhile(_is_wanted, generate(1, seed=3, until=UNTIL)))


@pytest.fixture
def loaded(app, rows, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 20)
    chunks = []
    bulk.load_rows(rows, moment=UNTIL, tell=chunks.append)
    assert len(chunks) > 2
    return chunks


def _of(rows, kind):
    return [row for row in rows if isinstance(row, kind)]


def test_every_row_arrives_in_chunks_of_whole_topics(loaded, rows):
    assert sum(loaded) == len(_of(rows, ScalePost))
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Person)) == len(_of(rows, ScalePerson))
        assert session.scalar(select(func.count()).select_from(Topic)) == TOPICS
        assert session.scalar(select(func.count()).select_from(Post)) == sum(loaded)


def test_counters_and_tags_are_what_the_posts_say(loaded):
    with transaction(write=False) as session:
        for topic in session.scalars(select(Topic)):
            posts = list(session.scalars(select(Post).where(Post.topic_id == topic.id).order_by(Post.number)))
            assert [post.number for post in posts] == list(range(1, topic.posts_count + 1))
            assert topic.highest_number == topic.version == topic.posts_count
            assert (topic.last_author_id, topic.bumped_at) == (posts[-1].author_id, posts[-1].created_at)
            assert (topic.author_id, topic.created_at) == (posts[0].author_id, posts[0].created_at)
            assert [post.kind for post in posts] == ["first"] + ["reply"] * (len(posts) - 1)
            tags = session.scalars(
                select(Tag.name).join(TopicTag).where(TopicTag.topic_id == topic.id).order_by(TopicTag.position)
            )
            assert list(tags) == topic.tags


def test_prose_is_cooked_as_the_renderer_would(loaded):
    with transaction(write=False) as session:
        posts = list(session.scalars(select(Post).limit(60)))
    assert any("\n\n" in post.source for post in posts)
    for post in posts:
        cooked = cook(post.source)
        assert (post.cooked, post.text) == (cooked.html, cooked.text)
        assert post.renderer_version == RENDERER_VERSION
    assert cook_prose("a < b & c") == cook("a < b & c").html


def test_the_tree_and_its_circles_are_those_of_the_generator(loaded, rows):
    parents = {row.number: row.parents for row in _of(rows, ScaleAssociation)}

    def above(number: int) -> set[int]:
        return {number}.union(*map(above, parents[number]))

    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(AssociationClosure)) == sum(
            map(len, map(above, parents))
        )
        names = {row.association.name_ru: row.association.id for row in list_tree()}
    ids = {row.number: names[row.name_ru] for row in _of(rows, ScaleAssociation)}
    person = _of(rows, ScalePerson)[5]
    actor = actor_of(person.number)
    assert actor.memberships == {ids[number] for number in person.associations}
    assert actor.circles == {ids[one] for number in person.associations for one in above(number)}
    with transaction(write=False) as session:
        assert len(list_ancestors(ids[20])) == len(above(20))
        heads = session.execute(
            select(Membership.association_id, func.count())
            .where(Membership.role == "head")
            .group_by(Membership.association_id)
        )
        assert {number for _, number in heads} == {1}


def test_the_forum_goes_on_counting_after_them(loaded, rows):
    newcomer = actor_of(make_person())
    person = actor_of(_of(rows, ScalePerson)[0].number)
    with transaction():
        topic = open_topic(
            actor=person,
            association_id=min(person.memberships),
            kind="question",
            title="Новая тема после всех",
            body="Первый вопрос.",
            tags=("новая-метка",),
            audience="public",
        )
        assert topic.id == TOPICS + 1
        assert reply(actor=newcomer, topic_id=topic.id, body="Ответ.").number == 2


def test_a_load_ends_with_sign_ins_and_an_index_and_is_not_repeated(app, rows, config, monkeypatch):
    monkeypatch.setattr(bulk, "generate", lambda *_args, **_options: iter(rows))
    try:
        assert bulk.load_scale(app, scale=1, seed=1, index=True)
        assert engine().count() == len(_of(rows, ScalePost))
        assert "teacher.1@example.org" in (config.data / state.SIGN_INS).read_text("utf-8")
        with transaction():
            assert sign_in(email="teacher.2@example.org", password=content.demo_password()).person_id == 2
        assert not bulk.load_scale(app, scale=1, seed=1, index=True)
    finally:
        state.wipe()
        search_operations.rebuild()
        for name in (state.LOADED, state.SIGN_INS, state.LOCK):
            (config.data / name).unlink(missing_ok=True)
