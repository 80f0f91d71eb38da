"""Two versions on a phone: what was above what is; on a wide screen within the lines, whatever the width was before."""

import pytest
from sqlalchemy import update

from forum.db import transaction
from forum.documents.models import StoredRendition
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.lessons import add_version, publish
from tests.web.design.checks import ADDRESS, axe, sideways, visiting

pytestmark = [pytest.mark.browser, pytest.mark.anywhere]

COLUMNS = ("Этап", "Учитель", "Ученики", "Оценивание", "Ресурсы")
ROWS = (("Начало", "Показывает круг", "Смотрят", "", "круг"), ("Конец", "Спрашивает", "Говорят", "вслух", "доска"))
CHANGED = (("Начало", "Показывает два круга", "Смотрят", "", "круг"), ROWS[1])
PLACES = "[...document.querySelectorAll('.diff tr')].map((row) => row.innerText.replace(/\\s+/g, ' ').trim())"


def page_of(paragraph, rows):
    cells = ("".join(f"<td><p>{text}</p></td>" for text in row) for row in (COLUMNS, *rows))
    drawn = "".join(f"<tr>{row}</tr>" for row in cells)
    return (
        f'<p>{paragraph}</p><div class="doc-table"><table class="doc"><colgroup>{"<col>" * 5}</colgroup>'
        f"{drawn}</table></div>"
    )


def show(file_id, html):
    with transaction() as session:
        session.execute(update(StoredRendition).where(StoredRendition.file_id == file_id).values(html=html))


@pytest.fixture
def address(client):
    place = make_association()
    author = make_person()
    join(author, place)
    lesson = publish(actor_of(author), place)
    second = add_version(actor_of(author), lesson.id)
    show(lesson.file_id, page_of("Цель: сложить дроби на полосках бумаги", ROWS))
    show(second, page_of("Цель: сравнить дроби на полосках бумаги", CHANGED))
    sign_in(client, author)
    return f"{ADDRESS}/lessons/{lesson.id}/compare?from=1&to=2"


def test_on_a_phone_what_was_stands_above_what_is(client, chromium, address):
    with visiting(chromium, client, width=360) as page:
        page.goto(f"{address}&change=2#bc2")
        paragraph = page.locator(".diff > p").first
        was, now = paragraph.locator(".diff-wording").all()
        assert was.inner_text().endswith("Цель: сложить дроби на полосках бумаги")
        assert now.inner_text().endswith("Цель: сравнить дроби на полосках бумаги")
        assert was.bounding_box()["y"] + was.bounding_box()["height"] <= now.bounding_box()["y"]
        assert page.locator("#bc2").evaluate("mark => mark.getBoundingClientRect().top < innerHeight")
        rows = page.evaluate(PLACES)
        assert rows[1:] == ["Начало Показывает круг Показывает два круга", "Конец"]
        assert axe(page) == []
        assert sideways(page) == []
        page.get_by_role("button", name="Показать таблицей").click()
        assert page.evaluate(PLACES)[2] == "Конец Спрашивает Говорят вслух доска"


def test_a_screen_that_becomes_wide_has_the_whole_table_again(client, chromium, address):
    with visiting(chromium, client) as page:
        page.goto(address)
        as_sent = page.locator(".diff").inner_text()
        assert page.locator(".diff-wording").count() == 0
        page.set_viewport_size({"width": 360, "height": 800})
        page.wait_for_selector(".diff-wording")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.wait_for_selector(".diff-wording", state="detached")
        assert page.locator(".diff").inner_text() == as_sent
