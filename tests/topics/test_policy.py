"""The rule of reading says the same for one topic and for a list, for every role and every audience."""

import itertools

import pytest
from sqlalchemy import select

from forum import clock
from forum.actor import Actor
from forum.associations.policy import Audience
from forum.db import transaction
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.topics import policy
from forum.topics.models import Topic
from forum.topics.policy import TopicRights
from forum.topics.queries import find_topic, list_topics
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import give_office, join, make_association
from tests.factories.topics import make_topic


def town():
    """Build a country with a city of two schools and a subject circle under one of them and the city."""
    country = make_association("Казахстан", kind="country")
    city = make_association("Алматы", [country], kind="city")
    first = make_association("Школа № 1", [city], kind="school")
    second = make_association("Школа № 2", [city], kind="school")
    maths = make_association("Математики школы № 1", [first, city])
    return {"country": country, "city": city, "first": first, "second": second, "maths": maths}


def people(places):
    """Build one person for each way of standing to the places."""
    roles = {name: make_person(name) for name in ("author", "member", "head", "secretary", "neighbour", "outsider")}
    join(roles["member"], places["maths"])
    join(roles["head"], places["maths"], "head")
    join(roles["secretary"], places["first"], "secretary")
    join(roles["neighbour"], places["second"])
    roles["asked"] = make_person("asked")
    join(roles["asked"], places["maths"], state="asked")
    for office in ("methodologist", "curator"):
        roles[office] = make_person(office)
        give_office(roles[office], places["city"], office)
    roles["admin"] = make_person("admin", is_admin=True)
    roles["unconfirmed"] = make_person("unconfirmed", confirmed=False)
    join(roles["unconfirmed"], places["maths"])
    return roles


def test_row_rule_and_list_rule_agree_for_every_role_and_audience(app):
    places = town()
    roles = people(places)
    audiences = ["public", "private", *places.values()]
    topics = [
        make_topic(places["maths"], author, f"Тема {audience} {author} {deleted}", audience=audience, deleted=deleted)
        for audience, author, deleted in itertools.product(audiences, [roles["author"], None], [False, True])
    ]
    actors = {name: actor_of(one) for name, one in roles.items()} | {"visitor": Actor.visitor()}
    with transaction(write=False) as session:
        for name, actor in actors.items():
            seen = set(session.scalars(select(Topic.id).where(policy.visible_to(actor))))
            for topic in topics:
                row = session.get_one(Topic, topic.id)
                may = policy.can_read(actor, rights_of(row))
                assert (topic.id in seen) == may, (name, row.title)
                assert (find_topic(actor=actor, topic_id=topic.id) is not None) == may, (name, row.title)
            listed = {one.id for one in list_topics(actor=actor, limit=100).topics}
            assert listed == seen & {topic.id for topic in topics}


def rights_of(row):
    audience = Audience(row.audience, row.audience_id)
    return TopicRights(
        audience=audience, author_id=row.author_id, association_id=row.association_id,
        closed_at=row.closed_at, deleted_at=row.deleted_at,
    )  # fmt: skip


def test_offices_and_headship_elsewhere_widen_nothing(app):
    places = town()
    roles = people(places)
    topic = make_topic(places["maths"], roles["author"], audience=places["maths"])
    readers = {name for name, one in roles.items() if find_topic(actor=actor_of(one), topic_id=topic.id)}
    assert readers == {"author", "member", "head", "unconfirmed"}


PERSON = Actor(
    person_id=7, email_confirmed=True, circles=frozenset({1, 2}), memberships=frozenset({2}), heads=frozenset({3}),
    offices=frozenset({("methodologist", 5), ("curator", 6)}),
)  # fmt: skip


def topic(**changes):
    values = {
        "audience": Audience("public"), "author_id": 9, "association_id": 2, "closed_at": None, "deleted_at": None,
    }  # fmt: skip
    return TopicRights(**{**values, **changes})


@pytest.mark.parametrize(
    ("actor", "changes", "may"),
    [
        (PERSON, {}, True),
        (PERSON, {"closed_at": "now"}, False),
        (PERSON, {"deleted_at": "now"}, False),
        (PERSON, {"audience": Audience("circle", 2)}, True),
        (PERSON, {"audience": Audience("circle", 5)}, False),
        (PERSON, {"audience": Audience("private")}, False),
        (Actor.visitor(), {}, False),
    ],
)
def test_who_may_reply(actor, changes, may):
    if "closed_at" in changes:
        changes["closed_at"] = clock.now()
    if "deleted_at" in changes:
        changes["deleted_at"] = clock.now()
    assert policy.can_reply(actor, topic(**changes)) is may
    if may:
        policy.require_reply(actor, topic(**changes))
    else:
        with pytest.raises((NotFound, Forbidden, Conflict)):
            policy.require_reply(actor, topic(**changes))


def test_only_the_author_edits_and_only_where_she_still_reads():
    assert policy.can_edit(PERSON, topic(), 7)
    assert not policy.can_edit(PERSON, topic(), 9)
    assert not policy.can_edit(PERSON, topic(), None)
    assert not policy.can_edit(PERSON, topic(audience=Audience("circle", 5)), 7)
    assert not policy.can_edit(Actor.visitor(), topic(), None)


def test_the_author_and_the_head_close():
    assert policy.can_close(PERSON, topic(author_id=7))
    assert policy.can_close(PERSON, topic(association_id=3))
    assert not policy.can_close(PERSON, topic())
    assert not policy.can_close(Actor.visitor(), topic(author_id=None))
    assert not policy.can_close(PERSON, topic(association_id=3, audience=Audience("circle", 3)))


def test_only_the_author_moves_a_topic_to_other_readers():
    assert policy.can_change_audience(PERSON, topic(author_id=7))
    assert not policy.can_change_audience(PERSON, topic(association_id=3))
    assert not policy.can_change_audience(Actor.visitor(), topic(author_id=None))


def test_one_undoes_only_ones_own_deletion():
    gone = clock.now()
    assert policy.can_restore(PERSON, topic(), 7, 7)
    assert policy.can_restore(PERSON, topic(author_id=7, deleted_at=gone), 7, 7)
    assert not policy.can_restore(PERSON, topic(), 7, 9)
    assert not policy.can_restore(PERSON, topic(), 9, 7)
    assert not policy.can_restore(PERSON, topic(deleted_at=gone), 7, 7)
    assert not policy.can_restore(PERSON, topic(audience=Audience("circle", 5)), 7, 7)
    assert not policy.can_restore(Actor.visitor(), topic(author_id=None, deleted_at=gone), None, None)


@pytest.mark.parametrize(
    "audience", [Audience("public"), Audience("private"), Audience("circle", 1), Audience("circle", 5)]
)
def test_one_publishes_to_ones_circles_and_the_territory_one_writes_for(audience):
    policy.require_open(PERSON, 2, audience)


def test_one_does_not_publish_elsewhere():
    with pytest.raises(Invalid) as refused:
        policy.require_open(PERSON, 2, Audience("circle", 6))
    assert refused.value.field == "audience"
    with pytest.raises(Invalid) as refused:
        policy.require_open(PERSON, 6, Audience("public"))
    assert refused.value.field == "association"
    with pytest.raises(Forbidden):
        policy.require_open(Actor.visitor(), 2, Audience("public"))
    with pytest.raises(Forbidden):
        policy.require_open(Actor(person_id=7, circles=frozenset({2})), 2, Audience("public"))
