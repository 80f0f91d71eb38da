"""«Спасибо» for a post: once a person, never for oneself, undone, named, added up for nobody."""

import pytest
from sqlalchemy import func, select

from forum.db import transaction
from forum.errors import Conflict, Forbidden, NotFound
from forum.topics.models import PostThanks, Topic
from forum.topics.operations import delete_post, take_thanks_back, thank
from forum.topics.queries import find_topic, list_numbered, list_posts
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_post, make_topic


@pytest.fixture
def circle(app):
    return make_association("Математики города")


@pytest.fixture
def aigul(circle):
    person = make_person("Сейтова: Айгүл Маратқызы")
    join(person, circle)
    return actor_of(person)


@pytest.fixture
def pavel(circle):
    person = make_person("Орлов Павел Андреевич")
    join(person, circle)
    return actor_of(person)


@pytest.fixture
def recorded(monkeypatch):
    events = []
    monkeypatch.setattr("forum.topics.operations.thanking.record", events.append)
    return events


def thanked(actor, post_id, act=thank):
    with transaction():
        return act(actor=actor, post_id=post_id).id


def names(actor, topic_id, number):
    with transaction(write=False):
        (post,) = list_numbered(topic=find_topic(actor=actor, topic_id=topic_id), number=number)
        return [one.full_name for one in post.thanked_by]


def test_thanks_are_said_once_and_named_in_their_order(circle, aigul, pavel, recorded):
    author = make_person("Ким Ольга Павловна")
    topic = make_topic(circle, author)
    for actor in (pavel, aigul, pavel):
        thanked(actor, topic.first_post_id)
    assert names(aigul, topic.id, 1) == ["Орлов Павел Андреевич", "Сейтова: Айгүл Маратқызы"]
    assert [(one.kind, one.person_id, one.author_id, one.number) for one in recorded] == [
        ("PostThanked", pavel.id, author, 1),
        ("PostThanked", aigul.id, author, 1),
    ]
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(PostThanks)) == 2
        assert session.get_one(Topic, topic.id).version == 3


def test_thanks_are_taken_back_as_if_never_said(circle, aigul, pavel, recorded):
    topic = make_topic(circle, pavel.id)
    for act in (thank, take_thanks_back, take_thanks_back):
        thanked(aigul, topic.first_post_id, act)
    assert names(aigul, topic.id, 1) == []
    assert len(recorded) == 1


def test_nobody_thanks_herself(circle, aigul):
    topic = make_topic(circle, aigul.id)
    with pytest.raises(Forbidden):
        thanked(aigul, topic.first_post_id)


def test_what_is_closed_stays_as_it_is(circle, aigul, pavel):
    topic = make_topic(circle, pavel.id, closed=True)
    for act in (thank, take_thanks_back):
        with pytest.raises(Conflict):
            thanked(aigul, topic.first_post_id, act)


@pytest.mark.parametrize("act", [thank, take_thanks_back])
def test_what_is_hidden_or_gone_does_not_exist(circle, aigul, pavel, act):
    hidden = make_topic(circle, pavel.id, audience="private")
    gone = make_post(make_topic(circle, pavel.id).id, pavel.id, deleted=True)
    for post_id in (hidden.first_post_id, gone.id, 999_999):
        with pytest.raises(NotFound):
            thanked(aigul, post_id, act)


def test_an_unconfirmed_person_first_confirms(circle, pavel):
    topic = make_topic(circle, pavel.id)
    with pytest.raises(Forbidden):
        thanked(actor_of(make_person(confirmed=False)), topic.first_post_id)


def test_a_deleted_post_is_thanked_by_nobody_to_be_seen(circle, aigul, pavel):
    topic = make_topic(circle, pavel.id)
    post = make_post(topic.id, pavel.id)
    thanked(aigul, post.id)
    with transaction():
        delete_post(actor=pavel, post_id=post.id)
    assert names(aigul, topic.id, 2) == []


def test_a_page_of_many_thanks_is_one_query(circle, aigul, pavel):
    topic = make_topic(circle, pavel.id, replies=3)
    people = [make_person(f"Участница {number}") for number in range(40)]
    with transaction() as session:
        topic_posts = list_posts(topic=find_topic(actor=aigul, topic_id=topic.id), page=1)
        session.add_all(
            PostThanks(post_id=post.id, person_id=person, created_at=post.created_at)
            for post in topic_posts
            for person in people
        )
    with transaction(write=False):
        posts = list_posts(topic=find_topic(actor=aigul, topic_id=topic.id), page=1)
    assert [len(post.thanked_by) for post in posts] == [40] * 4
    assert [one.person_id for one in posts[0].thanked_by] == people
