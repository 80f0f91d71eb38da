"""Comments are left at a place, and only the author of the plan decides about them."""

import pytest
from sqlalchemy import select

from forum.db import transaction
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.feedback import operations, queries
from forum.outbox import OutboxEvent
from forum.topics.models import Post, Topic
from forum.topics.operations import delete_post
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.feedback import leave, row_of, seen_by
from tests.factories.lessons import add_version, publish
from tests.statements import counted


@pytest.fixture
def people(app):
    """Two colleagues of one association: the author of a plan and a commenter."""
    place = make_association("Математики города")
    author, colleague = make_person("Абенова Айгүл Сериковна"), make_person("Ким Анна Викторовна")
    join(author, place)
    join(colleague, place)
    return actor_of(author), actor_of(colleague), place


def events(kind):
    with transaction(write=False) as session:
        return [row.payload for row in session.scalars(select(OutboxEvent).where(OutboxEvent.kind == kind))]


def test_comment_is_a_post_of_the_lessons_stream(people):
    author, colleague, place = people
    lesson = publish(author, place)
    left = row_of(leave(colleague, lesson.id, "b3", quote="одного уровня"))
    with transaction(write=False) as session:
        post, topic = session.get(Post, left.post_id), session.get(Topic, lesson.topic_id)
        assert (post.topic_id, post.kind, post.author_id, post.number) == (topic.id, "feedback", colleague.id, 2)
    assert (left.kind, left.state, left.quote, left.number) == ("suggest", "open", "одного уровня", 1)
    assert events("FeedbackLeft")[0]["feedback_id"] == left.id


def test_offsets_are_code_points_and_the_quote_checks_them(people):
    author, colleague, place = people
    lesson = publish(author, place, ["Смайлик 😀 и слово", "слово и слово"])
    (one,) = [row_of(leave(colleague, lesson.id, "b1", start=12, end=17, quote="слово"))]
    assert (one.quote, one.anchor["start"], one.anchor["end"]) == ("слово", 12, 17)
    second = row_of(leave(colleague, lesson.id, "b2", start=8, end=13, quote="слово"))
    assert second.anchor["start"] == 8
    stale = row_of(leave(colleague, lesson.id, "b2", start=1, end=6, quote="слово"))
    assert stale.anchor["start"] == 0


def test_quote_is_found_whatever_its_case_and_spaces(people):
    author, colleague, place = people
    lesson = publish(author, place)
    assert row_of(leave(colleague, lesson.id, "b2", quote="  вызов:\nСПОР ")).quote == "Вызов: спор"


def test_words_that_are_not_there_are_refused_at_the_field(people):
    author, colleague, place = people
    lesson = publish(author, place)
    with pytest.raises(Invalid) as refusal:
        leave(colleague, lesson.id, "b2", quote="нет таких слов")
    assert refusal.value.field == "quote"


@pytest.mark.parametrize(("block", "version"), [("b99", 1), ("", 1), ("b1", 2), ("b1", 0)])
def test_unknown_place_is_not_found(people, block, version):
    author, colleague, place = people
    lesson = publish(author, place)
    with pytest.raises(NotFound):
        leave(colleague, lesson.id, block, version=version)


def test_unknown_kind_and_empty_text_are_refused(people):
    author, colleague, place = people
    lesson = publish(author, place)
    with pytest.raises(Invalid) as kind:
        leave(colleague, lesson.id, kind="star")
    with pytest.raises(Invalid) as body:
        leave(colleague, lesson.id, body="  ")
    assert (kind.value.field, body.value.field) == ("kind", "body")


def test_stranger_does_not_know_the_lesson_and_leaves_nothing(people):
    author, _colleague, place = people
    lesson = publish(author, place, audience=str(place))
    stranger = actor_of(make_person())
    with pytest.raises(NotFound):
        leave(stranger, lesson.id)
    assert seen_by(author, lesson.id) == []


def test_author_accepts_declines_with_a_reason_or_notes(people):
    author, colleague, place = people
    lesson = publish(author, place)
    one, two, three = (leave(colleague, lesson.id) for _ in range(3))
    with transaction():
        operations.accept(actor=author, feedback_id=one)
        operations.decline(actor=author, feedback_id=two, reason=" Класс уже знает эту тему. ")
        operations.note(actor=author, feedback_id=three)
    assert [row_of(one).state, row_of(two).state, row_of(three).state] == ["accepted", "declined", "noted"]
    assert row_of(two).reason == "Класс уже знает эту тему."
    assert [event["state"] for event in events("FeedbackDecided")] == ["accepted", "declined", "noted"]


