"""A person's page, her card, the directory, and the form of what one tells about oneself."""

from urllib.parse import quote

import pytest

from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.people import introduce
from tests.factories.topics import make_post, make_topic
from tests.web.pages import send
from tests.web.topics.browser import count_queries, text_of


@pytest.fixture
def zhuk(app):
    person = make_person("Жук Олег Петрович", username="zhuk", school="Лицей № 5")
    introduce(
        person,
        help_with="Составление СОР",
        about="Веду 5 класс.\n\nЛюблю шахматы.",
        subjects=["math"],
        languages=["kk"],
    )
    return person


@pytest.fixture
def reader(app, client):
    person = make_person("Ким Анна", username="anna")
    sign_in(client, person)
    return person


def test_a_page_tells_colleagues_more_than_visitors(client, zhuk):
    page = text_of(client.get("/u/zhuk"))
    assert "Жук Олег Петрович" in page
    assert "Лицей № 5" in page
    assert "noindex" in page
    assert "Составление СОР" not in page
    sign_in(client, make_person())
    page = text_of(client.get("/u/zhuk"))
    for words in ("Составление СОР", "Люблю шахматы.", "Математика", "казахский"):
        assert words in page
    assert client.get("/u/nobody").status_code == 404


def test_tabs_show_what_was_written_and_no_counts(client, zhuk, reader):
    circle = make_association()
    join(zhuk, circle)
    topic = make_topic(circle, zhuk, "Весы и дроби", "Начну с весов. " * 30)
    make_topic(circle, zhuk, "Тайна круга", audience=circle)
    make_post(topic.id, zhuk, "Отвечаю сам себе")
    page = text_of(client.get("/u/zhuk"))
    assert f'href="{quote(topic.url)}"' in page
    assert "Тайна круга" not in page
    replies = text_of(client.get("/u/zhuk?tab=replies"))
    assert "Отвечаю сам себе" in replies
    assert f"{quote(topic.url)}/2" in replies
    assert "Открытого для вас здесь нет" in text_of(client.get("/u/zhuk?tab=feedback"))
    assert "дошли до самого первого" in text_of(client.get("/u/zhuk?before=1-1"))
    for wrong in ("?tab=points", "?before=x"):
        assert client.get(f"/u/zhuk{wrong}").status_code == 404


def test_a_page_costs_the_same_however_much_was_written(client, zhuk, reader):
    circle = make_association()
    make_topic(circle, zhuk, "Первая")
    client.get("/u/zhuk")  # the tree beside the page is read once
    few = count_queries(client, "/u/zhuk")
    for number in range(12):
        make_topic(circle, zhuk, f"Тема {number}")
        introduce(make_person(f"Участник Номер {'абвгдежзиклм'[number]}"))
    assert count_queries(client, "/u/zhuk") == few
    assert count_queries(client, "/people") <= few


def test_a_card_is_a_piece_of_a_page_for_colleagues(client, zhuk):
    assert client.get("/u/zhuk/card").status_code == 404
    sign_in(client, make_person(confirmed=False))
    assert client.get("/u/zhuk/card").status_code == 404
    sign_in(client, make_person())
    answer = client.get("/u/zhuk/card")
    assert "max-age" in answer.headers["Cache-Control"]
    assert "<html" not in answer.text
    assert "Составление СОР" in answer.text
    assert client.get("/u/nobody/card").status_code == 404


def test_one_tells_about_oneself_and_is_found(client, reader):
    answer = send(
        client, client.get("/my/settings/profile"), "/my/settings/profile", help_with="  Уроки  на улице ",
        about="О себе", subjects="math", languages="ru", in_directory="y",
    )  # fmt: skip
    assert answer.status_code == 303
    assert "Уроки на улице" in text_of(client.get("/u/anna"))
    assert "Ким Анна" in text_of(client.get("/people?q=улиц&subject=math"))
    assert "Никого не нашли" in text_of(client.get("/people?q=улиц&subject=ict"))
    assert client.get("/people?subject=alchemy").status_code == 404
    assert client.get("/people?after=ab").status_code == 404
    page = client.get("/my/settings/profile")
    assert 'value="math" checked' in page.text
    assert "/my/settings/profile" in text_of(client.get("/my/settings"))


def test_what_is_refused_comes_back(client, reader):
    answer = send(client, client.get("/my/settings/profile"), "/my/settings/profile", help_with="ы" * 301, about="Тут")
    assert answer.status_code == 422
    assert "поместится 300" in answer.text
    assert "ы" * 301 in answer.text
    assert "Тут" in answer.text


def test_the_directory_is_for_those_who_signed_in(client, zhuk):
    assert "/login" in (client.get("/people").location or text_of(client.get("/people")))
    sign_in(client, make_person(confirmed=False))
    page = text_of(client.get("/people"))
    assert "подтвердите почту" in page
    assert "Жук" not in page
