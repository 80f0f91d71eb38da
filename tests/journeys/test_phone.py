"""A colleague reads and comments on a small phone with a finger, on a slow line."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import improving
from tests.journeys.plans import CARDS, PROBLEM
from tests.journeys.seed import head_email

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.anywhere, pytest.mark.timeout(180)]

PHONE = {"width": 360, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
FIRST_VISIT_BYTES = 80 * 1024


def holds_finger(place, words):
    """Do what a phone does under a held finger, which a browser without a phone around it does not: select words."""
    place.scroll_into_view_if_needed()
    place.evaluate(
        """(place, words) => {
          const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const text = walker.currentNode;
            const from = text.data.indexOf(words);
            if (from >= 0) getSelection().setBaseAndExtent(text, from, text, from + words.length);
          }
        }""",
        words,
    )


@pytest.mark.walk("phone")
def test_comments_with_a_finger(site, window, head, tmp_path):
    lesson = improving.publishes(head, site.seeded["phone"], tmp_path / "files", readers="Увидит:? 1 человек")
    reader = window(head.full_name, head_email("phone"), **PHONE)
    reader.signs_in()
    reader.go(lesson)
    place = reader.main.locator("article.doc p", has_text=re.compile("Омарова")).first
    holds_finger(place, "высшей категории")
    reader.page.locator(".select-bar button").tap()
    dialog = reader.page.locator("dialog.comment-dialog")
    expect(dialog.locator(".comment-quote")).to_have_text("высшей категории")
    improving.says(dialog, "Уточнить", improving.CLARIFY)
    mark = reader.main.locator("article.doc .place-mark").first
    mark.tap()
    sheet = reader.page.locator("dialog.sheet[open]")
    expect(sheet).to_contain_text(improving.CLARIFY)
    sheet.get_by_role("button", name="Закрыть").tap()
    expect(sheet).to_have_count(0)
    cell = reader.main.locator("article.doc td", has_text=CARDS).last
    cell.tap()
    cell.locator("a.block-link").tap()
    improving.says(dialog, "Предложить", improving.SUGGEST)
    expect(reader.main.locator("article.comment", has_text=improving.SUGGEST)).to_have_count(1)
    expect(reader.main.locator("article.doc")).to_contain_text(PROBLEM)


@pytest.mark.walk("phone")
def test_first_visit_is_light(site, head, window):
    head.go(f"/t/new?association={site.seeded['phone']}")
    head.fill("Заголовок", "Что видит гость с медленной связью")
    head.box.fill("Страница темы.")
    head.main.get_by_text("Все, в том числе без входа").first.click()
    head.press("Опубликовать")
    head.sees("Тема опубликована.")
    guest = window("Гость", "", **PHONE)
    assert _weight(guest, head.path) <= FIRST_VISIT_BYTES
    member = window(head.full_name, head_email("phone"), **PHONE)
    member.signs_in()
    assert _weight(member, head.path) <= FIRST_VISIT_BYTES


def _weight(person, path):
    """Return the bytes that came over the wire for a page nobody has visited before, headers included."""
    session = person.page.context.new_cdp_session(person.page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    came = []
    session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    person.page.goto(f"{person.site.url}{path}", wait_until="networkidle")
    session.detach()
    assert len(came) >= 3, came
    return sum(came)
