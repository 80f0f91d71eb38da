"""Levels: what one chose for a topic, what one did in it, its tags, the nearest association, in this order."""

import pytest

from forum.actor import Actor
from forum.db import transaction
from forum.errors import Forbidden, Invalid, NotFound
from forum.topics.levels import Level, Why, strongest
from forum.topics.operations import follow_association, follow_tag, follow_topic, open_topic, reply
from forum.topics.queries import find_following, find_level, list_followed, watch_levels
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic

TAG, PLACE = Why("tag", ("дроби",) * 3), Why("association", ("Город",) * 3)


@pytest.fixture
def city(app):
    return make_association("Город", kind="city", name_kk="Қала")


@pytest.fixture
def circle(city):
    return make_association("Математики", [city])


@pytest.fixture
def teacher(circle):
    person = make_person()
    join(person, circle)
    return person


def level(person, topic_id):
    with transaction(write=False):
        found = find_following(actor=actor_of(person), topic_id=topic_id)
        assert watch_levels(topic_id).get(person, found) == found
        return found


def follow(act, person, chosen, **thing):
    with transaction():
        act(actor=actor_of(person), level=chosen, **thing)


@pytest.mark.anywhere
def test_which_of_several_levels_speaks():
    nothing = strongest(None, [], [])
    assert (nothing.level, nothing.why.kind, nothing.own) == (Level.NORMAL, "nothing", None)
    places = [(2, Level.WATCHING, PLACE), (0, Level.MUTED, PLACE)]
    assert strongest(None, [], places).level == Level.MUTED
    assert strongest(None, [(Level.NORMAL, TAG)], places).why == TAG
    assert strongest(None, [(Level.MUTED, TAG), (Level.WATCHING, TAG)], []).level == Level.WATCHING
    assert strongest((Level.TRACKING, "replied"), [], places).why.kind == "replied"
    louder = strongest((Level.TRACKING, "replied"), [(Level.WATCHING, TAG)], places)
    assert (louder.level, louder.why) == (Level.WATCHING, TAG)
    chosen = strongest((Level.NORMAL, "chosen"), [(Level.WATCHING, TAG)], places)
    assert (chosen.level, chosen.why.kind, chosen.own) == (Level.NORMAL, "chosen", Level.NORMAL)


@pytest.mark.anywhere
def test_a_level_survives_its_form_and_nothing_else_does():
    assert [Level.parse(one.word) for one in Level] == list(Level)
    assert [Level.parse(strange) for strange in (None, "", "loud", "4", "Muted")] == [None] * 5


def test_opening_watches_and_replying_tracks(circle, teacher):
    colleague = make_person()
    with transaction():
        topic = open_topic(
            actor=actor_of(teacher),
            association_id=circle,
            kind="question",
            title="Дроби",
            body="Как?",
            audience="public",
        ).id
    with transaction():
        reply(actor=actor_of(colleague), topic_id=topic, body="Так.")
    assert (level(teacher, topic).level, level(teacher, topic).why.kind) == (Level.WATCHING, "opened")
    assert (level(colleague, topic).level, level(colleague, topic).why.kind) == (Level.TRACKING, "replied")
    follow(follow_topic, colleague, Level.MUTED, topic_id=topic)
    with transaction():
        reply(actor=actor_of(colleague), topic_id=topic, body="И ещё так.")
    assert level(colleague, topic).level == Level.MUTED, "what was chosen is not undone by replying"
    follow(follow_topic, colleague, None, topic_id=topic)
    assert (level(colleague, topic).level, level(colleague, topic).why.kind) == (Level.TRACKING, "replied")
    follow(follow_topic, teacher, None, topic_id=topic)
    assert level(teacher, topic).why.kind == "opened"


def test_an_association_speaks_for_all_below_it_until_a_nearer_one_does(city, circle, teacher):
    topic = make_topic(circle)
    follow(follow_association, teacher, Level.WATCHING, association_id=city)
    assert level(teacher, topic.id).level == Level.WATCHING
    assert level(teacher, topic.id).why.name("kk") == "Қала"
    follow(follow_association, teacher, Level.FIRST, association_id=circle)
    assert level(teacher, topic.id).level == Level.FIRST
    follow(follow_association, teacher, None, association_id=circle)
    assert level(teacher, topic.id).level == Level.WATCHING


def test_a_tag_speaks_before_the_association(circle, teacher):
    topic = make_topic(circle, tags=["Дроби", "5 класс"])
    follow(follow_association, teacher, Level.MUTED, association_id=circle)
    follow(follow_tag, teacher, Level.TRACKING, slug="дроби")
    assert level(teacher, topic.id).why == Why("tag", ("Дроби",) * 3)
    with transaction(write=False):
        assert find_level(actor=actor_of(teacher), tag="дроби") == Level.TRACKING
        assert find_level(actor=actor_of(teacher), association_id=circle) == Level.MUTED
        assert find_level(actor=actor_of(teacher), tag="нет") is None


def test_all_who_follow_are_named_at_once(city, circle, teacher):
    others = [make_person() for _ in range(3)]
    topic = make_topic(circle, tags=["дроби"])
    follow(follow_topic, others[0], Level.TRACKING, topic_id=topic.id)
    follow(follow_tag, others[1], Level.FIRST, slug="дроби")
    follow(follow_association, teacher, Level.MUTED, association_id=city)
    with transaction(write=False):
        found = {person: one.level for person, one in watch_levels(topic.id).items()}
        assert found == {others[0]: Level.TRACKING, others[1]: Level.FIRST, teacher: Level.MUTED}
        assert set(watch_levels(topic.id, [others[0], others[2]])) == {others[0]}


def test_one_follows_only_what_one_may_know(circle, teacher):
    secret = make_topic(circle, teacher, audience=circle, tags=["секрет"])
    stranger = make_person()
    with pytest.raises(NotFound):
        follow(follow_topic, stranger, Level.WATCHING, topic_id=secret.id)
    with pytest.raises(NotFound):
        follow(follow_tag, stranger, Level.WATCHING, slug="секрет")
    with pytest.raises(NotFound):
        follow(follow_association, stranger, Level.WATCHING, association_id=999_999)
    with pytest.raises(Invalid):
        follow(follow_topic, teacher, Level.FIRST, topic_id=secret.id)
    with pytest.raises(Forbidden), transaction():
        follow_association(actor=Actor.visitor(), association_id=circle, level=Level.MUTED)


def test_what_one_has_chosen_is_listed_as_far_as_one_may_read_it(circle, teacher):
    topic = make_topic(circle, teacher, "Тема круга", audience=circle, tags=["дроби"])
    follow(follow_topic, teacher, Level.WATCHING, topic_id=topic.id)
    follow(follow_tag, teacher, Level.MUTED, slug="дроби")
    follow(follow_association, teacher, Level.FIRST, association_id=circle)
    with transaction(write=False):
        rows = list_followed(actor=actor_of(teacher))
        assert {(row.kind, row.name("ru"), row.level) for row in rows} == {
            ("topic", "Тема круга", Level.WATCHING), ("tag", "дроби", Level.MUTED),
            ("association", "Математики", Level.FIRST),
        }  # fmt: skip
