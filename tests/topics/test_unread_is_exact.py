"""Whatever people open, say, delete, read, follow and mute, `/new` and `/unread` equal a model that looks at it all."""

from __future__ import annotations

import os
import random
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import insert

from forum import clock
from forum.accounts.models import Person
from forum.actor import Actor
from forum.associations.models import Membership
from forum.associations.policy import Audience
from forum.db import db, transaction
from forum.topics import operations
from forum.topics.levels import Level
from forum.topics.models import Post, Topic, TopicReading, Watch
from forum.topics.queries import Wanted, count_waiting, list_marks, list_wanted
from tests.conftest import _empty
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.topics.reading_model import Model, ModelPost, ModelTopic

NOON = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
TAGS = ("дроби", "сор")
PEOPLE, PLACES = 4, 3
ALL = os.environ.get("FORUM_TEST_SAFETY") == "all"
some = st.integers(min_value=0, max_value=999)
person_index = st.integers(min_value=0, max_value=PEOPLE - 1)
place_index = st.integers(min_value=0, max_value=PLACES - 1)


def every_page(actor, wanted):
    """Walk a list to its end by pages of two."""
    found, before = [], None
    while True:
        page = list_wanted(actor=actor, wanted=wanted, before=before, limit=2)
        found += [topic.id for topic in page.topics]
        if page.older is None:
            return found
        before = page.older


