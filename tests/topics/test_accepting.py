"""The reply that solved a question: marked by who asked, shown under the question, undone."""

import pytest

from forum.db import transaction
from forum.errors import Conflict, Forbidden, NotFound
from forum.topics.models import Topic
from forum.topics.operations import accept_answer, delete_post, withdraw_answer
from forum.topics.queries import find_topic, list_posts, list_topics
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import give_office, join, make_association
from tests.factories.topics import make_post, make_topic


@pytest.fixture
def circle(app):
    return make_association("Математики города")


@pytest.fixture
def asker(circle):
    person = make_person("Сейтова Айгүл Маратқызы")
    join(person, circle)
    return actor_of(person)


@pytest.fixture
def recorded(monkeypatch):
    events = []
    monkeypatch.setattr("forum.topics.operations.accepting.record", events.append)
    return events


def marked(actor, post_id, act=accept_answer):
    with transaction():
        act(actor=actor, post_id=post_id)


def accepted(topic_id):
    with transaction(write=False) as session:
        return session.get_one(Topic, topic_id).accepted_number


def test_the_asker_marks_changes_and_undoes(circle, asker, recorded):
    topic = make_topic(circle, asker.id, kind="question")
    first, second = make_post(topic.id, make_person()), make_post(topic.id, make_person())
    marked(asker, first.id)
    marked(asker, first.id)
    assert accepted(topic.id) == 2
    assert [one.kind for one in recorded] == ["AnswerAccepted", "TopicChanged"]
    marked(asker, second.id)
    assert accepted(topic.id) == 3
    marked(asker, first.id, withdraw_answer)
    assert accepted(topic.id) == 3
    marked(asker, second.id, withdraw_answer)
    assert accepted(topic.id) is None


def test_only_replies_to_questions_solve(circle, asker):
    question = make_topic(circle, asker.id, kind="question")
    talk = make_topic(circle, asker.id)
    comment = make_post(question.id, asker.id, kind="feedback")
    for post_id in (question.first_post_id, make_post(talk.id).id, comment.id):
        with pytest.raises(Conflict):
            marked(asker, post_id)
    with pytest.raises(NotFound):
        marked(asker, make_post(question.id, deleted=True).id)


def test_others_may_not_and_the_hidden_does_not_exist(circle, asker):
    topic = make_topic(circle, asker.id, kind="question")
    hidden = make_topic(circle, asker.id, kind="question", audience=circle)
    stranger = actor_of(make_person())
    with pytest.raises(Forbidden):
        marked(stranger, make_post(topic.id).id)
    with pytest.raises(NotFound):
        marked(stranger, make_post(hidden.id).id)


def test_a_curator_of_the_place_may(circle, asker):
    topic = make_topic(circle, asker.id, kind="question")
    curator = make_person()
    give_office(curator, circle, "curator")
    marked(actor_of(curator), make_post(topic.id).id)
    assert accepted(topic.id) == 2


def test_a_deleted_answer_solves_nothing(circle, asker):
    author = make_person()
    topic = make_topic(circle, asker.id, kind="question")
    post = make_post(topic.id, author)
    marked(asker, post.id)
    with transaction():
        delete_post(actor=actor_of(author), post_id=post.id)
    assert accepted(topic.id) is None


def test_the_first_page_brings_the_answer_along_and_lists_say_it(circle, asker):
    topic = make_topic(circle, asker.id, kind="question", replies=30)
    late = make_post(topic.id, body="Вот так")
    marked(asker, late.id)
    with transaction(write=False):
        found = find_topic(actor=asker, topic_id=topic.id)
        assert [post.number for post in list_posts(topic=found, page=1)] == [*range(1, 26), 32]
        assert [post.number for post in list_posts(topic=found, page=2)] == [*range(26, 33)]
        (row,) = list_topics(actor=asker).topics
    assert row.accepted_number == 32
