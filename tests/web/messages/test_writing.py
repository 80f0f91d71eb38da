"""Two people talk in two browsers: a name is offered while one types, the other is told, reads and answers."""

import pytest

from forum import jobs
from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import make_association
from tests.web.design.checks import ADDRESS, visiting

pytestmark = [pytest.mark.browser, pytest.mark.anywhere]


@pytest.fixture
def two(app):
    make_association("Город", kind="city")
    people = make_person("Ким Анна Павловна", username="anna"), make_person("Жук Олег Петрович", username="oleg")
    make_person("Жукова Ольга Ивановна", username="olga")
    clients = app.test_client(), app.test_client()
    for client, person in zip(clients, people, strict=True):
        sign_in(client, person)
    return clients


def test_a_message_is_written_by_keyboard_alone_and_answered(two, chromium):
    with visiting(chromium, two[0]) as page:
        page.goto(f"{ADDRESS}/my/messages")
        page.get_by_role("link", name="Написать сообщение").click()
        to = page.get_by_role("combobox", name="Кому")
        to.press_sequentially("жук")
        page.get_by_role("option").nth(1).wait_for()
        assert to.get_attribute("aria-expanded") == "true"
        page.keyboard.press("ArrowDown")
        assert page.get_by_role("option", selected=True).inner_text().startswith("Жук Олег")
        page.keyboard.press("Enter")
        assert to.input_value() == "Жук Олег Петрович @oleg, "
        to.press_sequentially("жукова")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("Escape")
        assert page.get_by_role("option").count() == 0
        to.fill("Жук Олег Петрович @oleg, ")
        page.get_by_label("О чём").fill("Открытый урок")
        page.get_by_label("Текст", exact=True).fill("Придёте в четверг?")
        page.get_by_role("button", name="Отправить").click()
        page.locator(".message-readers").wait_for()
        assert "Жук Олег Петрович" in page.inner_text(".message-readers")
    jobs.run_pending()
    with visiting(chromium, two[1]) as page:
        page.goto(f"{ADDRESS}/my/messages")
        page.get_by_role("button", name="Открытый урок").click()
        page.locator(".message-readers").wait_for()
        page.get_by_label("Текст", exact=True).fill("Приду")
        page.locator("#reply").get_by_role("button", name="Ответить").click()
        page.get_by_text("Приду").first.wait_for()
        page.goto(f"{ADDRESS}/my/messages")
        assert page.get_by_text("новое").count() == 0
