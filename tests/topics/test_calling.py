"""`@association` calls its members: by one of them, once, and only those who read the topic."""

import pytest
from sqlalchemy import select

from forum import jobs
from forum.associations.models import Association
from forum.db import transaction
from forum.notifications.models import Notice
from forum.notifications.queries import list_notices
from forum.topics.operations import calling, edit_post, open_topic, reply
from forum.topics.queries import complete_associations, complete_marks, links_of
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic


@pytest.fixture
def circle(app):
    return make_association("Физики города")


@pytest.fixture
def people(circle):
    """Give the author, two members, and somebody outside."""
    made = [make_person(name) for name in ("Ахметова Алия", "Берик Болат", "Ли Вера", "Ким Анна")]
    for person in made[:3]:
        join(person, circle)
    return made


def told():
    jobs.run_pending()
    with transaction(write=False) as session:
        return sorted(session.scalars(select(Notice.person_id).where(Notice.kind == "call")))


def write(person, circle, body, audience="public"):
    with transaction():
        return open_topic(
            actor=actor_of(person), association_id=circle, kind="question", title="Кто пойдёт", body=body,
            audience=audience,
        ).id  # fmt: skip


def test_a_member_calls_the_others_and_an_edit_does_not_call_twice(circle, people):
    author, one, two, _ = people
    topic = write(author, circle, "@физики-города, кто пойдёт?")
    assert told() == sorted([one, two])
    notice = list_notices(actor=actor_of(one))[0]
    assert notice.association_name("ru") == "Физики города"
    with transaction():
        post = reply(actor=actor_of(author), topic_id=topic, body="Напоминаю").id
    with transaction():
        edit_post(actor=actor_of(author), post_id=post, revision=0, body="Напоминаю, @физики-города")
    assert told() == sorted([one, two] * 2)
    with transaction():
        edit_post(actor=actor_of(author), post_id=post, revision=1, body="Ещё раз, @физики-города")
    assert told() == sorted([one, two] * 2)


def test_somebody_outside_calls_nobody(circle, people):
    topic = make_topic(circle, people[0])
    with transaction():
        reply(actor=actor_of(people[3]), topic_id=topic.id, body="@физики-города, эй")
    assert told() == []


def test_who_does_not_read_the_topic_is_not_told(circle, people):
    author = people[0]
    other = make_association("Узкий круг")
    join(author, other)
    join(people[1], other)
    write(author, other, "@физики-города, тайна", str(other))
    assert told() == [people[1]]


def test_a_large_association_is_not_called(circle, people, monkeypatch):
    monkeypatch.setattr(calling, "MOST_CALLED", 2)
    write(people[0], circle, "@физики-города, кто пойдёт?")
    assert told() == []


def test_a_name_that_several_share_needs_the_number(circle, people):
    twin = make_association("Физики города")
    actor = actor_of(people[0])
    with transaction(write=False) as session:
        slug = session.get_one(Association, circle).slug
        assert links_of(["#физики-города", f"#физики-города:{twin}"], actor=actor).keys() == {f"#{slug}:{twin}"}
        assert [one.value for one in complete_associations("физ", actor=actor)] == [f"@{slug}:{circle}"]


def test_tags_lead_and_are_offered_only_where_they_are_read(circle, people):
    make_topic(circle, people[0], audience=circle, tags=["тайна"])
    make_topic(circle, people[0], tags=["Открытое"])
    with transaction(write=False):
        member, stranger = actor_of(people[1]), actor_of(people[3])
        assert [one.value for one in complete_marks("тай", actor=member)] == ["#тайна"]
        assert complete_marks("тай", actor=stranger) == []
        assert [one.text for one in complete_marks("ОТКР", actor=stranger)] == ["Открытое"]
        assert links_of(["#тайна"], actor=stranger) == {}
        assert links_of(["#тайна"], actor=member)["#тайна"].text == ""
        assert complete_marks("%", actor=member) == complete_marks("_", actor=member)


def test_an_association_is_offered_to_its_members_alone(circle, people):
    with transaction(write=False):
        assert [one.value for one in complete_associations("гор", actor=actor_of(people[1]))] == ["@физики-города"]
        assert complete_associations("гор", actor=actor_of(people[3])) == []
