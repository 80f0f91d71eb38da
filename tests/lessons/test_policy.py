"""The list rule and the row rule of lessons and comments agree for every role, and only an author changes anything."""

import pytest
from sqlalchemy import select

from forum.actor import Actor
from forum.db import transaction
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.feedback import policy as feedback_policy
from forum.feedback.models import Feedback
from forum.lessons import operations, policy
from forum.lessons.models import Lesson
from forum.topics.models import Topic
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import give_office, join, make_association
from tests.factories.feedback import leave
from tests.factories.lessons import add_version, publish


@pytest.fixture
def roles(app):
    """Give an actor of every role around a school of a city, and the places."""
    city = make_association("Город")
    school = make_association("Школа", [city])
    names = ("author", "colleague", "head", "citizen", "methodologist", "curator", "stranger")
    people = {name: make_person() for name in names}
    for name in ("author", "colleague"):
        join(people[name], school)
    join(people["head"], school, "head")
    join(people["citizen"], city, "head")
    give_office(people["methodologist"], school)
    give_office(people["curator"], city, "curator")
    actors = {name: actor_of(person) for name, person in people.items()}
    return actors | {"admin": actor_of(make_person(is_admin=True)), "visitor": Actor.visitor()}, city, school


def test_twins_agree_for_every_role_and_audience(roles):
    actors, city, school = roles
    lessons = [publish(actors["author"], school, audience=str(one)) for one in ("public", "private", school, city)]
    for lesson in lessons:
        leave(actors["author"], lesson.id)
    with transaction() as session:
        gone = session.get(Topic, publish(actors["author"], school).topic_id)
        gone.deleted_at = gone.created_at
    with transaction(write=False) as session:
        for actor in actors.values():
            seen = set(
                session.scalars(
                    select(Lesson.topic_id).join(Topic, Topic.id == Lesson.topic_id).where(policy.visible_to(actor))
                )
            )
            heard = set(session.scalars(
                select(Lesson.topic_id).join(Feedback, Feedback.lesson_id == Lesson.id)
                .join(Topic, Topic.id == Lesson.topic_id).where(feedback_policy.visible_to(actor))
            ))  # fmt: skip
            for topic_id in session.scalars(select(Lesson.topic_id)).all():
                rights = operations.rights_of(topic_id)
                assert policy.can_read(actor, rights) == (topic_id in seen)
                assert feedback_policy.can_read(actor, rights) == policy.can_read(actor, rights)
            assert heard == seen & {lesson.topic_id for lesson in lessons}


def test_only_the_author_changes_and_decides(roles):
    actors, _city, school = roles
    rights = operations.rights_of(publish(actors["author"], school).topic_id)
    assert {name for name, actor in actors.items() if policy.can_change(actor, rights)} == {"author"}
    assert {name for name, actor in actors.items() if feedback_policy.can_decide(actor, rights)} == {"author"}
    with pytest.raises(Conflict):
        feedback_policy.require_decide(actors["author"], rights, "done")


def test_whoever_reads_and_has_confirmed_may_comment(roles):
    actors, _city, school = roles
    rights = operations.rights_of(publish(actors["author"], school, audience=str(school)).topic_id)
    assert {name for name, actor in actors.items() if feedback_policy.can_leave(actor, rights)} == {
        "author", "colleague", "head",
    }  # fmt: skip


@pytest.mark.parametrize(("who", "error"), [("colleague", Forbidden), ("head", Forbidden), ("stranger", NotFound)])
def test_nobody_else_uploads_a_version(roles, who, error):
    actors, _city, school = roles
    lesson = publish(actors["author"], school, audience=str(school))
    with pytest.raises(error):
        add_version(actors[who], lesson.id)


def test_versions_count_up_and_first_stays(roles):
    actors, _city, school = roles
    lesson = publish(actors["author"], school)
    first, second = lesson.file_id, add_version(actors["author"], lesson.id, note="Новые карточки")
    with transaction(write=False) as session:
        assert session.get(Lesson, lesson.id).current_number == 2
    assert first != second


@pytest.mark.parametrize(
    ("field", "values"), [("subject", {"subject": "x"}), ("grade", {"grade": 40}), ("note", {"note": "я" * 2001})]
)
def test_unknown_values_are_refused_at_their_field(roles, field, values):
    actors, _city, school = roles
    with pytest.raises(Invalid) as refusal:
        publish(actors["author"], school, **values)
    assert refusal.value.field == field
