"""Thanks and solutions on the page: buttons for those who may, names for all, everything without JavaScript."""

import re

import pytest

from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join
from tests.factories.topics import make_post, make_topic
from tests.web.pages import press
from tests.web.topics.browser import count_queries, text_of, token


def article(page, number):
    return re.search(rf'<article class="post[^"]*" id="p-{number}".*?</article>', page, re.DOTALL)[0]


@pytest.fixture
def pavel(circle):
    person = make_person("Орлов Павел Андреевич")
    join(person, circle)
    return person


def test_thanks_are_said_shown_and_taken_back(client, circle, member, pavel):
    topic = make_topic(circle, pavel, replies=1)
    sign_in(client, member)
    page = client.get(topic.url)
    assert text_of(page).count('data-thanks="') == 2
    sent = press(client, page, f"/p/{topic.first_post_id}/thank")
    assert (sent.status_code, sent.location) == (303, f"{sent.location.split('#')[0]}#p-1")
    page = client.get(topic.url)
    first = article(text_of(page), 1)
    assert "Спасибо говорят:" in first
    assert "Сейтова Айгүл Маратқызы" in first
    assert 'aria-pressed="true"' in first
    assert "Спасибо говорят:" not in article(text_of(page), 2)
    client.get("/logout")
    visitor = text_of(client.application.test_client().get(topic.url))
    assert "Сейтова Айгүл Маратқызы" in article(visitor, 1)
    assert "data-thanks" not in visitor
    press(client, page, f"/p/{topic.first_post_id}/unthank")
    assert "Спасибо говорят:" not in text_of(client.get(topic.url))


def test_a_script_gets_the_post_anew(client, circle, member, pavel):
    topic = make_topic(circle, pavel, kind="question")
    sign_in(client, member)
    held = token(text_of(client.get(topic.url)))
    answer = client.post(f"/p/{topic.first_post_id}/thank", headers={"HX-Request": "true", "X-CSRFToken": held})
    assert answer.status_code == 200
    assert text_of(answer).strip().startswith('<article class="post"')
    assert text_of(answer).count("<article") == 1
    assert 'aria-pressed="true"' in text_of(answer)


def test_one_does_not_thank_herself_nor_where_it_is_closed(client, circle, member, pavel):
    sign_in(client, member)
    assert "data-thanks" not in text_of(client.get(make_topic(circle, member).url))
    assert "data-thanks" not in text_of(client.get(make_topic(circle, pavel, closed=True).url))


def test_many_thanks_unfold(client, circle, member, pavel):
    topic = make_topic(circle, pavel)
    for number in range(5):
        sign_in(client, make_person(f"Учитель {number}"))
        held = token(text_of(client.get(topic.url)))
        assert client.post(f"/p/{topic.first_post_id}/thank", data={"csrf_token": held}).status_code == 303
    first = article(text_of(client.get(topic.url)), 1)
    assert "и ещё 2 человек" in first
    assert "Учитель 4" in first


def test_the_asker_marks_a_solution_and_it_stands_under_the_question(client, circle, member, pavel):
    topic = make_topic(circle, member, kind="question", replies=28)
    late = make_post(topic.id, pavel, "Начните **с полосок** <script> бумаги.")
    sign_in(client, member)
    second = client.get(f"{topic.url}?page=2")
    sent = press(client, second, f"/p/{late.id}/accept")
    assert sent.location.endswith(f"?page=2#p-{late.number}")
    page = text_of(client.get(topic.url))
    assert page.count("<article") == 25
    first = article(page, 1)
    assert "Решение:" in first
    assert f'?page=2#p-{late.number}"' in first
    assert "Начните с полосок &lt;script&gt; бумаги." in first
    assert "есть ответ" in page
    assert "есть ответ" in text_of(client.get("/latest"))
    second = client.get(f"{topic.url}?page=2")
    assert "is-accepted" in article(text_of(second), late.number)
    press(client, second, f"/p/{late.id}/withdraw")
    assert "Решение:" not in text_of(client.get(topic.url))


def test_others_have_no_such_button(client, circle, member, pavel):
    topic = make_topic(circle, member, kind="question", replies=1)
    sign_in(client, pavel)
    page = text_of(client.get(topic.url))
    assert "/accept" not in page
    held = token(page)
    assert client.post(f"/p/{topic.first_post_id + 1}/accept", data={"csrf_token": held}).status_code == 403
    sign_in(client, member)
    assert "/accept" not in text_of(client.get(make_topic(circle, member, replies=1).url))


def test_the_menu_of_a_post_leads_to_what_is_rarely_needed(client, circle, member, pavel):
    topic = make_topic(circle, member)
    other = make_post(topic.id, pavel)
    sign_in(client, member)
    page = text_of(client.get(topic.url))
    own, foreign = article(page, 1), article(page, 2)
    assert f'href="{topic.url}/1" data-copy' in own.replace(" data-copy", " data-copy")
    assert f"/p/{topic.first_post_id}/edit" in own
    assert "data-copy" in foreign
    assert f"/p/{other.id}/edit" not in foreign
    assert "Ещё о № 2" in foreign


def test_thanks_cost_no_query(client, circle, member, pavel):
    plain, thanked = make_topic(circle, pavel, replies=3), make_topic(circle, pavel, kind="question", replies=30)
    sign_in(client, member)
    client.get(plain.url)
    few = count_queries(client, plain.url)
    press(client, client.get(thanked.url), f"/p/{thanked.first_post_id}/thank")
    assert count_queries(client, thanked.url) == few
