"""Messages through their pages: writing, the inbox, those in it, leaving, refusing; nothing for strangers."""

import json
import re

import pytest

from forum import jobs
from forum.accounts.operations.feed_keys import make_feed_key
from forum.db import transaction
from forum.topics import operations as topics
from forum.topics.models import Topic
from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.messages import actor_of_now
from tests.factories.messages import send as send_message
from tests.web.pages import press, send
from tests.web.topics.browser import count_queries, first, text_of


@pytest.fixture
def anna(app, client):
    make_association("Город", kind="city")
    person = make_person("Ким Анна Павловна", username="anna")
    sign_in(client, person)
    return person


@pytest.fixture
def oleg(anna):
    return make_person("Жук Олег Петрович", username="oleg", school="Лицей № 5")


def test_one_writes_from_a_persons_page_and_they_talk_as_in_a_topic(client, anna, oleg):
    assert "/messages/new?to=oleg" in text_of(client.get("/u/oleg"))
    page = client.get("/messages/new?to=oleg")
    assert "Жук Олег Петрович @oleg" in page.text
    answer = send(client, page, "/messages/new", title="Открытый урок", body="Придёте в **четверг**?")
    assert answer.status_code == 303
    shown = text_of(client.get(answer.location))
    for words in (
        "<strong>четверг</strong>",
        "В переписке",
        "Жук Олег Петрович",
        "только те, кто в переписке",
        "noindex",
    ):
        assert words in shown
    assert "/categories" not in re.search(r'<nav class="breadcrumb".*?</nav>', shown, re.DOTALL)[0]
    jobs.run_pending()
    sign_in(client, oleg)
    assert "Ким Анна Павловна пишет вам лично: «Открытый урок»" in text_of(client.get("/my/notifications"))
    page = client.get(answer.location)
    topic = first(Topic)
    assert send(client, page, f"/t/{topic.id}/reply", body="Приду").status_code == 303
    assert "Приду" in text_of(client.get(answer.location))


def test_new_ones_stand_first_until_they_are_opened(client, anna, oleg):
    send_message(oleg, "anna", "Раньше всех")
    for number in range(3):
        send_message(anna, "oleg", f"Моё {number}")
    jobs.run_pending()
    page = client.get("/my/messages")
    titles = re.findall(r"(Раньше всех|Моё \d)<", page.text)
    assert titles == ["Раньше всех", "Моё 2", "Моё 1", "Моё 0"]
    place = re.search(r"/messages/\d+/open", page.text)[0]
    assert press(client, page, place).status_code == 303
    assert place not in text_of(client.get("/my/messages"))
    assert re.findall(r"(Раньше всех|Моё \d)<", text_of(client.get("/my/messages?box=sent"))) == [
        "Моё 2",
        "Моё 1",
        "Моё 0",
    ]
    assert re.findall(r"(Раньше всех|Моё \d)<", text_of(client.get("/my/messages?q=раньше"))) == ["Раньше всех"]
    assert "Ничего не нашли" in text_of(client.get("/my/messages?q=нетакого"))
    assert client.get("/my/messages?before=x").status_code == 404
    assert "самой первой переписки" in text_of(client.get("/my/messages?before=1-1"))


def test_a_refused_message_comes_back_whole(client, anna, oleg):
    page = client.get("/messages/new")
    answer = send(client, page, "/messages/new", to="Никто Такой", title="О деле", body="Длинный текст")
    assert answer.status_code == 422
    for words in ("Не нашли участника", "Никто Такой", "О деле", "Длинный текст"):
        assert words in answer.text
    assert send(client, page, "/messages/new", to="oleg", title="", body="").status_code == 422


def test_names_are_offered_while_one_types(client, anna, oleg):
    assert json.loads(client.get("/messages/people?q=жук").data) == [
        {"username": "oleg", "full_name": "Жук Олег Петрович", "school": "Лицей № 5"}
    ]
    assert json.loads(client.get("/messages/people?q=ким").data) == []
    assert json.loads(client.get("/messages/people?q=").data) == []


def test_a_group_is_chosen_among_ones_own(client, anna, oleg):
    group = make_association("Математики лицея", [1])
    for one in (anna, oleg):
        join(one, group)
    page = client.get("/messages/new")
    assert "Математики лицея · 2" in page.text
    assert send(client, page, "/messages/new", group=str(group), title="Всем", body="Сбор в три").status_code == 303
    sign_in(client, oleg)
    assert "Всем" in text_of(client.get("/my/messages"))