class Readers(RuleBasedStateMachine):
    """Four readers, three associations, all that changes what is unread."""

    @initialize()
    def begin(self) -> None:
        self.moment, self.said, self.frozen = NOON, 0, ExitStack()
        self._at(NOON - timedelta(days=9))
        city = make_association("Город", kind="city")
        circle = make_association("Математики", [city])
        other = make_association("Физики")
        self.places = [city, circle, other]
        self.people = [make_person() for _ in range(PEOPLE - 1)]
        for person, place in ((0, circle), (1, city), (2, other)):
            join(self.people[person], place)
        self._at(NOON)
        self.people.append(make_person("Новичок"))
        self.actors = [actor_of(person) for person in self.people]
        self.model = Model(
            above={city: [city], circle: [circle, city], other: [other]},
            circles={person: set(actor.circles) for person, actor in zip(self.people, self.actors, strict=True)},
            joined={person: NOON - timedelta(days=9) for person in self.people[:-1]} | {self.people[-1]: NOON},
        )
        self._at(NOON + timedelta(minutes=5))

    def teardown(self) -> None:
        db.session.rollback()
        with transaction() as session:
            _empty(session)
        self.frozen.close()

    def _at(self, moment: datetime) -> None:
        self.frozen.close()
        self.frozen = ExitStack()
        self.frozen.enter_context(clock.freeze(moment))
        self.moment = moment

    def _words(self) -> str:
        self.said += 1
        return f"Слова {self.said}"

    def _topic(self, index: int) -> ModelTopic:
        return self.model.topics[index % len(self.model.topics)]

    @rule(hours=st.integers(min_value=1, max_value=30))
    def time_passes(self, hours: int) -> None:
        self._at(self.moment + timedelta(hours=hours))

    @rule(who=person_index, closed=st.booleans(), tags=st.frozensets(st.sampled_from(TAGS)))
    def opens(self, who: int, closed: bool, tags: frozenset[str]) -> None:
        place = self.places[min(who, 2)] if who < PEOPLE - 1 else None
        if place is None:
            return
        audience = Audience("circle", place) if closed else Audience("public")
        with transaction():
            topic = operations.open_topic(
                actor=self.actors[who], association_id=place, kind="discussion", title=self._words(),
                body=self._words(), tags=sorted(tags), audience=audience,
            )  # fmt: skip
            topic_id = topic.id
        made = ModelTopic(topic_id, place, place if closed else None, tags)
        made.posts.append(ModelPost(1, self.people[who], self.moment))
        self.model.topics.append(made)
        self.model.read[self.people[who], topic_id] = 1

    def has_topics(self) -> bool:
        return bool(self.model.topics)

    @precondition(has_topics)
    @rule(who=person_index, index=some)
    def replies(self, who: int, index: int) -> None:
        topic, person = self._topic(index), self.people[who]
        if not self.model.may_read(person, topic):
            return
        with transaction():
            post = operations.reply(actor=self.actors[who], topic_id=topic.id, body=self._words())
            topic.posts.append(ModelPost(post.number, person, self.moment, post.id))
        self.model.read.setdefault((person, topic.id), 0)

    @precondition(has_topics)
    @rule(who=person_index, index=some, number=st.integers(min_value=1, max_value=6))
    def reads(self, who: int, index: int, number: int) -> None:
        topic, person = self._topic(index), self.people[who]
        if not self.model.may_read(person, topic):
            return
        with transaction():
            operations.read_posts(actor=self.actors[who], topic_id=topic.id, number=number)
        reached = min(number, topic.posts[-1].number)
        self.model.read[person, topic.id] = max(self.model.read.get((person, topic.id), 0), reached)

    @precondition(has_topics)
    @rule(index=some, number=some)
    def deletes_or_restores(self, index: int, number: int) -> None:
        topic = self._topic(index)
        replies = topic.posts[1:]
        if not replies or not topic.alive:
            return
        post = replies[number % len(replies)]
        actor = self.actors[self.people.index(post.author)]
        act = operations.restore_post if post.deleted else operations.delete_post
        with transaction():
            act(actor=actor, post_id=post.id)
        post.deleted = not post.deleted

    @precondition(has_topics)
    @rule(
        who=person_index, index=some, level=st.sampled_from([None, *(one for one in Level if one is not Level.FIRST)])
    )
    def follows_a_topic(self, who: int, index: int, level: Level | None) -> None:
        topic, person = self._topic(index), self.people[who]
        if self.model.may_read(person, topic):
            with transaction():
                operations.follow_topic(actor=self.actors[who], topic_id=topic.id, level=level)
            self._choose(person, "topic", topic.id, level)

    @rule(who=person_index, where=place_index, level=st.sampled_from([None, *Level]))
    def follows_a_place(self, who: int, where: int, level: Level | None) -> None:
        with transaction():
            operations.follow_association(actor=self.actors[who], association_id=self.places[where], level=level)
        self._choose(self.people[who], "place", self.places[where], level)

    @rule(who=person_index, tag=st.sampled_from(TAGS), level=st.sampled_from([None, *Level]))
    def follows_a_tag(self, who: int, tag: str, level: Level | None) -> None:
        person = self.people[who]
        if any(tag in topic.tags and self.model.may_read(person, topic) for topic in self.model.topics):
            with transaction():
                operations.follow_tag(actor=self.actors[who], slug=tag, level=level)
            self._choose(person, "tag", tag, level)

    def _choose(self, person: int, kind: str, thing: int | str, level: Level | None) -> None:
        if level is None:
            self.model.chosen.pop((person, kind, thing), None)
        else:
            self.model.chosen[person, kind, thing] = level

    @invariant()
    def new_and_unread_are_exact(self) -> None:
        if not hasattr(self, "model"):
            return
        self.steps = getattr(self, "steps", 0) + 1
        with transaction(write=False):
            self._look(self.steps % PEOPLE)

    def _look(self, who: int) -> None:
        person, actor = self.people[who], self.actors[who]
        unread, new = self.model.unread_list(person), self.model.new_list(person, self.moment)
        assert every_page(actor, Wanted(view="unread")) == unread
        assert every_page(actor, Wanted(view="new")) == new
        waiting = count_waiting(actor=actor)
        assert (waiting.new, waiting.unread) == (len(new), len(unread))
        readable = [topic for topic in self.model.topics if self.model.may_read(person, topic)]
        marks = list_marks(actor=actor, topic_ids=[topic.id for topic in readable])
        assert {one for one, mark in marks.items() if mark.is_new} == set(new)
        counted = {one: mark.unread for one, mark in marks.items() if mark.unread}
        expected = {topic.id: self.model.unread(person, topic) for topic in readable}
        assert counted == {one: count for one, count in expected.items() if count}


@pytest.mark.slow
def test_new_and_unread_equal_the_model_whatever_happens(app):
    quick = settings(
        max_examples=60 if ALL else 6, stateful_step_count=25, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Readers, settings=quick)


