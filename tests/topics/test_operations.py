"""What people do with topics and posts, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from forum import clock, outbox
from forum.db import transaction
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.topics.models import Post, PostRevision, Topic
from forum.topics.operations import (
    change_audience,
    close_topic,
    delete_post,
    edit_post,
    open_topic,
    reopen_topic,
    reply,
    restore_post,
)  # fmt: skip
from forum.topics.queries import find_topic, list_posts
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_post, make_topic

NOON = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
HOSTILE = [
    "<script>alert(1)</script>", "'; DROP TABLE topic; --", "%s %(x)s {0} {{ 7*7 }}", "\u202eабв\u2066",
    "İstanbul ΐ ﬀ",
    "ʇuǝɔɔɐ", "𝕿𝖍𝖊 🤦🏽‍♀️", "a\x00b\x07c", "зверь\ud800!", "../../etc/passwd", "   пробелы   ",
    "\t\r\nстроки\r\n\r\nещё",
]  # fmt: skip


@pytest.fixture
def recorded(monkeypatch):
    """Collect the events that operations record."""
    events = []
    for room in ("opening", "replying", "editing", "deleting", "settling"):
        monkeypatch.setattr(f"forum.topics.operations.{room}.record", events.append)
    return events


@pytest.fixture
def circle(app):
    return make_association("Математики города")


@pytest.fixture
def aigul(circle):
    person = make_person("Сейтова Айгүл Маратқызы", username="aigul")
    join(person, circle)
    return actor_of(person)


@pytest.fixture
def pavel(circle):
    person = make_person("Орлов Павел Андреевич", username="pavel")
    join(person, circle)
    return actor_of(person)


def opened(actor, circle, **changes):
    values = {
        "association_id": circle, "kind": "question", "title": "С чего начать дроби", "body": "Пятый класс.",
        "tags": ["дроби"], "audience": "public",
    }  # fmt: skip
    with transaction():
        return open_topic(actor=actor, **{**values, **changes}).id


def row(model, one_id):
    with transaction(write=False) as session:
        found = session.get_one(model, one_id)
        session.expunge(found)
        return found


def test_a_topic_is_opened_with_its_first_post(circle, aigul, pavel, recorded):
    with clock.freeze(NOON):
        topic_id = opened(aigul, circle, body="Подскажите, @pavel и @nobody", tags=["Дроби", " дроби ", "5 класс"])
    topic = row(Topic, topic_id)
    assert (topic.title, topic.slug, topic.kind) == ("С чего начать дроби", "с-чего-начать-дроби", "question")
    assert (topic.posts_count, topic.highest_number, topic.version) == (1, 1, 1)
    assert topic.tags == ["Дроби", "5 класс"]
    assert (topic.created_at, topic.bumped_at, topic.language) == (NOON, NOON, "ru")
    post = list_posts(topic=find_topic(actor=aigul, topic_id=topic_id), page=1)[0]
    assert (post.number, post.kind, post.author_name) == (1, "first", "Сейтова Айгүл Маратқызы")
    assert 'href="/u/pavel"' in post.cooked
    assert [event.kind for event in recorded] == ["PostWritten"]
    assert recorded[0].mentioned_ids == (pavel.id,)


def test_a_tag_keeps_the_name_it_was_first_given(circle, aigul):
    opened(aigul, circle, tags=["Дроби"])
    second = opened(aigul, circle, title="Ещё раз", tags=["ДРОБИ"])
    assert row(Topic, second).tags == ["Дроби"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " a "}, "title"),
        ({"title": "я" * 256}, "title"),
        ({"title": "\u202e\x00\x07"}, "title"),
        ({"body": " \n\t "}, "body"),
        ({"body": "я" * 32_001}, "body"),
        ({"tags": list("абвгде")}, "tags"),
        ({"tags": ["я" * 41]}, "tags"),
        ({"tags": ["!!!"]}, "tags"),
        ({"kind": "poll"}, "kind"),
        ({"audience": "99"}, "audience"),
        ({"audience": "everybody"}, "audience"),
        ({"association_id": 999_999}, "association"),
    ],
)
def test_what_cannot_be_accepted_names_its_field(circle, aigul, changes, field):
    with pytest.raises(Invalid) as refused:
        opened(aigul, circle, **changes)
    assert refused.value.field == field
    assert refused.value.text()
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Topic)) == 0


def test_limits_are_inclusive(circle, aigul):
    topic_id = opened(aigul, circle, title="я" * 255, body="я" * 32_000, tags=[letter * 40 for letter in "абвгд"])
    assert len(row(Topic, topic_id).title) == 255


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_text(circle, aigul, text):
    topic_id = opened(aigul, circle, title=f"Тема {text}", body=text, tags=[])
    topic = row(Topic, topic_id)
    assert not set(topic.title) & set("\x00\x07\n\r\t\u202e\u2066\ud800")
    post = list_posts(topic=find_topic(actor=aigul, topic_id=topic_id), page=1)[0]
    assert "<script" not in post.cooked
    with transaction(write=False) as session:
        source = session.scalar(select(Post.source).where(Post.topic_id == topic_id))
    expected = text.encode("utf-8", "replace").decode().replace("\x00", "").replace("\x07", "").replace("\r\n", "\n")
    assert source == expected


def test_a_lesson_may_say_nothing_at_first(circle, aigul):
    topic_id = opened(aigul, circle, kind="lesson", body="")
    assert row(Topic, topic_id).posts_count == 1


def test_a_double_click_opens_one_topic_and_writes_one_reply(circle, aigul, recorded):
    with clock.freeze(NOON):
        first, second = opened(aigul, circle), opened(aigul, circle)
    assert first == second
    with clock.freeze(NOON + timedelta(seconds=30)), transaction():
        one = reply(actor=aigul, topic_id=first, body="Спасибо\r\nвсем").number
        two = reply(actor=aigul, topic_id=first, body="Спасибо\nвсем").number
        other = reply(actor=aigul, topic_id=first, body="Спасибо\nвсем", reply_to_number=1).number
    with clock.freeze(NOON + timedelta(minutes=2)), transaction():
        later = reply(actor=aigul, topic_id=first, body="Спасибо\nвсем").number
    assert (one, two, other, later) == (2, 2, 3, 4)
    assert len(recorded) == 4


def test_comments_of_other_rooms_are_never_taken_for_doubles(circle, aigul):
    topic_id = opened(aigul, circle)
    with clock.freeze(NOON), transaction():
        numbers = [reply(actor=aigul, topic_id=topic_id, body="Согласна", kind="feedback").number for _ in range(2)]
    assert numbers == [2, 3]


def test_a_reply_bumps_counts_and_tells(circle, aigul, pavel, recorded):
    with clock.freeze(NOON):
        topic_id = opened(aigul, circle)
    url = f"/t/{row(Topic, topic_id).slug}/{topic_id}/1"
    with clock.freeze(NOON + timedelta(hours=1)), transaction():
        reply(actor=pavel, topic_id=topic_id, body=f"> [Сейтова, №1]({url})\n> Пятый\n\nДа, @aigul", reply_to_number=1)
    topic = row(Topic, topic_id)
    assert (topic.posts_count, topic.highest_number, topic.version) == (2, 2, 2)
    assert (topic.bumped_at, topic.last_author_id) == (NOON + timedelta(hours=1), pavel.id)
    event = recorded[-1]
    assert (event.number, event.reply_to_number, event.mentioned_ids, event.quoted_numbers) == (2, 1, (aigul.id,), (1,))


def test_a_mention_tells_only_those_who_may_read(circle, aigul, pavel, recorded):
    stranger = make_person("Чужая", username="stranger")
    topic_id = opened(aigul, circle, audience=str(circle))
    with transaction():
        reply(actor=aigul, topic_id=topic_id, body="@pavel @stranger @aigul")
    assert recorded[-1].mentioned_ids == (pavel.id,)
    private = opened(aigul, circle, title="Личное", audience="private", body="@pavel @stranger")
    assert recorded[-1].topic_id == private
    assert recorded[-1].mentioned_ids == ()
    assert stranger


@pytest.mark.parametrize("number", [0, -1, 2, 10**12])
def test_an_answer_to_what_is_not_there_is_a_plain_reply(circle, aigul, number):
    topic_id = opened(aigul, circle)
    with transaction():
        assert reply(actor=aigul, topic_id=topic_id, body="Ответ", reply_to_number=number).reply_to_number is None


def test_nobody_replies_where_she_may_not(circle, aigul, pavel):
    stranger = actor_of(make_person())
    unconfirmed = actor_of(make_person(confirmed=False))
    hidden = opened(aigul, circle, audience=str(circle))
    public = opened(aigul, circle, title="Открытая")
    for actor, topic_id, error in [
        (stranger, hidden, NotFound), (stranger, 999_999, NotFound), (unconfirmed, public, Forbidden),
    ]:  # fmt: skip
        with pytest.raises(error), transaction():
            reply(actor=actor, topic_id=topic_id, body="Можно?")
    with transaction():
        close_topic(actor=aigul, topic_id=public)
    with pytest.raises(Conflict), transaction():
        reply(actor=pavel, topic_id=public, body="Опоздал")


def test_an_edit_keeps_what_was_said(circle, aigul, pavel, recorded):
    with clock.freeze(NOON):
        topic_id = opened(aigul, circle, tags=["дроби"], body="Пятый класс, @pavel.")
    post_id = recorded[0].post_id
    make_person("Нурлан", username="nurlan")
    with clock.freeze(NOON + timedelta(hours=1)), transaction():
        edit_post(
            actor=aigul, post_id=post_id, revision=0, body="Шестой класс, @pavel и @nurlan.",
            title="С чего начать проценты", tags=["проценты"],
        )  # fmt: skip
    topic, post = row(Topic, topic_id), row(Post, post_id)
    assert (topic.title, topic.slug, topic.tags) == ("С чего начать проценты", "с-чего-начать-проценты", ["проценты"])
    assert (topic.bumped_at, topic.version, post.revisions_count) == (NOON, 2, 1)
    assert "Шестой" in post.cooked
    assert post.edited_at == NOON + timedelta(hours=1)
    with transaction(write=False) as session:
        kept = session.scalars(select(PostRevision)).one()
        assert (kept.number, kept.source, kept.title, kept.tags) == (
            1, "Пятый класс, @pavel.", "С чего начать дроби", ["дроби"],
        )  # fmt: skip
    changed = next(event for event in recorded if event.kind == "PostChanged")
    assert len(changed.newly_mentioned_ids) == 1
    assert pavel.id not in changed.newly_mentioned_ids
    assert recorded[-1].kind == "TopicChanged"


def test_the_same_text_again_is_no_edit(circle, aigul, recorded):
    topic_id = opened(aigul, circle)
    post_id = recorded[0].post_id
    with transaction():
        edit_post(
            actor=aigul, post_id=post_id, revision=0, body="Пятый класс.", title="С чего начать дроби", tags=["Дроби"]
        )
    assert (row(Post, post_id).revisions_count, row(Topic, topic_id).version, len(recorded)) == (0, 1, 1)


def test_two_edits_from_the_same_text_do_not_overwrite(circle, aigul, recorded):
    opened(aigul, circle)
    post_id = recorded[0].post_id
    with transaction():
        edit_post(actor=aigul, post_id=post_id, revision=0, body="Первая правка")
    with pytest.raises(Conflict), transaction():
        edit_post(actor=aigul, post_id=post_id, revision=0, body="Вторая правка")
    assert row(Post, post_id).source == "Первая правка"


def test_only_ones_own_post_is_edited_or_deleted(circle, aigul, pavel, recorded):
    opened(aigul, circle)
    post_id = recorded[0].post_id
    stranger = actor_of(make_person())
    for act in (
        lambda: edit_post(actor=pavel, post_id=post_id, revision=0, body="Чужое"),
        lambda: delete_post(actor=stranger, post_id=post_id),
        lambda: restore_post(actor=stranger, post_id=post_id),
    ):
        with pytest.raises(Forbidden), transaction():
            act()
    with pytest.raises(NotFound), transaction():
        edit_post(actor=aigul, post_id=999_999, revision=0, body="Нет такого")


def test_a_reply_is_deleted_softly_and_brought_back(circle, aigul, pavel, recorded):
    with clock.freeze(NOON):
        topic_id = opened(aigul, circle)
    with clock.freeze(NOON + timedelta(hours=1)), transaction():
        post_id = reply(actor=pavel, topic_id=topic_id, body="Секрет").id
    for _ in range(2):
        with transaction():
            delete_post(actor=pavel, post_id=post_id)
    topic = row(Topic, topic_id)
    assert (topic.posts_count, topic.highest_number, topic.bumped_at, topic.last_author_id) == (1, 2, NOON, aigul.id)
    shown = list_posts(topic=find_topic(actor=aigul, topic_id=topic_id), page=1)[1]
    assert (shown.cooked, shown.deleted_at is not None) == ("", True)
    with pytest.raises(NotFound), transaction():
        edit_post(actor=pavel, post_id=post_id, revision=0, body="Правка удалённого")
    for _ in range(2):
        with transaction():
            restore_post(actor=pavel, post_id=post_id)
    topic = row(Topic, topic_id)
    assert (topic.posts_count, topic.bumped_at) == (2, NOON + timedelta(hours=1))
    assert [event.kind for event in recorded[2:]] == ["PostChanged", "PostChanged"]


def test_a_topic_goes_with_its_first_post_only_while_nobody_replied(circle, aigul, pavel, recorded):
    topic_id = opened(aigul, circle)
    post_id = recorded[0].post_id
    with transaction():
        answer = reply(actor=pavel, topic_id=topic_id, body="Ответ").id
    with pytest.raises(Conflict), transaction():
        delete_post(actor=aigul, post_id=post_id)
    with transaction():
        delete_post(actor=pavel, post_id=answer)
    with transaction():
        delete_post(actor=aigul, post_id=post_id)
    assert find_topic(actor=aigul, topic_id=topic_id) is None
    with pytest.raises(NotFound), transaction():
        restore_post(actor=pavel, post_id=answer)
    with transaction():
        restore_post(actor=aigul, post_id=post_id)
    assert find_topic(actor=pavel, topic_id=topic_id).posts_count == 1


def test_closing_and_reopening(circle, aigul, pavel):
    head = make_person()
    join(head, circle, "head")
    topic_id = opened(aigul, circle)
    with pytest.raises(Forbidden), transaction():
        close_topic(actor=pavel, topic_id=topic_id)
    for _ in range(2):
        with transaction():
            close_topic(actor=actor_of(head), topic_id=topic_id)
    assert (row(Topic, topic_id).closed_at is not None, row(Topic, topic_id).version) == (True, 2)
    with transaction():
        reopen_topic(actor=aigul, topic_id=topic_id)
    assert row(Topic, topic_id).closed_at is None


def test_a_topic_is_shown_to_other_readers_by_its_author_alone(circle, aigul, pavel, recorded):
    topic_id = opened(aigul, circle)
    with pytest.raises(Forbidden), transaction():
        change_audience(actor=pavel, topic_id=topic_id, audience="private")
    elsewhere = make_association("Чужие")
    with pytest.raises(Invalid), transaction():
        change_audience(actor=aigul, topic_id=topic_id, audience=str(elsewhere))
    with transaction():
        change_audience(actor=aigul, topic_id=topic_id, audience=str(circle))
    assert recorded[-1].kind == "TopicChanged"
    stranger = actor_of(make_person())
    assert find_topic(actor=stranger, topic_id=topic_id) is None
    with transaction():
        reply(actor=pavel, topic_id=topic_id, body="Мой ответ")
    with pytest.raises(Conflict), transaction():
        change_audience(actor=aigul, topic_id=topic_id, audience="private")


def test_events_reach_the_outbox_in_the_same_transaction(circle, aigul, monkeypatch):
    monkeypatch.setitem(outbox._subscribers, "PostWritten", ("somebody",))
    values = {"association_id": circle, "kind": "question", "audience": "public", "title": "Не будет", "body": "Совсем"}

    def half_done():
        with transaction():
            open_topic(actor=aigul, **values)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(outbox.OutboxEvent)) == 0
    opened(aigul, circle)
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(outbox.OutboxEvent)) == 1


def test_factories_leave_what_operations_leave(circle, aigul):
    made = make_topic(circle, aigul.id, tags=["дроби"], replies=2)
    extra = make_post(made.id, aigul.id)
    topic = row(Topic, made.id)
    assert (topic.posts_count, topic.highest_number, extra.number, topic.tags) == (4, 4, 4, ["дроби"])
