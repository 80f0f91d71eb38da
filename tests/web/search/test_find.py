"""The search page: every state of it."""

import shutil

import pytest

from forum import jobs
from forum.associations.policy import Audience
from forum.db import transaction
from forum.search import engine
from forum.topics import operations as topics
from tests.factories.accounts import actor_of, make_person, sign_in
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
def circle():
    return make_association("Математики")


@pytest.fixture
def teacher(circle):
    person = make_person("Омарова Айгүл Сериковна")
    join(person, circle)
    return actor_of(person)


def write(teacher, circle, title, body="Текст вопроса.", audience="public"):
    with transaction():
        topics.open_topic(
            actor=teacher, association_id=circle, kind="question", title=title, body=body, tags=[],
            audience=Audience.parse(str(audience)),
        )  # fmt: skip
    jobs.run_pending()


def test_the_empty_page_invites(client):
    page = client.get("/search")
    assert page.status_code == 200
    assert "Введите слова" in page.text


def test_found_words_are_marked_and_everything_else_is_text(client, teacher, circle):
    write(teacher, circle, "Дроби <img src=x onerror=alert(1)>", "Сложение <script>дробей</script> разных.")
    page = client.get("/search?q=дробь").text
    assert "<mark>Дроби</mark> &lt;img src=x" in page
    assert "&lt;script&gt;<mark>дробей</mark>&lt;/script&gt;" in page
    assert "Нашлось: 1 результат" in page


def test_nothing_found_offers_to_ask_with_the_words_kept(client):
    page = client.get("/search?q=несуществующее%20%26%20слово").text
    assert "Ничего не нашлось" in page
    assert "title=%D0%BD%D0%B5%D1%81%D1%83%D1%89" in page
    assert "%26%20" in page


def test_a_lesson_opens_as_a_lesson(client, teacher, circle):
    lesson = publish(teacher, circle, ["Полоски бумаги и карточки"], title="План урока")
    jobs.run_pending()
    page = client.get("/search?q=полоска&kind=lesson").text
    assert f"/{lesson.id}" in page
    assert "<mark>Полоски</mark> бумаги" in page
    assert "Математика · 5 класс" in page


def test_pages_are_real_links_and_a_page_too_far_shows_no_more(client, teacher, circle):
    for number in range(23):
        write(teacher, circle, f"Дроби, часть {number}")
    first = client.get("/search?q=дроби").text
    assert "page=2" in first
    assert first.count('class="row result"') == 20
    assert client.get("/search?q=дроби&page=2").text.count('class="row result"') == 3


@pytest.mark.parametrize("page", ["0", "x", "-1", "9" * 30])
def test_a_strange_page_number_is_not_found(client, page):
    assert client.get(f"/search?q=a&page={page}").status_code == 404


def test_a_stranger_learns_nothing(client, teacher, circle):
    write(teacher, circle, "Трудный класс", audience=circle)
    page = client.get("/search?q=трудный").text
    assert "Трудный класс" not in page
    assert "Ничего не нашлось" in page
    sign_in(client, teacher.id)
    assert "<mark>Трудный</mark> класс" in client.get("/search?q=трудный").text


def test_a_broken_index_is_said_plainly(client, index):
    index.close()
    shutil.rmtree(engine._roots[0])
    page = client.get("/search?q=дроби")
    assert page.status_code == 200
    assert "Поиск сейчас не работает" in page.text
