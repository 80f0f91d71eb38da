"""The bar on top of every page, on small phones."""

import pytest

from tests.web.design.checks import ADDRESS, axe, sideways, small_targets, visiting

pytestmark = [pytest.mark.browser, pytest.mark.anywhere]


@pytest.mark.parametrize("script", [True, False])
def test_what_one_may_write_is_said_in_words_on_a_phone(client, chromium, script):
    with visiting(chromium, client, width=360, script=script) as page:
        page.goto(f"{ADDRESS}/latest")
        acts = page.locator(".top-acts")
        assert acts.inner_text().strip() == "Добавить"
        acts.get_by_text("Добавить").click()
        for words, address in (("Написать тему", "/t/new"), ("Выложить урок", "/lessons/new")):
            link = acts.get_by_role("link", name=words)
            assert link.is_visible()
            assert link.get_attribute("href") == address
            assert link.bounding_box()["height"] >= 44


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("width", [320, 360])
def test_the_bar_takes_two_lines_of_a_phone(client, chromium, width, language):
    with visiting(chromium, client, width=width) as page:
        page.goto(f"{ADDRESS}/latest?lang={language}")
        page.goto(f"{ADDRESS}/latest")
        assert page.locator(".top").bounding_box()["height"] <= 120
        assert page.locator(".top .input").bounding_box()["width"] >= 140
        page.locator(".top-new summary").click()
        assert sideways(page) == []
        assert small_targets(page) == []
        assert axe(page) == []


def test_a_wide_screen_has_both_buttons(client, chromium):
    with visiting(chromium, client) as page:
        page.goto(f"{ADDRESS}/latest")
        assert page.locator(".top-acts").inner_text().split("\n") == ["Написать", "Выложить урок"]
