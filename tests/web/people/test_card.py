"""The card beside a name: on hover, on focus, on a tap; Escape closes it; a name stays a link."""

from urllib.parse import urlsplit

import pytest

from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.people import introduce
from tests.factories.topics import make_post, make_topic
from tests.web.design.checks import ADDRESS, visiting

TAP = """name => {
  name.dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'touch', bubbles: true }));
  name.click();
}"""

pytestmark = [pytest.mark.browser, pytest.mark.anywhere]


@pytest.fixture
def topic(app, client):
    circle = make_association()
    author, reader = make_person("Жук Олег Петрович", username="zhuk", school="Лицей № 5"), make_person("Ким Анна")
    introduce(author, help_with="Составление СОР")
    for one in (author, reader):
        join(one, circle)
    made = make_topic(circle, author, "Дроби")
    make_post(made.id, reader, "Спросите @zhuk")
    sign_in(client, reader)
    return made


def test_a_card_opens_on_hover_focus_and_tap(client, chromium, topic):
    with visiting(chromium, client) as page:
        page.goto(ADDRESS + topic.url)
        name, card = page.locator("a.person-name").first, page.locator(".person-card")
        name.hover()
        card.wait_for()
        assert "Составление СОР" in card.inner_text()
        assert name.get_attribute("aria-describedby") == card.get_attribute("id")
        page.keyboard.press("Escape")
        assert card.count() == 0
        page.mouse.move(0, 0)
        page.locator(".post-link").first.focus()
        page.keyboard.press("Shift+Tab")
        card.wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.person-card') !== null")
        page.keyboard.press("Escape")
        assert card.count() == 0
        assert page.evaluate("document.activeElement.classList.contains('person-name')")
        name.click()
        assert urlsplit(page.url).path == "/u/zhuk"


def test_the_first_tap_opens_the_card_and_the_card_leads_on(client, chromium, topic):
    with visiting(chromium, client) as page:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(ADDRESS + topic.url)
        page.locator("a.person-name").first.evaluate(TAP)
        card = page.locator(".person-card")
        card.wait_for()
        box = card.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        card.locator("a").first.click()
        page.wait_for_url("**/u/zhuk")