@pytest.mark.slow
def test_five_hundred_readers_find_unread_exactly_what_a_model_finds(app):
    rng = random.Random(500)
    city = make_association("Город", kind="city")
    places = [city, *(make_association(f"Кружок {number}", [city]) for number in range(9))]
    model = Model(above={place: [place, city] if place != city else [city] for place in places}, circles={}, joined={})
    with transaction() as session:
        people = _make_people(session, rng, model, places, 500)
        _make_talk(session, rng, model, people, places)
        _make_choices(session, rng, model, people, places)
    with clock.freeze(NOON), transaction(write=False):
        found = 0
        for person in people:
            actor = Actor(person_id=person, circles=frozenset(model.circles[person]))
            unread = [one.id for one in list_wanted(actor=actor, wanted=Wanted(view="unread"), limit=200).topics]
            assert unread == model.unread_list(person)
            waiting = count_waiting(actor=actor)
            assert (waiting.new, waiting.unread) == (len(model.new_list(person, NOON)), len(unread))
            found += len(unread)
    assert found > 500, "a world in which nothing is unread would prove nothing"


def _make_people(session, rng, model, places, many):
    rows = [
        {
            "id": number, "username": f"reader{number}", "full_name": "Читатель", "email": f"r{number}@example.org",
            "password_hash": "", "created_at": NOON - timedelta(hours=rng.randrange(1, 200)),
        }
        for number in range(1, many + 1)
    ]  # fmt: skip
    session.execute(insert(Person), rows)
    for row in rows:
        place = rng.choice(places)
        session.add(Membership(person_id=row["id"], association_id=place, state="active", created_at=NOON))
        model.circles[row["id"]] = set(model.above[place])
        model.joined[row["id"]] = row["created_at"]
    return [row["id"] for row in rows]


def _make_talk(session, rng, model, people, places):
    posts = []
    for number in range(1, 121):
        place = rng.choice(places)
        topic = ModelTopic(number, place, rng.choice([None, place]), frozenset())
        at = NOON - timedelta(hours=rng.randrange(1, 120), seconds=number)
        for one in range(1, rng.randrange(2, 30)):
            topic.posts.append(
                ModelPost(one, rng.choice(people), at + timedelta(minutes=one), 0, one > 1 and rng.random() < 0.2)
            )
        model.topics.append(topic)
        living = [post for post in topic.posts if not post.deleted]
        session.add(
            Topic(
                id=number, slug="x", title="Тема", kind="discussion", association_id=place,
                audience="circle" if topic.audience else "public", audience_id=topic.audience, author_id=topic.author,
                tags=[], posts_count=len(living), highest_number=len(topic.posts), created_at=topic.posts[0].at,
                bumped_at=living[-1].at,
            )
        )  # fmt: skip
        posts += [
            {
                "topic_id": number, "number": post.number, "author_id": post.author, "source": "", "cooked": "",
                "text": "", "renderer_version": 1, "created_at": post.at, "deleted_at": NOON if post.deleted else None,
            }
            for post in topic.posts
        ]  # fmt: skip
    session.flush()
    session.execute(insert(Post), posts)


def _make_choices(session, rng, model, people, places):
    readings, watches = [], {}
    for topic in model.topics:
        wrote = {post.author for post in topic.posts}
        for person in people:
            if person in wrote or rng.random() < 0.3:
                model.read[person, topic.id] = rng.randrange(0, len(topic.posts) + 1)
                readings.append(
                    {
                        "person_id": person,
                        "topic_id": topic.id,
                        "last_read": model.read[person, topic.id],
                        "read_at": NOON,
                    }
                )
            if rng.random() < 0.05:
                level = rng.choice([one for one in Level if one is not Level.FIRST])
                model.chosen[person, "topic", topic.id] = level
                watches[person, topic.id] = (level, "chosen")
            elif person in wrote:
                opened = person == topic.author
                watches[person, topic.id] = (Level.WATCHING, "opened") if opened else (Level.TRACKING, "replied")
    session.execute(insert(TopicReading), readings)
    rows = [
        {"person_id": person, "topic_id": topic, "level": int(level), "reason": reason, "created_at": NOON}
        for (person, topic), (level, reason) in watches.items()
    ]
    session.execute(insert(Watch), rows)
    for person in people:
        for place in rng.sample(places, 2):
            level = rng.choice(list(Level))
            model.chosen[person, "place", place] = level
            session.add(Watch(person_id=person, association_id=place, level=int(level), created_at=NOON))
