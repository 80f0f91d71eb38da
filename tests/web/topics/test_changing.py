"""Edits, deletions, closing and other readers, without JavaScript; nothing typed is lost."""

import re

import pytest

from forum.db import transaction
from forum.topics.models import Post, Topic
from forum.topics.operations import edit_post
from tests.factories.accounts import actor_of, make_person
from tests.factories.topics import make_post, make_topic
from tests.web.topics.browser import fields, first, send, text_of, token


def test_an_edit_shows_its_history(aigul, circle, member):
    topic = make_topic(circle, member, "Дроби", "Пятый класс.", tags=["дроби"])
    filled = fields(text_of(aigul.get(f"/p/{topic.first_post_id}/edit")))
    assert (filled["title"], filled["tags"], filled["body"], filled["revision"]) == (
        "Дроби",
        "дроби",
        "Пятый класс.",
        "0",
    )
    sent = aigul.post(
        f"/p/{topic.first_post_id}/edit",
        data={**filled, "title": "Проценты", "body": "Шестой класс.", "tags": "проценты"},
    )
    assert sent.status_code == 303
    page = text_of(aigul.get(sent.location))
    assert "<h1>Проценты</h1>" in page
    assert f"/p/{topic.first_post_id}/history" in page
    history = text_of(aigul.get(f"/p/{topic.first_post_id}/history"))
    assert re.search(r"<del>.*?Пятый.*?</del><ins>.*?Шестой.*?</ins>", history, re.DOTALL)
    assert "добавлено:" in history
    assert re.search(r"<del>.*?Дроби.*?</del><ins>.*?Проценты.*?</ins>", history, re.DOTALL)


def test_a_long_history_has_pages(aigul, circle, member):
    topic = make_topic(circle, member)
    actor = actor_of(member)
    for number in range(12):
        with transaction():
            edit_post(actor=actor, post_id=topic.first_post_id, revision=number, body=f"Текст {number}")
    page = text_of(aigul.get(f"/p/{topic.first_post_id}/history"))
    assert page.count('<section class="card"') == 10
    older = re.search(r'rel="next" href="([^"]+)"', page)[1]
    rest = text_of(aigul.get(older))
    assert rest.count('<section class="card"') == 2
    assert "Правка 1<" in rest
    assert aigul.get(f"/p/{topic.first_post_id}/history?before=x").status_code == 404
    assert "Правок не было" in text_of(aigul.get(f"/p/{make_topic(circle).first_post_id}/history"))


def test_two_editors_do_not_overwrite_each_other(aigul, circle, member):
    topic = make_topic(circle, member, body="Начало")
    filled = fields(text_of(aigul.get(f"/p/{topic.first_post_id}/edit")))
    with transaction():
        edit_post(actor=actor_of(member), post_id=topic.first_post_id, revision=0, body="Правка с телефона")
    answer = aigul.post(f"/p/{topic.first_post_id}/edit", data={**filled, "body": "Правка с компьютера"})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Правка с телефона" in page
    again = fields(page)
    assert (again["body"], again["revision"]) == ("Правка с компьютера", "1")
    assert aigul.post(f"/p/{topic.first_post_id}/edit", data=again).status_code == 303
    assert first(Post).source == "Правка с компьютера"


@pytest.mark.parametrize("typed", [{"body": " "}, {"title": "я"}, {"revision": "x"}, {"revision": "99999999999"}])
def test_a_refused_edit_comes_back_filled(aigul, circle, member, typed):
    topic = make_topic(circle, member, body="Начало")
    answer = send(
        aigul, f"/p/{topic.first_post_id}/edit", **{"body": "Новый текст", "title": "Новый заголовок", **typed}
    )
    assert answer.status_code in {409, 422}
    back = fields(text_of(answer))
    assert back["body"] == typed.get("body", "Новый текст")
    assert back["title"] == typed.get("title", "Новый заголовок")


