"""What was typed is never lost: not by a mistake, an ended session, an old page, a closed topic, or kill -9."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.journeys.plans import TITLE, write_plan

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

TEXT = "Полоски бумаги, потом круги.\n\nИ ещё: пусть дети **сами** складывают «половинки»."
SAID = "пусть дети сами складывают «половинки»"


def opens(person, circle, title):
    """Open a topic for everybody and return its address."""
    person.go(f"/t/new?association={circle}")
    person.fill("Заголовок", title)
    person.box.fill("Расскажите.")
    person.press("Опубликовать")
    person.sees("Тема опубликована.")
    return person.path


def typed_is_there(person):
    """Expect the text in a field of the page, as it was typed."""
    fields = person.main.locator("textarea").evaluate_all("boxes => boxes.map((box) => box.value)")
    assert TEXT in [value.replace("\r\n", "\n") for value in fields], person.main.inner_text()


def is_said(person, topic):
    """Expect the answer in the topic, once."""
    person.go(topic)
    expect(person.main.locator(".post", has_text=SAID)).to_have_count(1)


@pytest.mark.walk("kept")
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_mistakes_and_ended_sessions(site, window, request, script):
    head = request.getfixturevalue("head" if script else "plain_head")
    circle = site.seeded["kept"]

    head.go(f"/t/new?association={circle}")
    head.box.fill(TEXT)
    head.fill("Метки", "дроби")
    head.press("Опубликовать")
    head.sees("Напишите заголовок: хотя бы три знака.")
    typed_is_there(head)
    expect(head.field("Метки")).to_have_value("дроби")
    head.fill("Заголовок", "С заголовком со второго раза")
    head.press("Опубликовать")
    head.sees("Тема опубликована.")

    topic = opens(head, circle, "Сессия кончилась посреди ответа")
    head.box.fill(TEXT)
    head.page.context.clear_cookies()
    head.press("Ответить", within=head.main.locator(".reply-form"))
    head.sees("Пока вы писали, вы вышли с сайта. Войдите: текст сохранён и вернётся сразу после входа.")
    head.fills_sign_in()
    typed_is_there(head)
    head.press("Отправить ещё раз")
    is_said(head, topic)

    topic = opens(head, circle, "Страница долго стояла открытой")
    head.box.fill(TEXT)
    signs_in_anew_elsewhere(head)
    head.press("Ответить", within=head.main.locator(".reply-form"))
    typed_is_there(head)
    head.press("Отправить ещё раз")
    is_said(head, topic)


def signs_in_anew_elsewhere(person):
    """Make the page older than the session: sign out and in again in another tab of the same browser."""
    tab = person.page.context.new_page()
    tab.goto(f"{person.site.url}/latest")
    tab.locator(".menu-me summary").click()
    tab.locator(".menu-me").get_by_role("button", name="Выйти").click()
    tab.goto(f"{person.site.url}/login")
    tab.locator("main [name=email]").fill(person.email)
    tab.locator("main [name=password]").fill(person.password)
    tab.locator("main button[type=submit]").click()
    tab.wait_for_url("**/latest")
    tab.close()


@pytest.mark.walk("kept")
def test_topic_closed_meanwhile(site, head, window):
    topic = opens(head, site.seeded["kept"], "Закроется посреди ответа")
    head.box.fill(TEXT)
    tab = head.page.context.new_page()
    tab.goto(head.page.url)
    tab.locator(".page-head details.menu summary").click()
    tab.get_by_role("button", name="Закрыть для ответов").click()
    expect(tab.get_by_text("Тема закрыта: её читают, но не отвечают.")).to_be_visible()
    head.press("Ответить", within=head.main.locator(".reply-form"))
    typed_is_there(head)
    tab.locator(".page-head details.menu summary").click()
    tab.get_by_role("button", name="Открыть для ответов").click()
    expect(tab.get_by_text("Тема снова открыта для ответов.")).to_be_visible()
    head.press("Ответить", within=head.main)
    is_said(head, topic)


@pytest.mark.walk("kept")
def test_closed_window(site, head):
    topic = opens(head, site.seeded["kept"], "Окно закрыли, не отправив")
    head.box.press_sequentially("Полоски бумаги")
    head.page.wait_for_timeout(800)
    head.page.close()
    head.page = head.page.context.new_page()
    head.go(topic)
    head.sees("Вернули текст, который вы не отправили.")
    expect(head.box).to_have_value("Полоски бумаги")


@pytest.mark.walk("kills")
def test_worker_killed_while_it_converts(site, head, tmp_path):
    head.go(f"/lessons/new?association={site.seeded['kills']}")
    head.field("Файл с планом").set_input_files(write_plan(tmp_path / "План.docx"))
    head.fill("Тема урока", TITLE)
    head.field("Предмет").select_option(label="Математика")
    head.field("Класс").select_option(label="5 класс")
    head.press("Опубликовать")
    head.page.wait_for_url(re.compile(r"/lessons/.+/\d+$"))
    for _ in range(3):
        site.kill("forum.cli.worker")
        deadline = time.monotonic() + 20
        while not site.pids("forum.cli.worker") and time.monotonic() < deadline:
            time.sleep(0.1)
    expect(head.main.locator("article.doc table").first).to_be_visible(timeout=60_000)


@pytest.mark.walk("kills")
def test_web_killed_after_an_acknowledged_reply(site, head, troubles):
    topic = opens(head, site.seeded["kills"], "Сервер упадёт сразу после ответа")
    head.box.fill(TEXT)
    head.press("Ответить", within=head.main.locator(".reply-form"))
    head.page.wait_for_url(re.compile("#p-2$"))
    site.kill("")
    site.process.wait(20)
    site.start()
    is_said(head, topic)
