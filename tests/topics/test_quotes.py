"""Who quotes whom inside a topic: noted when said, changed with an edit, forgotten with a deletion."""

import pytest

from forum.db import transaction
from forum.topics.operations import delete_post, edit_post, reply
from forum.topics.queries import Answer, find_topic, list_posts
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic

NAME = "Орлов: Павел Андреевич"


@pytest.fixture
def pavel(app):
    person = make_person(NAME)
    join(person, make_association("Математики города"))
    return actor_of(person)


@pytest.fixture
def topic(pavel):
    return make_topic(next(iter(pavel.circles)), pavel.id, "drobi", replies=2)


def quote(topic, number, topic_id=None):
    return f"> [Орлов, № {number}](/t/{topic.slug}/{topic_id or topic.id}/{number})\n>\n> слова\n\nСогласен."


def said(actor, topic, body, to=None):
    with transaction():
        return reply(actor=actor, topic_id=topic.id, body=body, reply_to_number=to).id


def answers(actor, topic):
    with transaction(write=False):
        posts = list_posts(topic=find_topic(actor=actor, topic_id=topic.id), page=1)
        return {post.number: post.replies for post in posts if post.replies}


def test_a_quotation_points_both_ways(pavel, topic):
    said(pavel, topic, quote(topic, 2))
    assert answers(pavel, topic) == {2: (Answer(4, NAME, quotes=True),)}


def test_an_answer_that_also_quotes_is_named_once(pavel, topic):
    said(pavel, topic, quote(topic, 2) + "\n\n" + quote(topic, 1), to=2)
    assert answers(pavel, topic) == {1: (Answer(4, NAME, quotes=True),), 2: (Answer(4, NAME),)}


def test_words_of_other_topics_and_of_itself_are_not_noted(pavel, topic):
    said(pavel, topic, quote(topic, 2, topic_id=999) + "\n\n" + quote(topic, 4))
    assert answers(pavel, topic) == {}


def test_an_edit_notes_anew_and_a_deletion_forgets(pavel, topic):
    post_id = said(pavel, topic, quote(topic, 1))
    with transaction():
        edit_post(actor=pavel, post_id=post_id, revision=0, body=quote(topic, 3))
    assert answers(pavel, topic) == {3: (Answer(4, NAME, quotes=True),)}
    with transaction():
        delete_post(actor=pavel, post_id=post_id)
    assert answers(pavel, topic) == {}
