"""Messages: to whom they go, who reads them, who is told, and where they never show."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import clock, jobs
from forum.actor import Actor
from forum.associations.models import Membership
from forum.associations.queries import count_readers
from forum.db import db, transaction
from forum.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from forum.messages import operations, queries
from forum.messages.operations import sending
from forum.notifications.queries import list_notices, list_unread_messages
from forum.search.documents import count_all, every_document
from forum.topics import operations as topics
from forum.topics import policy
from forum.topics.models import Topic, TopicReader
from forum.topics.operations.rows import rights_of
from forum.topics.queries import complete_names, find_post, find_topic, list_tags, list_topics
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import give_office, join, make_association
from tests.factories.messages import actor_of_now, send
from tests.factories.topics import make_topic


@pytest.fixture
def people(app):
    """Three colleagues in a group under a school, and everybody with a duty who is none of them."""
    school = make_association("Школа", kind="school")
    group = make_association("Математики", [school])
    named = {name: make_person(f"{name} Анна Ивановна", username=name) for name in ("zhuk", "kim", "omar")}
    for name in ("zhuk", "kim"):
        join(named[name], group)
    named["head"] = make_person("Глава Анна", username="head")
    join(named["head"], school, "head")
    for office in ("methodologist", "curator"):
        named[office] = make_person(office, username=office)
        for place in (school, group):
            give_office(named[office], place, office)
    named["admin"] = make_person("Админ Анна", username="admin", is_admin=True)
    named["unconfirmed"] = make_person("Новая Анна", username="novaya", confirmed=False)
    join(named["unconfirmed"], group)
    named["group"], named["school"] = group, school
    return named


PEOPLE = ("zhuk", "kim", "omar", "head", "methodologist", "curator", "admin", "unconfirmed")


def readers(people, topic_id):
    return {name for name in PEOPLE if find_topic(actor=actor_of(people[name]), topic_id=topic_id)}


def told(person_id):
    jobs.run_pending()
    with transaction(write=False):
        return [(one.kind, one.topic_title) for one in list_notices(actor_of(person_id))]


def test_a_message_is_read_by_those_named_and_by_nobody_else(people):
    topic = send(people["zhuk"], "kim, @omar")
    assert readers(people, topic.id) == {"zhuk", "kim", "omar"}
    assert find_topic(actor=Actor.visitor(), topic_id=topic.id) is None


def test_a_group_is_its_circle_at_every_moment(people):
    topic = send(people["zhuk"], "", group_id=people["group"])
    assert readers(people, topic.id) == {"zhuk", "kim", "unconfirmed"}
    join(people["omar"], people["group"])
    with transaction() as session:
        session.query(Membership).filter_by(person_id=people["kim"]).delete()
    assert readers(people, topic.id) == {"zhuk", "omar", "unconfirmed"}


def test_row_rule_list_rule_and_list_of_readers_agree_for_everyone(people):
    made = [
        send(people["zhuk"], to, f"Письмо {to} {group}", group_id=people["group"] if group else None).id
        for to, group in itertools.product(("kim", "omar", "kim, omar, admin"), (False, True))
    ]
    made.append(make_topic(people["group"], people["zhuk"], "Обычная", audience=people["group"]).id)
    for topic_id, leaver in ((made[1], "kim"), (made[2], "zhuk"), (made[4], "omar"), (made[5], "unconfirmed")):
        with transaction():
            operations.leave(actor=actor_of_now(people[leaver]), topic_id=topic_id)
    with transaction():
        topics.delete_post(actor=actor_of_now(people["zhuk"]), post_id=first_post(made[0]))
    actors = {name: actor_of(people[name]) for name in PEOPLE} | {"visitor": Actor.visitor()}
    with transaction(write=False) as session:
        rows = {one: rights_of(session.get_one(Topic, one)) for one in made}
        for name, actor in actors.items():
            reached = set(session.scalars(select(Topic.id).where(policy.reachable_by(actor))))
            met = set(session.scalars(select(Topic.id).where(policy.visible_to(actor))))
            messages = set(session.scalars(select(Topic.id).where(policy.messages_to(actor))))
            for one in made:
                assert (one in reached) == policy.can_read(actor, rows[one]), (name, one)
            assert met | messages == reached
            assert not met & messages
        for one in made[:-1]:
            if rows[one].deleted_at is None:
                counted = {actor.person_id for actor in actors.values() if policy.can_read(actor, rows[one])}
                assert queries.reader_ids(rows[one].audience.named) == counted
                assert count_readers(rows[one].audience, None) == len(counted)


def first_post(topic_id):
    with transaction(write=False) as session:
        return session.scalar(db.text("SELECT id FROM post WHERE topic_id = :one AND number = 1"), {"one": topic_id})


def test_a_message_is_on_no_list_and_in_no_index(people):
    topic = send(people["zhuk"], "kim", "Тайное слово")
    with transaction() as session:
        assert session.get_one(Topic, topic.id).association_id in {people["school"], people["group"]}
    for name in ("zhuk", "kim"):
        actor = actor_of(people[name])
        for place in (None, people["group"], people["school"]):
            assert list_topics(actor=actor, association_id=place).topics == ()
        assert list_topics(actor=actor, author_id=people["zhuk"]).topics == ()
        assert list_tags(actor=actor) == []
    assert list(every_document()) == []
    assert count_all() == 0


def test_people_are_named_by_username_full_name_or_both(people):
    topic = send(people["zhuk"], "kim Анна Ивановна; @OMAR, Глава Анна @head")
    assert readers(people, topic.id) == {"zhuk", "kim", "omar", "head"}
    make_person("kim Анна Ивановна", username="kim.2")
    for wrong, words in (
        ("Кто-то Другой", "Не нашли"), ("novaya", "Не нашли"), ("kim Анна Ивановна", "нескольких"), ("", "кому"),
        ("zhuk", "кому"), (", ".join(f"p{n}" for n in range(31)), "не больше"), ("ы" * 4001, "длинно"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            send(people["zhuk"], wrong)
        assert refused.value.field == "to"
        assert words in refused.value.text()


def test_only_ones_own_group_of_a_modest_size(people, monkeypatch):
    with pytest.raises(Invalid) as refused:
        send(people["omar"], "kim", group_id=people["group"])
    assert refused.value.field == "group"
    with pytest.raises(Invalid):
        send(people["zhuk"], "kim", group_id=people["school"])
    assert [one.id for one in queries.list_groups(actor_of(people["zhuk"]))] == [people["group"]]
    monkeypatch.setattr("forum.messages.operations.recipients.LARGEST_GROUP", 2)
    with pytest.raises(Invalid):
        send(people["zhuk"], "", group_id=people["group"])


def test_twenty_conversations_a_day_and_replies_without_end(people, monkeypatch):
    monkeypatch.setattr(sending, "MOST_A_DAY", 2)
    moment = clock.now()
    with clock.freeze(moment):
        topic = send(people["zhuk"], "kim", "Первое")
        assert send(people["zhuk"], "kim", "Первое").id == topic.id
        send(people["zhuk"], "kim", "Второе")
        with pytest.raises(TooMany):
            send(people["zhuk"], "kim", "Третье")
        with transaction():
            topics.reply(actor=actor_of_now(people["zhuk"]), topic_id=topic.id, body="Ещё вот что")
    with clock.freeze(moment + timedelta(days=1, minutes=1)):
        send(people["zhuk"], "kim", "Третье")


def test_the_unconfirmed_do_not_write(people):
    with pytest.raises(Forbidden):
        send(people["unconfirmed"], "kim")
    topic = send(people["zhuk"], "", group_id=people["group"])
    with pytest.raises(Forbidden), transaction():
        operations.add_readers(actor=actor_of_now(people["unconfirmed"]), topic_id=topic.id, to="omar")


def test_everybody_in_it_is_told_once_a_post_and_the_writer_never(people):
    topic = send(people["zhuk"], "kim, omar", "О наболевшем")
    assert told(people["kim"]) == [("message", "О наболевшем")]
    assert told(people["zhuk"]) == []
    with transaction():
        topics.reply(actor=actor_of_now(people["kim"]), topic_id=topic.id, body="Отвечаю, @omar")
    assert told(people["zhuk"]) == [("message", "О наболевшем")]
    assert [kind for kind, _title in told(people["omar"])] == ["message"], "one notice, and the letter says who writes"
    with transaction(write=False):
        assert list_unread_messages(actor_of(people["omar"])) == [topic.id]
        assert list_unread_messages(actor_of(people["admin"])) == []


def test_who_leaves_reads_and_hears_no_more(people):
    topic = send(people["zhuk"], "kim, omar", group_id=people["group"])
    for name in ("kim", "zhuk"):
        with transaction():
            operations.leave(actor=actor_of_now(people[name]), topic_id=topic.id)
    assert readers(people, topic.id) == {"omar", "unconfirmed"}
    with transaction():
        topics.reply(actor=actor_of_now(people["omar"]), topic_id=topic.id, body="Где все?")
    assert told(people["kim"]) == []
    assert find_post(actor=actor_of(people["zhuk"]), post_id=topic.first_post_id) is None
    with pytest.raises(NotFound), transaction():
        topics.reply(actor=actor_of_now(people["zhuk"]), topic_id=topic.id, body="Я тут")
    with pytest.raises(Invalid), transaction():
        operations.add_readers(actor=actor_of_now(people["omar"]), topic_id=topic.id, to="kim")


def test_a_reader_lets_others_in_and_they_are_told(people):
    topic = send(people["zhuk"], "kim")
    assert told(people["omar"]) == []
    for stranger in ("omar", "admin"):
        with pytest.raises(NotFound), transaction():
            operations.add_readers(actor=actor_of_now(people[stranger]), topic_id=topic.id, to=stranger)
    with transaction():
        assert operations.add_readers(actor=actor_of_now(people["kim"]), topic_id=topic.id, to="omar, zhuk") == 1
    assert readers(people, topic.id) == {"zhuk", "kim", "omar"}
    assert told(people["omar"]) == [("message_added", "О совместном уроке")]
    plain = make_topic(people["group"], people["zhuk"], audience=people["group"])
    with pytest.raises(Forbidden), transaction():
        operations.add_readers(actor=actor_of_now(people["kim"]), topic_id=plain.id, to="omar")
    with pytest.raises(NotFound), transaction():
        operations.leave(actor=actor_of_now(people["kim"]), topic_id=plain.id)


def test_no_messages_from_somebody(people):
    with transaction():
        operations.block(actor=actor_of_now(people["kim"]), person_id=people["zhuk"])
        operations.block(actor=actor_of_now(people["kim"]), person_id=people["zhuk"])
    with pytest.raises(Invalid):
        send(people["zhuk"], "kim")
    assert [one.username for one in queries.complete_people(actor=actor_of(people["zhuk"]), typed="ki")] == []
    topic = send(people["omar"], "kim, zhuk")
    told(people["kim"])
    with transaction():
        topics.reply(actor=actor_of_now(people["zhuk"]), topic_id=topic.id, body="А я, @kim, пишу")
    assert [kind for kind, _title in told(people["kim"])] == ["message"]
    with transaction():
        operations.unblock(actor=actor_of_now(people["kim"]), person_id=people["zhuk"])
    send(people["zhuk"], "kim", "Теперь можно")
    with pytest.raises(Conflict), transaction():
        operations.block(actor=actor_of_now(people["kim"]), person_id=people["kim"])


def test_a_message_stays_one_and_takes_no_tags(people):
    topic = send(people["zhuk"], "kim")
    author = people["zhuk"]
    for audience in ("public", str(people["group"]), "private"):
        with pytest.raises(Forbidden), transaction():
            topics.change_audience(actor=actor_of_now(author), topic_id=topic.id, audience=audience)
    with pytest.raises(Invalid), transaction():
        topics.open_topic(
            actor=actor_of_now(author), association_id=people["group"], kind="discussion", title="Тема", body="Текст",
            audience="named",
        )  # fmt: skip
    with transaction():
        topics.edit_post(
            actor=actor_of_now(author),
            post_id=topic.first_post_id,
            revision=0,
            body="Иначе",
            title="Иначе",
            tags=["метка"],
        )
    with transaction(write=False) as session:
        assert session.get_one(Topic, topic.id).tags == []
        assert session.query(TopicReader).count() == 2


def test_only_those_in_it_are_offered_after_the_at_sign(people):
    topic = send(people["zhuk"], "kim")
    with transaction(write=False):
        found = find_topic(actor=actor_of(people["kim"]), topic_id=topic.id)
        offered = complete_names("анна", audience=found.audience, author_id=found.author_id)
    assert {one.username for one in offered} == {"zhuk", "kim"}


def test_lists_show_what_one_is_in_the_last_active_first(people):
    first, second = send(people["zhuk"], "kim", "Первое"), send(people["kim"], "zhuk", "Второе")
    with transaction():
        topics.reply(actor=actor_of_now(people["kim"]), topic_id=first.id, body="Последние слова")
    with transaction(write=False):
        listed = queries.list_messages(actor=actor_of(people["zhuk"]))
        assert [(one.title, one.excerpt) for one in listed] == [
            ("Первое", "Последние слова"), ("Второе", "Давайте проведём вместе."),
        ]  # fmt: skip
        assert [one.id for one in queries.list_messages(actor=actor_of(people["zhuk"]), sent=True)] == [first.id]
        assert [one.id for one in queries.list_messages(actor=actor_of(people["zhuk"]), without=[first.id])] == [
            second.id
        ]
        for text, found in (("ПОСЛЕДНИЕ слова", [first.id]), ("второе", [second.id]), ("%", [])):
            assert [one.id for one in queries.list_messages(actor=actor_of(people["zhuk"]), text=text)] == found
            assert queries.list_messages(actor=actor_of(people["admin"]), text=text) == []
        rest = queries.list_messages(actor=actor_of(people["zhuk"]), before=listed[0].cursor)
        assert [one.id for one in rest] == [second.id]
        assert queries.list_messages(actor=actor_of(people["admin"])) == []
        assert queries.list_messages(actor=Actor.visitor()) == []
