"""The list and the page of lesson plans, in every state and for every reader."""

import re

import pytest
from sqlalchemy import update

from forum.db import transaction
from forum.documents.models import StoredRendition
from forum.feedback import operations as feedback
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.documents import PLAN
from tests.factories.feedback import leave
from tests.factories.lessons import add_version, publish
from tests.statements import counted

SECOND = (PLAN[0], "Разминка: устный счёт по цепочке", PLAN[1], "Этап 2. Карточки трёх уровней для всех")


@pytest.fixture
def people(app):
    """Give the author of plans, a colleague of her association, and the association."""
    place = make_association("Математики города")
    author, colleague = make_person("Абенова Айгүл Сериковна", school="Школа № 5"), make_person("Ким Анна Викторовна")
    join(author, place)
    join(colleague, place)
    return actor_of(author), actor_of(colleague), place


def address(lesson, *, version=None):
    url = f"/lessons/сложение-дробей-с-разными-знаменателями/{lesson.id}"
    return f"{url}?version={version}" if version else url


def test_list_shows_what_the_reader_may_open(client, people):
    author, _colleague, place = people
    publish(author, place, title="Открытый урок")
    publish(author, place, title="Урок круга", audience=str(place))
    publish(author, place, title="Черновик", audience="private")
    page = client.get("/lessons").text
    assert "Открытый урок" in page
    assert "Урок круга" not in page
    assert "Черновик" not in page
    sign_in(client, author.id)
    page = client.get("/lessons").text
    assert all(title in page for title in ("Открытый урок", "Урок круга", "Черновик"))
    assert "Абенова Айгүл Сериковна" in page


def test_list_is_filtered_by_subject_and_grade(client, people):
    author, _colleague, place = people
    publish(author, place, title="Дроби", subject="math", grade=5)
    publish(author, place, title="Резисторы", subject="physics", grade=8)
    assert "Резисторы" not in client.get("/lessons?subject=math").text
    assert "Дроби" not in client.get("/lessons?grade=8").text
    assert "Таких уроков пока нет" in client.get("/lessons?subject=math&grade=8").text


@pytest.mark.parametrize(
    "query", ["subject=nonsense", "grade=99", "grade=x", "before=x", "before=1-x", "before=9-", "before=" + "9" * 40]
)
def test_nonsense_in_the_address_is_not_found(client, query):
    assert client.get(f"/lessons?{query}").status_code == 404


def test_list_pages_by_key_without_gaps_or_doubles(client, people):
    author, _colleague, place = people
    for number in range(33):
        publish(author, place, title=f"Урок №{number:02d}.")
    first = client.get("/lessons").text
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(older).text
    titles = re.findall(r"Урок №(\d\d)\.</a>", first + second)
    assert titles == [f"{number:02d}" for number in reversed(range(33))]


def test_list_takes_the_same_queries_whatever_its_length(client, people):
    author, colleague, place = people
    sign_in(client, colleague.id)

    def queries():
        with counted() as seen:
            assert client.get("/lessons").status_code == 200
        return len(seen)

    for number in range(3):
        leave(colleague, publish(author, place, title=f"Первый {number}").id)
    queries()
    few = queries()
    for number in range(12):
        leave(colleague, publish(author, place, title=f"Второй {number}").id)
    assert queries() == few


