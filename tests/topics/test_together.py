"""Many people at once: every post gets its own number, and the counters stay true."""

import threading

from sqlalchemy import select

from forum.db import transaction
from forum.topics.models import Post, Tag, Topic
from forum.topics.operations import open_topic, reply
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic

PEOPLE, EACH = 6, 5


def at_once(app, acts):
    """Run the acts in threads that begin together; return what they raised."""
    barrier, raised = threading.Barrier(len(acts)), []

    def run(act):
        with app.app_context():
            barrier.wait()
            try:
                act()
            except Exception as error:  # noqa: BLE001 - a thread's error must reach the test
                raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def members(circle, count=PEOPLE):
    people = [make_person() for _ in range(count)]
    for person in people:
        join(person, circle)
    return [actor_of(person) for person in people]


def test_numbers_are_unique_and_without_a_gap(app):
    circle = make_association()
    topic_id = make_topic(circle).id

    def write(actor):
        def act():
            for number in range(EACH):
                with transaction():
                    reply(actor=actor, topic_id=topic_id, body=f"Ответ {number}")

        return act

    assert at_once(app, [write(actor) for actor in members(circle)]) == []
    with transaction(write=False) as session:
        numbers = session.scalars(select(Post.number).where(Post.topic_id == topic_id).order_by(Post.number)).all()
        topic = session.get_one(Topic, topic_id)
        assert numbers == list(range(1, PEOPLE * EACH + 2))
        assert (topic.posts_count, topic.highest_number, topic.version) == (len(numbers), len(numbers), len(numbers))


def test_the_same_reply_and_the_same_topic_sent_at_once_are_one(app):
    circle = make_association()
    actor = members(circle, 1)[0]
    topic_id = make_topic(circle).id

    def write():
        with transaction():
            reply(actor=actor, topic_id=topic_id, body="Спасибо")

    def begin():
        with transaction():
            open_topic(
                actor=actor, association_id=circle, kind="question", title="Новая тема", body="Текст",
                tags=["новая"], audience="public",
            )  # fmt: skip

    assert at_once(app, [write, begin] * 3) == []
    with transaction(write=False) as session:
        assert len(session.scalars(select(Post).where(Post.topic_id == topic_id)).all()) == 2
        assert len(session.scalars(select(Topic)).all()) == 2
        assert [tag.name for tag in session.scalars(select(Tag))] == ["новая"]
