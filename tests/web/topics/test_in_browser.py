"""A topic in a browser with scripts: thanks in place, links copied, reading on and back, news."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join
from tests.factories.topics import make_post, make_topic
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


def address_is(page, tail):
    page.wait_for_function("tail => decodeURI(location.pathname + location.hash).endsWith(tail)", arg=tail)


def test_one_reads_on_through_all_pages_and_the_address_follows(chromium, client, circle, member):
    topic = make_topic(circle, member, replies=70)
    with visiting(chromium, client) as page:
        page.goto(f"{ADDRESS}{topic.url}")
        for number in (25, 50, 71):
            page.locator(f"#p-{number}").scroll_into_view_if_needed()
            expect(page.locator(f"#p-{min(number + 1, 71)}")).to_be_attached()
        assert page.locator(".stream > .post").count() == 71
        page.locator("#p-40").evaluate("post => post.scrollIntoView()")
        address_is(page, f"/{topic.id}/40")
        page.evaluate("scrollTo(0, 0)")
        address_is(page, f"/{topic.id}")
        expect(page.locator("nav.pagination a").first).to_be_attached()


def test_one_reads_back_and_what_is_read_stays_in_place(chromium, client, circle, member):
    topic = make_topic(circle, member, replies=60)
    with visiting(chromium, client) as page:
        page.goto(f"{ADDRESS}{topic.url}?page=3")
        mark = page.locator("#p-51")
        before = mark.bounding_box()["y"]
        page.get_by_role("button", name="Показать предыдущие ответы").click()
        expect(page.locator("#p-26")).to_be_attached()
        assert abs(mark.bounding_box()["y"] - before) < 2
        page.evaluate("scrollBy(0, -20)")
        page.locator("#p-26").evaluate("post => post.scrollIntoView()")
        page.evaluate("scrollBy(0, -20)")
        expect(page.locator("#p-1")).to_be_attached()
        expect(page.get_by_role("button", name="Показать предыдущие ответы")).to_have_count(0)


def test_the_slider_leads_by_keys(chromium, client, circle, member):
    topic = make_topic(circle, member, replies=20)
    with visiting(chromium, client) as page:
        page.goto(f"{ADDRESS}{topic.url}")
        slider = page.get_by_label("Место в теме")
        expect(slider).to_have_attribute("aria-valuetext", re.compile("№ 1 из 21"))
        slider.focus()
        page.keyboard.press("End")
        expect(page.locator("#p-21")).to_be_in_viewport()
        address_is(
            page, f"/{topic.id}/{page.evaluate('Number(document.querySelector(`[data-timeline] input`).value)')}"
        )
    with visiting(chromium, client, width=1000) as page:
        page.goto(f"{ADDRESS}{topic.url}")
        expect(page.get_by_label("Место в теме")).to_be_hidden()


def test_new_answers_are_told_and_shown_without_reload(chromium, reader, circle, pavel):
    topic = make_topic(circle, pavel, replies=1)
    with visiting(chromium, reader) as page:
        page.clock.install()
        page.goto(f"{ADDRESS}{topic.url}")
        page.evaluate("window.same = true")
        make_post(topic.id, pavel, "Только что написано.")
        page.clock.run_for(14_000)
        expect(page.locator(".news button")).to_have_count(0)
        page.clock.run_for(8_000)
        tell = page.locator(".news[role=status] button")
        expect(tell).to_have_text(re.compile("1 новый"))
        tell.click()
        expect(page.locator("#p-3")).to_contain_text("Только что написано.")
        expect(page.locator("#p-3 .post-link")).to_be_focused()
        expect(tell).to_have_count(0)
        assert page.evaluate("window.same")


def select(page, number, *, words):
    """Select words of a post as a mouse would leave them."""
    page.locator(f"#p-{number} [data-said] p").first.evaluate(
        """(p, words) => {
          const text = p.firstChild, from = text.data.indexOf(words);
          getSelection().setBaseAndExtent(text, from, text, from + words.length);
        }""",
        words,
    )


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_selected_words_are_quoted_at_once(chromium, reader, circle, pavel, touch):
    topic = make_topic(circle, pavel, body="Начните с полосок бумаги, потом круги.")
    with visiting(chromium, reader, width=360 if touch else 1280) as page:
        page.goto(f"{ADDRESS}{topic.url}")
        select(page, 1, words="с полосок бумаги")
        quote = page.get_by_role("button", name="Цитировать выделенное")
        expect(quote).to_be_visible()
        box = quote.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= page.viewport_size["width"]
        quote.click()
        base = unquote(page.evaluate("document.getElementById('topic-words').dataset.base"))
        attributed = f"> [Орлов Павел Андреевич, № 1]({base}/1)\n>\n> с полосок бумаги\n\n"
        expect(page.locator("textarea[name=body]")).to_have_value(attributed)
        expect(page.locator("textarea[name=body]")).to_be_focused()
        expect(quote).to_have_count(0)


def test_selected_words_are_quoted_by_keyboard(chromium, reader, circle, pavel):
    topic = make_topic(circle, pavel, body="Начните с полосок бумаги, потом круги.")
    with visiting(chromium, reader) as page:
        page.goto(f"{ADDRESS}{topic.url}")
        select(page, 1, words="потом круги")
        quote = page.get_by_role("button", name="Цитировать выделенное")
        expect(quote).to_be_visible()
        page.keyboard.press("Escape")
        expect(quote).to_have_count(0)
        select(page, 1, words="с полосок")
        expect(quote).to_be_visible()
        page.keyboard.press("Tab")
        expect(quote).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("textarea[name=body]")).to_have_value(re.compile("> с полосок"))


def test_answers_and_quotations_unfold(chromium, client, circle, member):
    topic = make_topic(circle, member, replies=1)
    make_post(topic.id, member, reply_to_number=1)
    with visiting(chromium, client, script=False) as page:
        page.goto(f"{ADDRESS}{topic.url}")
        page.locator("#p-1 .answers summary").click()
        page.locator("#p-1 .answers a").click()
        expect(page.locator("#p-3")).to_be_in_viewport()
