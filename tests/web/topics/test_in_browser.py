"""A topic in a browser with scripts: thanks in place, links copied."""

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join
from tests.factories.topics import make_topic
from tests.web.design.checks import ADDRESS, visiting

pytestmark = [pytest.mark.browser, pytest.mark.anywhere]


@pytest.fixture
def pavel(circle):
    person = make_person("Орлов Павел Андреевич", username="pavel")
    join(person, circle)
    return person


@pytest.fixture
def reader(client, member):
    sign_in(client, member)
    return client


def test_thanks_in_place(chromium, reader, circle, pavel):
    topic = make_topic(circle, pavel, replies=1)
    with visiting(chromium, reader) as page:
        page.goto(f"{ADDRESS}{topic.url}")
        page.evaluate("window.same = true")
        first = page.locator("#p-1")
        first.get_by_role("button", name="Сказать спасибо за № 1").click()
        expect(first.locator(".thanks")).to_contain_text("Сейтова Айгүл Маратқызы")
        again = first.get_by_role("button", name="Спасибо сказано")
        expect(again).to_be_focused()
        page.keyboard.press("Enter")
        expect(first.locator(".thanks")).to_have_count(0)
        assert page.evaluate("window.same")


def test_a_link_is_copied_from_the_menu_by_keyboard(chromium, reader, circle, pavel):
    topic = make_topic(circle, pavel, replies=1)
    with visiting(chromium, reader) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{ADDRESS}{topic.url}")
        summary = page.locator("#p-2 details.menu summary")
        summary.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="Ссылка скопирована")).to_be_visible()
        expect(summary).to_be_focused()
        assert page.evaluate("navigator.clipboard.readText()") == f"{ADDRESS}{topic.url}/2"