def test_declining_needs_a_reason(people):
    author, colleague, place = people
    feedback = leave(colleague, publish(author, place).id)
    with pytest.raises(Invalid) as refusal, transaction():
        operations.decline(actor=author, feedback_id=feedback, reason="  ")
    assert refusal.value.field == "reason"
    assert row_of(feedback).state == "open"


def test_the_same_decision_twice_is_one(people):
    author, colleague, place = people
    feedback = leave(colleague, publish(author, place).id)
    for _ in range(2):
        with transaction():
            operations.accept(actor=author, feedback_id=feedback)
    assert len(events("FeedbackDecided")) == 1


@pytest.mark.parametrize("act", ["accept", "note", "decline", "answer", "mark_done"])
@pytest.mark.parametrize("who", ["commenter", "head", "admin"])
def test_nobody_but_the_author_decides(people, act, who):
    author, colleague, place = people
    lesson = publish(author, place)
    feedback = leave(colleague, lesson.id)
    head = make_person()
    join(head, place, "head")
    actor = {"commenter": colleague, "head": actor_of(head), "admin": actor_of(make_person(is_admin=True))}[who]
    extra = {"decline": {"reason": "нет"}, "answer": {"body": "ответ"}}.get(act, {})
    with pytest.raises(Forbidden), transaction():
        getattr(operations, act)(actor=actor, feedback_id=feedback, **extra)
    assert row_of(feedback).state == "open"


def test_stranger_cannot_tell_a_hidden_comment_from_none(people):
    author, colleague, place = people
    feedback = leave(colleague, publish(author, place, audience=str(place)).id)
    stranger = actor_of(make_person())
    for feedback_id in (feedback, feedback + 1000):
        with pytest.raises(NotFound), transaction():
            operations.accept(actor=stranger, feedback_id=feedback_id)


def test_answer_stands_in_the_stream_under_the_comment(people):
    author, colleague, place = people
    lesson = publish(author, place)
    feedback = leave(colleague, lesson.id)
    with transaction():
        post = operations.answer(actor=author, feedback_id=feedback, body="Сделаю **три** уровня.")
        assert (post.reply_to_number, post.topic_id) == (2, lesson.topic_id)
    (comment,) = seen_by(colleague, lesson.id)
    assert comment.state == "answered"
    assert "<strong>три</strong>" in comment.answer.cooked


def test_answer_does_not_undo_a_decision(people):
    author, colleague, place = people
    feedback = leave(colleague, publish(author, place).id)
    with transaction():
        operations.accept(actor=author, feedback_id=feedback)
        operations.answer(actor=author, feedback_id=feedback, body="Спасибо, уже переделываю.")
    assert row_of(feedback).state == "accepted"


def test_what_is_done_stays_done(people):
    author, colleague, place = people
    lesson = publish(author, place)
    feedback = leave(colleague, lesson.id)
    with pytest.raises(Conflict), transaction():
        operations.mark_done(actor=author, feedback_id=feedback)
    add_version(author, lesson.id)
    with transaction():
        operations.mark_done(actor=author, feedback_id=feedback)
    assert (row_of(feedback).state, events("FeedbackDecided")[-1]["version_number"]) == ("done", 2)
    with pytest.raises(Conflict), transaction():
        operations.decline(actor=author, feedback_id=feedback, reason="передумала")


def test_deleted_comment_is_gone_from_the_page(people):
    author, colleague, place = people
    lesson = publish(author, place)
    feedback = leave(colleague, lesson.id)
    with transaction():
        delete_post(actor=colleague, post_id=row_of(feedback).post_id)
    assert seen_by(author, lesson.id) == []
    with pytest.raises(NotFound), transaction():
        operations.accept(actor=author, feedback_id=feedback)


def test_cards_for_posts_is_one_query(people):
    author, colleague, place = people
    lesson = publish(author, place)
    posts = [row_of(leave(colleague, lesson.id)).post_id for _ in range(5)]
    with transaction(write=False), counted() as seen:
        cards = queries.cards_for_posts([*posts, 10**6])
    assert len(seen) == 1
    assert cards.keys() == set(posts)
    assert {card.number for card in cards.values()} == {1, 2, 3, 4, 5}
