"""The search room over the database: what is written is found, what may not be read is neither shown nor counted."""

import shutil

import pytest

from forum import jobs
from forum.actor import Actor
from forum.associations.policy import Audience
from forum.db import transaction
from forum.search import engine
from forum.search.operations import rebuild
from forum.search.queries import search
from forum.topics import operations as topics
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.lessons import publish


@pytest.fixture(autouse=True)
def index(app, tmp_path):
    before = list(engine._roots)
    engine.configure(tmp_path / "index")
    yield engine.engine()
    engine.engine().close()
    engine._roots[:] = before


@pytest.fixture
def school():
    city = make_association("Город", kind="city")
    return make_association("Математики", [city]), city


@pytest.fixture
def teacher(school):
    person = make_person("Омарова Айгүл Сериковна")
    join(person, school[0])
    return actor_of(person)


def write(actor, association_id, title, body, audience):
    with transaction():
        topic = topics.open_topic(
            actor=actor, association_id=association_id, kind="question", title=title, body=body, tags=["дроби"],
            audience=topics_audience(audience),
        )  # fmt: skip
        made = topic.id
    jobs.run_pending()
    return made


def topics_audience(value):
    return Audience.parse(str(value))


def titles(actor, text):
    with transaction(write=False):
        results = search(actor=actor, text=text)
    assert results.total == len(results.rows)
    return ["".join(piece for piece, _ in row.title) for row in results.rows]


def test_a_topic_is_found_in_any_word_form_with_its_words_marked(teacher, school):
    write(teacher, school[0], "Как складывать дроби", "Ученики путают знаменатели.", "public")
    with transaction(write=False):
        (row,) = search(actor=Actor.visitor(), text="дробей знаменатель").rows
    assert ("дроби", True) in row.title
    assert ("знаменатели", True) in row.fragments[0].parts


def test_a_reply_is_found_and_opens_at_its_number(teacher, school):
    topic_id = write(teacher, school[0], "Вопрос", "Помогите советом.", "public")
    with transaction():
        topics.reply(actor=teacher, topic_id=topic_id, body="Возьмите полоски бумаги.")
    jobs.run_pending()
    with transaction(write=False):
        (row,) = search(actor=Actor.visitor(), text="полоска").rows
    assert (row.kind, row.number) == ("reply", 2)


def test_what_is_meant_for_a_circle_is_found_inside_it_only(teacher, school):
    write(teacher, school[0], "Трудный класс", "Нужен совет.", school[0])
    outsider = actor_of(make_person())
    assert titles(teacher, "трудный") == ["Трудный класс"]
    assert titles(outsider, "трудный") == []
    assert titles(Actor.visitor(), "трудный") == []


def test_private_things_are_found_by_their_author_alone(teacher, school):
    write(teacher, school[0], "Черновик мыслей", "Пока для себя.", "private")
    neighbour = make_person()
    join(neighbour, school[0])
    assert titles(teacher, "черновик") == ["Черновик мыслей"]
    assert titles(actor_of(neighbour), "черновик") == []


def test_nothing_hidden_shows_while_the_index_lags_behind(teacher, school):
    topic_id = write(teacher, school[0], "Общий вопрос", "Открытый всем.", "public")
    with transaction():
        topics.change_audience(actor=teacher, topic_id=topic_id, audience=topics_audience(school[0]))
    assert titles(Actor.visitor(), "общий") == [], "the index still says public"
    with transaction(write=False):
        assert search(actor=Actor.visitor(), text="общий").total == 0
    jobs.run_pending()
    assert titles(teacher, "общий") == ["Общий вопрос"]


def test_an_edit_and_a_deletion_reach_the_index(teacher, school):
    topic_id = write(teacher, school[0], "Старое название", "Текст.", "public")
    with transaction():
        answer = topics.reply(actor=teacher, topic_id=topic_id, body="Лепёшка из картона")
        answer_id = answer.id
    jobs.run_pending()
    assert titles(Actor.visitor(), "лепешки") == ["Старое название"]
    with transaction():
        topics.delete_post(actor=teacher, post_id=answer_id)
    jobs.run_pending()
    assert titles(Actor.visitor(), "лепешки") == []


def test_a_lesson_is_found_by_the_text_inside_its_file_its_subject_and_its_grade(teacher, school):
    publish(teacher, school[0], ["Цель урока", "Ученик приводит дроби к общему знаменателю"], title="План")
    jobs.run_pending()
    assert titles(Actor.visitor(), "знаменателю математика 5 класс") == ["План"]
    assert titles(Actor.visitor(), "математика 5 сынып") == ["План"]


def test_a_rebuild_gives_the_same_answers(teacher, school, index):
    write(teacher, school[0], "Как складывать дроби", "Ученики путают знаменатели.", "public")
    publish(teacher, school[0], ["Полоски и карточки"], title="План")
    jobs.run_pending()
    before = sorted(index.keys())
    assert rebuild() == len(before)
    assert sorted(index.keys()) == before
    assert titles(Actor.visitor(), "полоска карточка") == ["План"]


def test_a_lost_index_is_said_and_a_rebuild_brings_it_back(teacher, school, index):
    write(teacher, school[0], "Как складывать дроби", "Ученики путают знаменатели.", "public")
    index.close()
    shutil.rmtree(engine._roots[0])
    with transaction(write=False):
        assert search(actor=Actor.visitor(), text="дроби").damaged
    rebuild()
    assert titles(Actor.visitor(), "дроби") == ["Как складывать дроби"]


@pytest.mark.parametrize("text", ["", "   ", '"', "-", "a" * 20000, "\x00", "*?*", "((((", "#нет", "@nobody", "AND OR"])
def test_any_question_is_answered(teacher, school, text):
    write(teacher, school[0], "Как складывать дроби", "Ученики путают знаменатели.", "public")
    with transaction(write=False):
        search(actor=Actor.visitor(), text=text)
