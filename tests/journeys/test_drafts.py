"""What is being written outlives windows, devices, the line and the server; two windows never overwrite each other."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_kept import opens

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180), pytest.mark.walk("drafts")]

FOUND = "Вернули текст, который вы не отправили."


def saved(person):
    """Wait until the page says that the draft is on the site."""
    expect(person.main.locator("[data-draft-line]")).to_have_text(re.compile(r"Черновик сохранён в \d\d:\d\d"))


def elsewhere(person):
    """Turn to another tab of the same browser and return the one left."""
    left = person.page
    person.page = left.context.new_page()
    return left


def test_another_device_goes_on(site, head, window, request):
    topic = opens(head, site.seeded["drafts"], "Начато в школе, дописано дома")
    head.box.press_sequentially("Начато в школе")
    saved(head)
    head.page.evaluate("localStorage.clear()")
    head.page.goto("about:blank")
    head.go(topic)
    head.sees(FOUND)
    expect(head.box).to_have_value("Начато в школе")
    head.go("/my/drafts")
    head.sees("Ответ в теме «Начато в школе, дописано дома»")
    head.page.get_by_role("link", name="Продолжить").first.click()
    head.box.press_sequentially(" и дома")
    head.press("Ответить", within=head.main.locator("form[data-draft]"))
    head.page.wait_for_url(re.compile("#p-2$"))
    expect(head.main.locator(".post", has_text="и дома")).to_have_count(1)
    head.go(topic)
    expect(head.box).to_have_value("")


def test_two_windows_of_one_text(site, head):
    topic = opens(head, site.seeded["drafts"], "Два окна одного ответа")
    first = elsewhere(head)
    head.go(topic)
    second = head.page
    head.page = first
    head.box.press_sequentially("Из первого окна")
    saved(head)
    head.page = second
    head.box.press_sequentially("Из второго окна")
    head.sees("Этот текст изменили в другом окне. Какой оставить?")
    head.press("Взять тот")
    expect(head.box).to_have_value("Из первого окна")
    head.box.press_sequentially(", дальше")
    saved(head)
    head.page = first
    head.box.press_sequentially(" ещё")
    head.sees("Этот текст изменили в другом окне. Какой оставить?")
    head.press("Оставить тот, что здесь")
    expect(head.box).to_have_value("Из первого окна ещё")
    saved(head)
    head.press("Ответить", within=head.main.locator(".reply-form"))
    head.page.wait_for_url(re.compile("#p-2$"))
    head.page = second
    head.box.press_sequentially(" поздно")
    head.sees("Этот текст уже отправлен из другого окна.")


def test_offline_text_outlives_a_killed_server_and_a_closed_tab(site, head, troubles):
    topic = opens(head, site.seeded["drafts"], "Сервер упал посреди ответа")
    site.kill("")
    site.process.wait(20)
    head.box.press_sequentially("Полоски бумаги, потом круги")
    head.sees("Нет связи. Текст сохранён здесь и уйдёт на сайт, когда связь появится.")
    left = elsewhere(head)
    left.close()
    site.start()
    head.go(topic)
    head.sees(FOUND)
    expect(head.box).to_have_value("Полоски бумаги, потом круги")
    head.press("Ответить", within=head.main.locator(".reply-form"))
    head.page.wait_for_url(re.compile("#p-2$"))
    head.go(topic)
    expect(head.box).to_have_value("")
    expect(head.main.locator(".post")).to_have_count(2)
    troubles.allow_lost_line()


def test_the_line_comes_back_and_the_text_goes_to_the_site(site, head, troubles):
    topic = opens(head, site.seeded["drafts"], "Связь пропала и вернулась")
    head.page.context.set_offline(True)
    head.box.press_sequentially("Написано без связи")
    head.sees("Нет связи. Текст сохранён здесь и уйдёт на сайт, когда связь появится.")
    head.page.context.set_offline(False)
    saved(head)
    head.page.evaluate("localStorage.clear()")
    head.go(topic)
    expect(head.box).to_have_value("Написано без связи")
    head.press("Убрать его")
    expect(head.box).to_have_value("")
    troubles.allow_lost_line()