def test_page_takes_the_same_queries_whatever_was_said(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    sign_in(client, colleague.id)

    def queries():
        with counted() as seen:
            assert client.get(address(lesson)).status_code == 200
        return len(seen)

    leave(colleague, lesson.id)
    queries()
    few = queries()
    for _ in range(9):
        leave(colleague, lesson.id)
    assert queries() == few


def test_plan_is_read_in_the_page_with_places_and_comments(client, people):
    author, colleague, place = people
    lesson = publish(author, place, note="Хватит ли времени на второй этап?")
    leave(colleague, lesson.id, "b3", quote="одного уровня")
    sign_in(client, colleague.id)
    page = client.get(address(lesson)).text
    assert "Хватит ли времени на второй этап?" in page
    assert '<p id="b3" data-block="b3"' in page
    assert f'href="/lessons/{lesson.id}/comment?version=1&amp;block=b3"' in page
    assert '<a class="place-mark kind-suggest" href="#c-1"' in page
    assert 'id="c-1" data-block="b3"' in page
    assert '{"block": "b3", "end": 30, "kind": "suggest", "number": 1, "start": 17}' in page
    assert f"/t/сложение-дробей-с-разными-знаменателями/{lesson.topic_id}/2" in page


def test_visitor_reads_and_is_offered_to_sign_in(client, people):
    author, _colleague, place = people
    page = client.get(address(publish(author, place))).text
    assert "Войдите, чтобы оставить замечание." in page
    assert "block-link" not in page
    assert "csrf_token" not in page


def test_old_address_and_version_lead_to_the_same_page(client, people):
    author, _colleague, place = people
    lesson = publish(author, place)
    answer = client.get(f"/lessons/old-name/{lesson.id}?version=1&_scheme=javascript&_external=1")
    assert answer.status_code == 301
    assert client.get(answer.location).status_code == 200
    assert answer.location.startswith("/lessons/")


@pytest.mark.parametrize("version", ["2", "0", "x", "-1", "9" * 30])
def test_version_that_is_not_there_is_not_found(client, people, version):
    author, _colleague, place = people
    assert client.get(address(publish(author, place), version=version)).status_code == 404


def test_version_one_keeps_its_address_and_says_that_it_is_old(client, people):
    author, _colleague, place = people
    lesson = publish(author, place)
    add_version(author, lesson.id, SECOND, note="Карточки трёх уровней")
    old = client.get(address(lesson, version=1)).text
    assert "Это версия 1." in old
    assert PLAN[2] in old
    new = client.get(address(lesson)).text
    assert "Карточки трёх уровней" in new
    assert PLAN[2] not in new


def test_version_bar_counts_what_was_done(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    for _ in range(3):
        one = leave(colleague, lesson.id)
        with transaction():
            feedback.accept(actor=author, feedback_id=one)
    add_version(author, lesson.id, SECOND)
    page = client.get(address(lesson)).text
    assert re.search(r"<strong>v2</strong> <span>учтено 3 замечани", page)
    assert "учтено в v2" in page
    versions = client.get(f"/lessons/{lesson.id}/versions").text
    assert "учтено 3 замечани" in versions


def test_comment_without_a_place_is_listed_with_its_quote(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    leave(colleague, lesson.id, "b2", quote="спор про лепёшку")
    add_version(author, lesson.id, (PLAN[0], PLAN[2], "Совсем другой этап: тест на компьютере"))
    page = client.get(address(lesson)).text
    assert "Место удалено в версии 2." in page
    assert "спор про лепёшку" in page.partition('id="removed"')[2]


def test_only_the_author_is_offered_to_decide(client, people):
    author, colleague, place = people
    lesson = publish(author, place)
    one = leave(colleague, lesson.id)
    sign_in(client, colleague.id)
    page = client.get(address(lesson)).text
    assert f"/feedback/{one}/accept" not in page
    assert "Загрузить новую версию" not in page
    assert "/edit" in page
    sign_in(client, author.id)
    page = client.get(address(lesson)).text
    assert all(f"/feedback/{one}/{act}" in page for act in ("accept", "note", "answer", "decline"))


def test_while_it_is_converted_the_page_says_so_and_offers_the_file(client, people):
    author, _colleague, place = people
    lesson = publish(author, place, None)
    page = client.get(address(lesson)).text
    assert "Готовим план к чтению" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert f"/files/{lesson.file_id}/" in page


def test_a_plan_that_could_not_be_shown_is_offered_for_download_once(client, people):
    author, _colleague, place = people
    lesson = publish(author, place, None)
    with transaction() as session:
        told = update(StoredRendition).where(StoredRendition.file_id == lesson.file_id)
        session.execute(told.values(state="failed", message="Картинка повреждена, открыть её не удалось."))
    sign_in(client, author.id)
    page = client.get(address(lesson)).text
    assert "Показать план на странице не получилось" in page
    assert page.count("Скачать файл") == 1


def test_difference_is_said_in_words_and_shown(client, people):
    author, _colleague, place = people
    lesson = publish(author, place)
    add_version(author, lesson.id, SECOND)
    page = client.get(f"/lessons/{lesson.id}/compare?from=1&to=2").text
    assert re.search(r"<li>(изменён|добавлен) \d абзац", page)
    assert "<ins" in page
    assert 'id="bc1"' in page
    assert "#bc1" in page
    assert "Версии читаются одинаково" in client.get(f"/lessons/{lesson.id}/compare?from=1&to=1").text


def test_difference_with_a_version_that_waits_says_so(client, people):
    author, _colleague, place = people
    lesson = publish(author, place)
    add_version(author, lesson.id, None)
    page = client.get(f"/lessons/{lesson.id}/compare?from=1&to=2")
    assert page.status_code == 200
    assert "Сравнить можно только версии" in page.text


def test_stranger_gets_the_same_404_at_every_door(client, people):
    author, colleague, place = people
    hidden = publish(author, place, audience=str(place))
    one = leave(colleague, hidden.id)
    add_version(author, hidden.id, SECOND)
    stranger = make_person()
    doors = [
        address(hidden), address(hidden, version=1), f"/lessons/x/{hidden.id}", f"/lessons/{hidden.id}/versions",
        f"/lessons/{hidden.id}/compare?from=1&to=2", f"/lessons/{hidden.id}/comment?version=1&block=b1",
        f"/lessons/{hidden.id}/versions/new", f"/feedback/{one}/answer", f"/feedback/{one}/decline",
        f"/files/{hidden.file_id}/План урока.docx", f"/files/{hidden.file_id}/progress",
        f"/files/{hidden.file_id}/media/page-1.jpg",
    ]  # fmt: skip
    sign_in(client, stranger)

    def body(url):
        answer = client.get(url)
        assert answer.status_code == 404, url
        return re.sub(r'(lang=|token" (?:content|value)=|name="csrf_token" value=|href=)"[^"]*"', "", answer.text)

    absent = body("/lessons/x/999999")
    assert {body(url) for url in doors} == {absent}
    sign_in(client, colleague.id)
    assert client.get(doors[0]).status_code == 200