def test_others_are_let_in_and_one_leaves(client, anna, oleg):
    third = make_person("Омарова Айгүл", username="aigul")
    topic = send_message(anna, "oleg", "Втроём")
    place = f"/messages/{topic.id}/people"
    page = client.get(place)
    assert send(client, page, place, to="нет такой").status_code == 422
    assert send(client, page, place, to="Омарова Айгүл").status_code == 303
    page = client.get(place)
    assert "Омарова Айгүл" in page.text
    assert "Всего 3 человек" in page.text
    assert press(client, page, f"/messages/{topic.id}/leave").status_code == 303
    assert client.get(topic.url).status_code == 404
    assert client.get(place).status_code == 404
    assert "Втроём" not in re.sub(r'class="flash.*?</div>', "", text_of(client.get("/my/messages")), flags=re.DOTALL)
    sign_in(client, third)
    assert client.get(topic.url).status_code == 200


def test_strangers_find_nothing_at_any_address(client, anna, oleg):
    topic = send_message(anna, "oleg")
    stranger = make_person(is_admin=True)
    sign_in(client, stranger)
    token = re.search(r'name="csrf_token" value="([^"]+)"', text_of(client.get("/my/settings")))[1]
    post, people = f"/p/{topic.first_post_id}", f"/messages/{topic.id}/people"
    shown = (topic.url, f"{topic.url}/1", people, f"/t/{topic.id}/reply", f"/t/{topic.id}/readers")
    for address in (*shown, f"{post}/history", f"{post}/bookmark", f"{post}/edit"):
        assert client.get(address).status_code == 404, address
    for act in ("messages/{}/open", "messages/{}/people", "messages/{}/leave", "t/{}/reply", "t/{}/close"):
        address = f"/{act.format(topic.id)}"
        sent = {"csrf_token": token, "to": "person1", "body": "текст"}
        assert client.post(address, data=sent).status_code == 404, address


def test_messages_of_somebody_are_refused_and_taken_again(client, anna, oleg):
    page = client.get("/u/oleg")
    assert press(client, page, "/u/oleg/block").status_code == 303
    page = client.get("/my/messages/blocked")
    assert "Жук Олег Петрович" in page.text
    assert press(client, page, "/u/oleg/unblock").status_code == 303
    assert "Список пуст" in text_of(client.get("/my/messages/blocked"))


def test_the_unconfirmed_are_told_why_they_cannot_write(client, app):
    sign_in(client, make_person(confirmed=False))
    assert "подтвердите почту" in text_of(client.get("/messages/new"))
    assert "подтвердите почту" in text_of(client.get("/my/messages"))


def test_pages_cost_the_same_however_much_was_said(client, anna, oleg):
    topic = send_message(anna, "oleg")
    client.get("/my/messages")
    client.get(topic.url)
    inbox, page = (
        count_queries(client, "/my/messages"),
        count_queries(client, topic.url.replace(topic.slug, topic.slug)),
    )
    for number in range(8):
        send_message(oleg, "anna", f"Письмо {number}")
        with transaction():
            topics.reply(actor=actor_of_now(oleg), topic_id=topic.id, body=f"Ответ {number}")
    assert count_queries(client, "/my/messages") == inbox
    assert count_queries(client, topic.url) == page


def test_reading_and_drafts_work_in_a_message_and_no_feed_carries_it(client, anna, oleg):
    topic = send_message(anna, "oleg", "О наболевшем")
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(topic.url).text)[1]
    seen = client.post(f"/t/{topic.id}/read", data={"csrf_token": token, "posts": json.dumps({"1": 5})})
    assert seen.status_code == 204
    with transaction():
        topics.keep_draft(actor=actor_of_now(anna), key=f"reply-{topic.id}", fields={"body": "Недописанное"})
    assert "Ответ в теме «О наболевшем»" in client.get("/my/drafts").text
    with transaction():
        secret = make_feed_key(actor=actor_of_now(anna))
    assert client.get(f"{topic.url}.atom?key={secret}").status_code == 404
    assert client.get(f"{topic.url}.rss").status_code == 404
