"""Tables of a plan on a phone: words are read row by row, figures stay under each other."""

import pytest
from sqlalchemy import update

from forum.db import transaction
from forum.documents.models import StoredRendition
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.lessons import publish
from tests.web.design.checks import ADDRESS, sideways, visiting

pytestmark = [pytest.mark.browser, pytest.mark.anywhere]

FIGURES = [["Месяц", "А: температура, °C", "А: осадки, мм", "Б: температура, °C", "Б: осадки, мм"]] + [
    [name, str(place - 9), str(30 + place), str(place - 7), "5"] for place, name in enumerate(("январь", "май", "июль"))
]
WORDS = [[*row[:4], "Сравните с соседней строкой и объясните различие"] for row in FIGURES]


def drawn(rows):
    body = "".join("<tr>" + "".join(f"<td><p>{text}</p></td>" for text in row) + "</tr>" for row in rows)
    columns = "<col>" * len(rows[0])
    return f'<div class="doc-table"><table class="doc"><colgroup>{columns}</colgroup>{body}</table></div>'


@pytest.mark.parametrize(("rows", "stacked"), [(FIGURES, False), (WORDS, True)])
def test_figures_stay_a_table_that_scrolls_in_its_frame(client, chromium, rows, stacked):
    place, person = make_association(), make_person()
    join(person, place)
    lesson = publish(actor_of(person), place)
    with transaction() as session:
        told = update(StoredRendition).where(StoredRendition.file_id == lesson.file_id)
        session.execute(told.values(html=drawn(rows)))
    with visiting(chromium, client, width=360) as page:
        page.goto(f"{ADDRESS}/lessons/x/{lesson.id}")
        table = page.locator("table.doc")
        assert ("is-stacked" in table.get_attribute("class")) is stacked
        assert sideways(page) == []
        tops = (
            table.locator("tr")
            .nth(1)
            .locator("td")
            .evaluate_all("all => all.map((one) => Math.round(one.getBoundingClientRect().top))")
        )
        assert len(set(tops)) == (len(rows[0]) if stacked else 1)
        page.get_by_role("button", name="Показать таблицей" if stacked else "Показать по строкам").click()
        assert ("is-stacked" in table.get_attribute("class")) is not stacked
