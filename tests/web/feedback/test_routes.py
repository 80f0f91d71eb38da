"""Commenting and deciding through the plain forms, as without JavaScript."""

import re
from urllib.parse import unquote

import pytest

from forum.db import transaction
from forum.feedback import operations
from forum.topics.models import Topic
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.feedback import leave, row_of, seen_by
from tests.factories.lessons import add_version, publish
from tests.statements import counted


@pytest.fixture
def people(app):
    place = make_association("Математики города")
    author, colleague = make_person("Абенова Айгүл Сериковна"), make_person("Ким Анна Викторовна")
    join(author, place)
    join(colleague, place)
    return actor_of(author), actor_of(colleague), place


def token(client, url):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)[1]


def send(client, url, page=None, **fields):
    return client.post(url, data={"csrf_token": token(client, page or url), **fields})


def test_form_shows_the_place_and_four_kinds(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    sign_in(client, colleague.id)
    page = client.get(f"/lessons/{lesson.id}/comment?version=1&block=b3").text
    assert "Карточки одного уровня для всех" in page
    assert re.findall(r'name="kind" value="(\w+)"', page) == ["clarify", "value", "concern", "suggest"]
    assert 'name="quote"' in page


def test_comment_is_left_and_one_is_back_at_its_place(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    sign_in(client, colleague.id)
    page = f"/lessons/{lesson.id}/comment?version=1&block=b3"
    answer = send(
        client, f"/lessons/{lesson.id}/comment", page,
        version="1", block="b3", kind="suggest", quote="одного уровня", body="Попробуйте три уровня.",
    )  # fmt: skip
    assert answer.status_code == 303
    assert answer.location.endswith("?version=1#c-1")
    (comment,) = seen_by(colleague, lesson.id)
    assert (comment.kind, comment.quote, comment.block) == ("suggest", "одного уровня", "b3")
    assert "Попробуйте три уровня." in client.get(answer.location).text


@pytest.mark.parametrize(("who", "told"), [(0, False), (1, True)])
def test_only_a_colleague_is_told_that_the_author_will_hear(client, people, who, told):
    author, _colleague, place = people
    lesson = publish(author, place)
    sign_in(client, people[who].id)
    fields = {"version": "1", "block": "b3", "kind": "suggest", "body": "Попробуйте три уровня."}
    page = f"/lessons/{lesson.id}/comment?version=1&block=b3"
    shown = client.get(send(client, f"/lessons/{lesson.id}/comment", page, **fields).location).text
    assert "Замечание оставлено." in shown
    assert ("Автор плана узнает о нём." in shown) is told


def test_selected_passage_comes_with_its_offsets(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    sign_in(client, colleague.id)
    page = f"/lessons/{lesson.id}/comment?version=1&block=b3&start=17&end=30&quote=одного+уровня"
    shown = client.get(page).text
    assert '<blockquote class="comment-quote">одного уровня</blockquote>' in shown
    assert '<input type="hidden" name="start" value="17">' in shown
    answer = send(
        client, f"/lessons/{lesson.id}/comment", page,
        version="1", block="b3", kind="concern", quote="одного уровня", start="17", end="30", body="Не успеют.",
    )  # fmt: skip
    assert answer.status_code == 303
    assert seen_by(colleague, lesson.id)[0].start == 17


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": ""}, "Выберите, что вы хотите сказать."),
        ({"kind": "star"}, "Выберите, что вы хотите сказать."),
        ({"quote": "таких слов нет"}, "В этом месте плана нет таких слов."),
        ({"body": ""}, "Напишите замечание."),
    ],
)
def test_refused_comment_comes_back_filled(client, people, change, sentence):
    author, colleague, place = people
    lesson = publish(author, place)
    sign_in(client, colleague.id)
    fields = {"version": "1", "block": "b3", "kind": "suggest", "quote": "", "body": "Попробуйте три уровня."} | change
    answer = send(client, f"/lessons/{lesson.id}/comment", f"/lessons/{lesson.id}/comment?version=1&block=b3", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert fields["body"] in answer.text
    assert seen_by(colleague, lesson.id) == []


@pytest.mark.parametrize(
    "place_", ["block=b99", "block=b1&version=7", "block=b1&version=x", "block=b1&version=" + "9" * 30]
)
def test_unknown_place_is_not_found(client, people, place_):
    author, colleague, place = people
    lesson = publish(author, place)
    sign_in(client, colleague.id)
    assert client.get(f"/lessons/{lesson.id}/comment?{place_}").status_code == 404


@pytest.mark.parametrize("offset", ["start=-1&end=5", "start=5&end=2", "start=0&end=99999", "start=x&end=y", "start=1"])
def test_odd_offsets_mean_the_whole_place(client, people, offset):
    author, colleague, place = people
    lesson = publish(author, place)
    sign_in(client, colleague.id)
    assert client.get(f"/lessons/{lesson.id}/comment?version=1&block=b1&{offset}").status_code == 200


def test_places_are_offered_as_a_list(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    sign_in(client, colleague.id)
    page = client.get(f"/lessons/{lesson.id}/comment").text
    assert page.count("&amp;block=b") == 3


def test_closed_topic_gives_the_text_back(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    sign_in(client, colleague.id)
    form = token(client, f"/lessons/{lesson.id}/comment?version=1&block=b3")
    with transaction() as session:
        topic = session.get(Topic, lesson.topic_id)
        topic.closed_at = topic.created_at
    fields = {"version": "1", "block": "b3", "kind": "suggest", "quote": "", "body": "Попробуйте три уровня."}
    answer = client.post(f"/lessons/{lesson.id}/comment", data={"csrf_token": form, **fields})
    assert answer.status_code == 409
    assert "Попробуйте три уровня." in answer.text


def test_visitor_writes_signs_in_and_keeps_her_text(client, people):
    author, _colleague, place = people
    lesson = publish(author, place)
    fields = {"version": "1", "block": "b3", "kind": "suggest", "body": "Попробуйте три уровня."}
    answer = client.post(f"/lessons/{lesson.id}/comment", data=fields)
    assert answer.status_code == 401
    assert "Попробуйте три уровня." in answer.text.replace("&#34;", '"').encode().decode()


def test_author_accepts_notes_declines_and_answers(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    one, two, three, four = (leave(colleague, lesson.id) for _ in range(4))
    sign_in(client, author.id)
    page = f"/feedback/{one}/answer"
    assert send(client, f"/feedback/{one}/accept", page).status_code == 303
    assert send(client, f"/feedback/{two}/note", page).status_code == 303
    assert send(client, f"/feedback/{three}/decline", reason="В классе 14 учеников.").status_code == 303
    answer = send(client, f"/feedback/{four}/answer", body="Спасибо, подумаю.")
    assert answer.location.endswith("#c-4")
    assert [row_of(id_).state for id_ in (one, two, three, four)] == ["accepted", "noted", "declined", "answered"]
    shown = client.get(answer.location).text
    assert "Почему отклонено:" in shown
    assert "В классе 14 учеников." in shown
    assert "Спасибо, подумаю." in shown


def test_declining_without_a_reason_asks_for_one(client, people):
    author, colleague, place = people
    one = leave(colleague, publish(author, place).id)
    sign_in(client, author.id)
    answer = send(client, f"/feedback/{one}/decline", reason=" ")
    assert answer.status_code == 422
    assert "Напишите, почему" in answer.text


def test_author_may_say_that_the_new_version_already_does_it(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    one = leave(colleague, lesson.id)
    add_version(author, lesson.id)
    sign_in(client, author.id)
    assert send(client, f"/feedback/{one}/done", f"/feedback/{one}/answer").status_code == 303
    assert row_of(one).state == "done"


@pytest.mark.parametrize("act", ["accept", "note", "decline", "answer", "done"])
def test_commenter_decides_nothing(client, people, act):
    author, colleague, place = people
    lesson = publish(author, place)
    one = leave(colleague, lesson.id)
    sign_in(client, colleague.id)
    page = f"/lessons/{lesson.id}/comment?version=1&block=b1"
    assert send(client, f"/feedback/{one}/{act}", page, reason="нет", body="да").status_code == 403
    assert row_of(one).state == "open"
    if act in {"decline", "answer"}:
        assert client.get(f"/feedback/{one}/{act}").status_code == 403


@pytest.mark.parametrize("act", ["accept", "note", "decline", "answer", "done"])
def test_stranger_cannot_tell_that_there_is_anything(client, people, act):
    author, colleague, place = people
    one = leave(colleague, publish(author, place, audience=str(place)).id)
    sign_in(client, make_person())
    form = {
        "csrf_token": token(client, "/my/settings"),
        "reason": "нет",
        "body": "да",
    }
    hidden = client.post(f"/feedback/{one}/{act}", data=form)
    absent = client.post(f"/feedback/{one + 1000}/{act}", data=form)
    assert (hidden.status_code, absent.status_code) == (404, 404)


def test_decision_makes_the_cached_stream_anew(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    one = leave(colleague, lesson.id)

    def version():
        with transaction(write=False) as session:
            return session.get(Topic, lesson.topic_id).version

    before = version()
    sign_in(client, author.id)
    send(client, f"/feedback/{one}/accept", f"/feedback/{one}/answer")
    assert version() == before + 1


def test_stream_says_kind_place_and_state_and_counts_no_query_per_comment(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    url = f"/t/сложение-дробей-с-разными-знаменателями/{lesson.topic_id}"
    one = leave(colleague, lesson.id, "b3", quote="одного уровня")

    def page():
        with counted() as seen:
            text = client.get(url).text
        return len(seen), text

    page()
    few, text = page()
    assert "одного уровня" in text
    assert "Предложение" in text
    assert "ждёт автора" in text
    assert f"/lessons/сложение-дробей-с-разными-знаменателями/{lesson.id}?version=1#c-1" in unquote(text)
    with transaction():
        operations.decline(actor=author, feedback_id=one, reason="В классе 14 учеников.")
    for _ in range(5):
        leave(colleague, lesson.id)
    many, text = page()
    assert many == few
    assert "отклонено" in text
    assert "В классе 14 учеников." in text
