"""In a browser: what stood before the eyes is noted, what failed is told again, a list says that there is news."""

import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum.db import transaction
from forum.topics.levels import Level
from forum.topics.models import TopicReading
from forum.topics.operations import follow_topic
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join
from tests.factories.topics import make_post, make_topic
from tests.web.design.checks import ADDRESS, axe, sideways, visiting

pytestmark = [pytest.mark.browser, pytest.mark.anywhere]

BODY = "Полоски бумаги, круги, верёвка.\n\n" * 6


@pytest.fixture
def colleague(circle):
    person = make_person("Сейтқали Нұрлан Ерболұлы")
    join(person, circle)
    return person


@pytest.fixture
def page(chromium, aigul):
    troubles = []
    with visiting(chromium, aigul) as opened:
        opened.on("pageerror", lambda error: troubles.append(str(error)))
        yield opened
    assert not troubles


def last_read(person, topic_id):
    with transaction(write=False) as session:
        query = select(TopicReading.last_read).where(
            TopicReading.person_id == person, TopicReading.topic_id == topic_id
        )
        return session.scalar(query) or 0


def waits_until(page, condition, seconds=12):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert condition()


def test_reading_follows_the_eyes_and_unread_becomes_exact(page, circle, member, colleague):
    topic = make_topic(circle, colleague, "Дроби", BODY, replies=19)
    with transaction():
        follow_topic(actor=actor_of(member), topic_id=topic.id, level=Level.TRACKING)
    page.goto(ADDRESS + topic.url)
    waits_until(page, lambda: last_read(member, topic.id) > 0)
    seen = last_read(member, topic.id)
    assert seen < 10, "what is far below has not been seen"
    page.goto(f"{ADDRESS}/unread")
    expect(page.locator(".row .unread")).to_contain_text(str(20 - seen))
    page.locator(".row .unread").click()
    expect(page.locator(".reading-on .unread")).to_contain_text(str(seen + 1))
    page.locator("#p-20").scroll_into_view_if_needed()
    waits_until(page, lambda: last_read(member, topic.id) == 20)
    page.goto(f"{ADDRESS}/unread")
    expect(page.locator(".empty h2")).to_have_text("Всё прочитано")


def test_what_could_not_be_told_is_told_later(page, circle, member, colleague):
    topic = make_topic(circle, colleague, replies=1)
    asked = []

    def refuse(route):
        asked.append(1)
        if len(asked) < 3:
            route.fulfill(status=503)
        else:
            route.fallback()

    page.clock.install()
    page.route("**/read", refuse)
    page.goto(ADDRESS + topic.url)
    page.clock.run_for(1_500)
    waits_until(page, lambda: len(asked) == 1)
    page.clock.run_for(3_000)
    assert len(asked) == 1, "it waits five seconds"
    page.clock.run_for(3_000)
    waits_until(page, lambda: len(asked) == 2)
    page.clock.run_for(11_000)
    waits_until(page, lambda: last_read(member, topic.id) == 2)


def test_nobody_reads_a_page_that_stands_still(page, circle, member, colleague):
    topic = make_topic(circle, colleague, "Дроби", BODY, replies=19)
    page.clock.install()
    page.goto(ADDRESS + topic.url)
    page.clock.run_for(1_500)
    waits_until(page, lambda: last_read(member, topic.id) > 0)
    seen = last_read(member, topic.id)
    page.clock.fast_forward(200_000)
    page.evaluate("document.querySelector('#p-20').style.cssText = 'position: fixed; top: 0'")
    page.clock.run_for(3_000)
    assert last_read(member, topic.id) == seen
    page.keyboard.press("Shift")
    page.clock.run_for(1_500)
    waits_until(page, lambda: last_read(member, topic.id) == 20)


def test_without_a_script_a_page_that_was_opened_is_read(chromium, aigul, circle, member, colleague):
    topic = make_topic(circle, colleague, replies=3)
    with visiting(chromium, aigul, script=False) as page:
        page.goto(ADDRESS + topic.url)
        waits_until(page, lambda: last_read(member, topic.id) == 4)
        page.locator(".levels summary").click()
        page.get_by_role("button", name="Слежу за всем").click()
        expect(page.locator(".following")).to_contain_text("вы так выбрали")


def test_a_list_says_that_there_is_news_and_loads_it(page, circle, colleague):
    make_topic(circle, colleague, "Первая")
    page.clock.install()
    page.goto(f"{ADDRESS}/latest")
    page.clock.run_for(41_000)
    expect(page.locator(".news")).to_be_empty()
    made = make_topic(circle, colleague, "Вторая")
    make_post(made.id, colleague)
    page.clock.run_for(70_000)
    expect(page.get_by_role("status").locator("a")).to_contain_text("1 тем")
    page.locator(".news a").click()
    expect(page.locator(".row-title").first).to_contain_text("Вторая")
    expect(page.locator(".news")).to_be_empty()


@pytest.mark.parametrize("width", [1280, 360])
def test_filters_and_levels_unfold_inside_the_screen(chromium, aigul, circle, colleague, width):
    topic = make_topic(circle, colleague, tags=["дроби"])
    with visiting(chromium, aigul, width=width) as page:
        page.goto(f"{ADDRESS}/latest?kind=discussion&tag=дроби")
        page.locator(".narrow summary").click()
        assert not axe(page)
        assert not sideways(page)
        page.get_by_label("Класс").select_option("5")
        page.get_by_role("button", name="Показать").click()
        expect(page.locator(".empty h2")).to_have_text("Таких тем пока нет")
        assert "grade=5" in page.url
        assert "kind=discussion" in page.url
        for path in (topic.url, f"/c/x/{circle}", "/tag/дроби"):
            page.goto(ADDRESS + path)
            page.locator(".levels summary").click()
            assert not axe(page)
            assert not sideways(page)
