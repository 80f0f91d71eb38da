"""Comments find their place again in every new version, and accepted ones are done by it."""

import pytest
from sqlalchemy import func, select

from forum.db import transaction
from forum.documents.events import FileConverted
from forum.feedback import handlers, operations
from forum.feedback.events import FeedbackLeft
from forum.feedback.models import FeedbackPlacement
from forum.outbox import OutboxEvent
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.documents import put_rendition
from tests.factories.feedback import leave, row_of, seen_by
from tests.factories.lessons import add_version, publish, version_file

FIRST = (
    "Цель урока: сложение дробей с разными знаменателями",
    "Этап 1. Вызов: спор про лепёшку, кто съел больше",
    "Этап 2. Осмысление: карточки одного уровня для всех учеников",
    "Этап 3. Рефлексия: лист самопроверки и вопрос на выходе",
    "Домашнее задание: номера 12, 15 и 18 из учебника",
)
SECOND = (
    "Цель урока: сложение дробей с разными знаменателями",
    "Разминка: устный счёт по цепочке, пять минут",
    "Этап 1. Вызов: спор про лепёшку, кто съел больше",
    "Этап 2. Осмысление: карточки трёх уровней для всех учеников",
    "Этап 3. Рефлексия: лист самопроверки и вопрос на выходе",
)
THIRD = (
    "Этап 3. Рефлексия: лист самопроверки и вопрос на выходе",
    "Цель урока: сложение дробей с разными знаменателями",
    "Этап 1. Вызов: спор про лепёшку, кто съел больше",
    "Этап 2. Осмысление: карточки трёх уровней для всех учеников класса",
)


@pytest.fixture
def people(app):
    place = make_association("Математики города")
    author, colleague = make_person("Абенова Айгүл Сериковна"), make_person("Ким Анна Викторовна")
    join(author, place)
    join(colleague, place)
    return actor_of(author), actor_of(colleague), place


def counted(model):
    with transaction(write=False) as session:
        return session.scalar(select(func.count()).select_from(model))


def done_events():
    with transaction(write=False) as session:
        rows = session.scalars(select(OutboxEvent).where(OutboxEvent.kind == "FeedbackDecided")).all()
        return [row.payload["feedback_id"] for row in rows if row.payload["state"] == "done"]


def test_comments_land_where_a_reader_expects_through_two_versions(people):
    author, colleague, place = people
    lesson = publish(author, place, FIRST)
    leave(colleague, lesson.id, "b2", quote="спор про лепёшку", kind="value")
    leave(colleague, lesson.id, "b3", quote="карточки одного уровня")
    leave(colleague, lesson.id, "b5", kind="concern")
    add_version(author, lesson.id, SECOND)
    second = seen_by(colleague, lesson.id, 2)
    assert [comment.block for comment in second] == ["b3", "b4", None]
    assert second[0].placement in {"same", "moved"}
    assert [comment.placement for comment in second[1:]] == ["changed", "removed"]
    assert second[2].quote == FIRST[4]
    add_version(author, lesson.id, THIRD)
    third = seen_by(colleague, lesson.id, 3)
    assert [comment.block for comment in third] == ["b3", "b4", None]
    assert [comment.block for comment in seen_by(colleague, lesson.id, 1)] == ["b2", "b3", "b5"]
    assert [comment.placement for comment in seen_by(colleague, lesson.id, 1)] == [None, None, None]


def test_version_one_does_not_show_what_was_left_on_two(people):
    author, colleague, place = people
    lesson = publish(author, place, FIRST)
    add_version(author, lesson.id, SECOND)
    leave(colleague, lesson.id, "b2", version=2)
    assert seen_by(colleague, lesson.id, 1) == []
    assert [comment.left_on for comment in seen_by(colleague, lesson.id, 2)] == [2]


def test_accepted_comments_are_done_by_the_next_version_and_nothing_else_is(people):
    author, colleague, place = people
    lesson = publish(author, place, FIRST)
    accepted, left_open, declined = (leave(colleague, lesson.id) for _ in range(3))
    with transaction():
        operations.accept(actor=author, feedback_id=accepted)
        operations.decline(actor=author, feedback_id=declined, reason="Так задумано.")
    add_version(author, lesson.id, SECOND)
    assert [row_of(one).state for one in (accepted, left_open, declined)] == ["done", "open", "declined"]
    assert [comment.done_in for comment in seen_by(author, lesson.id, 2)] == [2, None, None]
    assert done_events() == [accepted]


def test_accepting_after_the_upload_waits_for_the_next_version(people):
    author, colleague, place = people
    lesson = publish(author, place, FIRST)
    late = leave(colleague, lesson.id)
    file_id = add_version(author, lesson.id, SECOND)
    with transaction():
        operations.accept(actor=author, feedback_id=late)
    handlers.place([FileConverted(file_id=file_id, ok=True)])
    assert row_of(late).state == "accepted"
    add_version(author, lesson.id, THIRD)
    assert [comment.done_in for comment in seen_by(author, lesson.id, 3)] == [3]


def test_delivering_twice_changes_nothing(people):
    author, colleague, place = people
    lesson = publish(author, place, FIRST)
    accepted = leave(colleague, lesson.id)
    with transaction():
        operations.accept(actor=author, feedback_id=accepted)
    file_id = add_version(author, lesson.id, SECOND)
    before = seen_by(author, lesson.id, 2)
    handlers.place([FileConverted(file_id=file_id, ok=True)] * 3)
    assert seen_by(author, lesson.id, 2) == before
    assert counted(FeedbackPlacement) == 1
    assert done_events() == [accepted]


def test_comment_on_an_old_version_is_placed_in_the_new_one(people):
    author, colleague, place = people
    lesson = publish(author, place, FIRST)
    add_version(author, lesson.id, SECOND)
    feedback = leave(colleague, lesson.id, "b4", version=1)
    (pending,) = seen_by(colleague, lesson.id, 2)
    assert (pending.placement, pending.block) == ("pending", None)
    handlers.place([FeedbackLeft(feedback_id=feedback, lesson_id=lesson.id, topic_id=lesson.topic_id, author_id=None)])
    (placed,) = seen_by(colleague, lesson.id, 2)
    assert placed.block == "b5"


def test_version_that_cannot_be_read_decides_nothing(people):
    author, colleague, place = people
    lesson = publish(author, place, FIRST)
    accepted = leave(colleague, lesson.id)
    with transaction():
        operations.accept(actor=author, feedback_id=accepted)
    file_id = add_version(author, lesson.id, None)
    handlers.place([FileConverted(file_id=file_id, ok=False)])
    assert row_of(accepted).state == "accepted"
    third = add_version(author, lesson.id, THIRD)
    assert row_of(accepted).state == "done"
    put_rendition(file_id, SECOND)
    handlers.place([FileConverted(file_id=file_id, ok=True)])
    assert third != file_id
    assert [comment.placement for comment in seen_by(author, lesson.id, 2)] == ["changed"]


def test_killed_before_writing_is_simply_done_again(people, monkeypatch):
    author, colleague, place = people
    lesson = publish(author, place, FIRST)
    accepted = leave(colleague, lesson.id)
    with transaction():
        operations.accept(actor=author, feedback_id=accepted)

    class KilledError(BaseException):
        pass

    def kill(_lesson_id):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(handlers, "_mark_done", kill)
        with pytest.raises(KilledError):
            add_version(author, lesson.id, SECOND)
    assert counted(FeedbackPlacement) == 0

    handlers.place([FileConverted(file_id=version_file(lesson.id, 2), ok=True)])
    assert row_of(accepted).state == "done"
    assert counted(FeedbackPlacement) == 1