def test_only_ones_own_is_edited_and_deleted(aigul, circle):
    topic = make_topic(circle, make_person())
    data = {
        "csrf_token": token(text_of(aigul.get(topic.url))),
        "body": "Чужие слова",
        "revision": "0",
        "title": "Чужое",
    }
    assert aigul.get(f"/p/{topic.first_post_id}/edit").status_code == 403
    assert aigul.get(f"/p/{topic.first_post_id}/delete").status_code == 403
    for act in ("edit", "delete", "restore"):
        assert aigul.post(f"/p/{topic.first_post_id}/{act}", data=data).status_code == 403, act
    for act in ("close", "readers"):
        assert aigul.post(f"/t/{topic.id}/{act}", data={**data, "audience": "public"}).status_code == 403, act
    assert aigul.get(f"/t/{topic.id}/readers").status_code == 403


def test_an_answer_is_deleted_and_brought_back(aigul, circle, member):
    topic = make_topic(circle)
    post = make_post(topic.id, member, "Лишнее")
    page = text_of(aigul.get(f"/p/{post.id}/delete"))
    assert "Удалить ответ № 2?" in page
    sent = aigul.post(f"/p/{post.id}/delete", data={"csrf_token": token(page)})
    shown = text_of(aigul.get(sent.location))
    assert "Лишнее" not in shown
    assert "Ответ удалён" in shown
    assert "верните" in text_of(aigul.get(f"/p/{post.id}/delete"))
    sent = aigul.post(f"/p/{post.id}/restore", data={"csrf_token": token(page)})
    assert "Лишнее" in text_of(aigul.get(sent.location))


def test_a_topic_is_deleted_and_brought_back(aigul, circle, member):
    topic = make_topic(circle, member, "Ошибка")
    page = text_of(aigul.get(f"/p/{topic.first_post_id}/delete"))
    sent = aigul.post(f"/p/{topic.first_post_id}/delete", data={"csrf_token": token(page)})
    offered = text_of(aigul.get(sent.location))
    assert "Тема удалена" in offered
    assert aigul.get(topic.url).status_code == 404
    assert aigul.get(f"/p/{topic.first_post_id}/edit").status_code == 404
    assert aigul.get(f"/p/{topic.first_post_id}/history").status_code == 404
    sent = aigul.post(f"/p/{topic.first_post_id}/restore", data={"csrf_token": token(offered)})
    assert "Ошибка" in text_of(aigul.get(sent.location))


def test_a_topic_with_answers_is_not_deleted(aigul, circle, member):
    topic = make_topic(circle, member, replies=1)
    page = text_of(aigul.get(f"/p/{topic.first_post_id}/delete"))
    assert "Удалить тему нельзя" in page
    assert aigul.post(f"/p/{topic.first_post_id}/delete", data={"csrf_token": token(page)}).status_code == 409


def test_closing_and_reopening(aigul, circle, member):
    topic = make_topic(circle, member)
    data = {"csrf_token": token(text_of(aigul.get(topic.url)))}
    assert "Тема закрыта" in text_of(aigul.post(f"/t/{topic.id}/close", data=data, follow_redirects=True))
    assert 'name="body"' in text_of(aigul.post(f"/t/{topic.id}/reopen", data=data, follow_redirects=True))


def test_a_topic_gets_other_readers(aigul, circle, member):
    topic = make_topic(circle, member)
    page = text_of(aigul.get(f"/t/{topic.id}/readers"))
    assert re.search(r'value="public" checked', page)
    data = {"csrf_token": token(page)}
    assert aigul.post(f"/t/{topic.id}/readers", data={**data, "audience": str(circle)}).status_code == 303
    assert first(Topic).audience_id == circle
    assert aigul.post(f"/t/{topic.id}/readers", data={**data, "audience": "424242"}).status_code == 422
    assert aigul.post(f"/t/{topic.id}/readers", data=data).status_code == 422
    assert aigul.post("/t/999999/readers", data={**data, "audience": "public"}).status_code == 404
