"""A teacher marks an answer with the keyboard, is reminded, and finds it again, with scripts and without."""

from datetime import timedelta

import pytest

from forum import clock, jobs
from forum.bookmarks.handlers import ring
from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic
from tests.web.design.checks import ADDRESS, visiting

pytestmark = [pytest.mark.browser, pytest.mark.anywhere]


@pytest.mark.parametrize("script", [True, False])
def test_a_bookmark_is_kept_and_comes_back(app, client, chromium, script):
    circle, reader = make_association(), make_person("Ким Анна")
    join(reader, circle)
    topic = make_topic(circle, reader, "Дроби и весы")
    sign_in(client, reader)
    with visiting(chromium, client, script=script) as page:
        page.goto(ADDRESS + topic.url)
        page.locator(".post details.menu summary").first.press("Enter")
        page.get_by_role("link", name="В закладки").press("Enter")
        page.get_by_label("Заметка").fill("К уроку 12")
        page.get_by_label("Завтра утром").check()
        page.get_by_role("button", name="Сохранить").click()
        page.get_by_text("Закладка сохранена. Напомним").wait_for()
        with clock.freeze(clock.now() + timedelta(days=2)):
            assert ring() == 1
            jobs.run_pending()
        page.goto(f"{ADDRESS}/my/notifications")
        page.get_by_role("button", name="Вы просили напомнить о теме «Дроби и весы»", exact=True).wait_for()
        page.goto(f"{ADDRESS}/my/bookmarks")
        page.get_by_label("Слово из заметки, заголовка или текста").fill("урок")
        page.locator("main").get_by_role("button", name="Найти").click()
        page.get_by_text("К уроку 12").wait_for()
        page.get_by_role("button", name="Убрать закладку: Дроби и весы").click()
        page.get_by_text("Закладок пока нет").wait_for()
