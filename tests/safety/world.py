"""A small forum with something behind every door, and the people who come to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from forum import jobs
from forum.associations.policy import Audience
from forum.db import transaction
from forum.notifications.models import Notice
from forum.topics import operations as topics
from forum.topics.models import Post
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import give_office, join, make_association
from tests.factories.feedback import leave
from tests.factories.lessons import add_version, publish

ROLES = ("visitor", "outsider", "pending", "member", "author", "methodologist")


@dataclass
class World:
    """Ids to name things by."""

    app: Flask
    people: dict[str, int] = field(default_factory=dict)
    circle: int = 0
    city: int = 0
    topic: int = 0
    closed_topic: int = 0
    reply: int = 0
    lesson: int = 0
    lesson_topic: int = 0
    file: int = 0
    feedback: int = 0
    notice: int = 0

    def client(self, role: str) -> FlaskClient:
        """Return a browser of somebody."""
        client = self.app.test_client()
        if role != "visitor":
            sign_in(client, self.people[role])
        return client


def make_world(app: Flask) -> World:
    """Fill an empty database."""
    world = World(app)
    world.city = make_association("Павлодар", kind="city")
    world.circle = make_association("Математики Павлодара", [world.city], joining="request")
    names = {
        "author": "Омарова Айгүл Сериковна",
        "member": "Сейтқали Нұрлан Ерболұлы",
        "pending": "Ким Ольга Павловна",
        "outsider": "Титов Илья Петрович",
        "methodologist": "Жанұзақова Сәуле",
    }
    world.people = {role: make_person(name) for role, name in names.items()}
    join(world.people["author"], world.circle, "head")
    join(world.people["member"], world.circle)
    join(world.people["pending"], world.circle, state="asked", reason="Веду кружок")
    give_office(world.people["methodologist"], world.city)
    _fill(world)
    return world


def _fill(world: World) -> None:
    author, member = actor_of(world.people["author"]), actor_of(world.people["member"])
    for attribute, audience in (("topic", Audience("public")), ("closed_topic", Audience("circle", world.circle))):
        with transaction():
            topic = topics.open_topic(
                actor=author,
                association_id=world.circle,
                kind="question",
                title="Дроби без яблок",
                body=f"С чего начать? {attribute}",
                tags=["дроби"],
                audience=audience,
            )
            setattr(world, attribute, topic.id)
    with transaction():
        world.reply = topics.reply(actor=member, topic_id=world.topic, body="С весов").id
    with transaction():
        topics.edit_post(actor=member, post_id=world.reply, body="С весов и гирь", revision=0)
    lesson = publish(author, world.circle)
    world.lesson, world.lesson_topic, world.file = lesson.id, lesson.topic_id, lesson.file_id
    world.feedback = leave(member, lesson.id)
    add_version(author, lesson.id)
    jobs.run_pending()
    with transaction(write=False) as session:
        query = select(Notice.id).where(Notice.person_id == world.people["author"]).order_by(Notice.id)
        world.notice = session.scalars(query).first()


def first_post(topic_id: int) -> int:
    """Return the id of the first post of a topic."""
    with transaction(write=False) as session:
        return session.scalar(select(Post.id).where(Post.topic_id == topic_id, Post.number == 1))
