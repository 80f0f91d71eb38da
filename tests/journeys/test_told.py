"""Being told: the number beside the bell moves by itself, a switch stops letters, a link in a letter ends them."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import joining

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

MENTIONS = "К вам обращаются по имени"


def belongs(person, head, name):
    joining.signs_up(person)
    joining.asks_to_join(person, f"Математики Павлодара ({name})")
    joining.lets_in(head, person)
    joining.learns_she_is_in(person)


def opens(person, circle, title):
    person.go(f"/t/new?association={circle}")
    person.fill("Заголовок", title)
    person.box.fill("Расскажите.")
    person.press("Опубликовать")
    person.sees("Тема опубликована.")
    return person.path


def answers(person, topic, body):
    person.go(topic)
    person.box.fill(body)
    person.press("Ответить", within=person.main.locator(".reply-form"))
    expect(person.main.locator(".post", has_text=body.partition(", ")[2] or body)).to_be_visible()


@pytest.mark.walk("told")
def test_told_and_told_no_more(site, window, head):
    aigul = window("Омарова Айгүл Сериковна", "aigul-told@example.org")
    belongs(aigul, head, "told")
    topic = opens(aigul, site.seeded["told"], "Как проверять тетради быстрее")

    # Two windows at once: hers stays open while he writes.
    aigul.page.clock.install()
    aigul.go("/latest")
    bell = aigul.page.locator(".bell")
    expect(bell.locator(".bell-count")).to_have_count(0)
    answers(head, topic, f"@{aigul.username}, проверяйте через одну")

    def moved():
        aigul.page.clock.run_for(31_000)
        return bell.locator(".bell-count").count() > 0

    aigul.waits_until(moved)
    expect(bell.locator(".bell-count")).to_have_text("1")
    expect(bell).to_have_accessible_name(re.compile("1 новое уведомление"))
    assert aigul.page.title().startswith("(1) ")
    assert bell.get_attribute("aria-live") == "off"

    # A letter follows; opening the topic is enough to have read.
    letter = site.letter(aigul.email, "обращается к вам в теме")
    aigul.go(topic)
    expect(bell.locator(".bell-count")).to_have_count(0)
    expect(aigul.page).to_have_title(re.compile("^Как проверять"))

    # The switch: on the site, yes; by letter, no.
    aigul.go("/my/settings/notifications")
    aigul.main.get_by_role("radiogroup", name=MENTIONS).get_by_label("Только на сайте").check()
    aigul.press("Сохранить", within=aigul.main)
    aigul.sees("Сохранено.")
    sent = len(site.letters(aigul.email))
    answers(head, topic, f"@{aigul.username}, или вместе с классом")
    notice = aigul.main.locator(".notice-row.is-unread", has_text="обращается к вам")
    aigul.comes_back_until("/my/notifications", lambda: notice.count() == 1)
    assert len(site.letters(aigul.email)) == sent

    # The link in the letter, in a browser where nobody has signed in.
    anybody = window("Гость", "nobody@example.org", script=False)
    anybody.go(re.search(r"http\S+/unsubscribe/\S+", letter)[0])
    anybody.sees("Не присылать письма о событиях на сайте?")
    anybody.press("Не присылать никаких писем о событиях")
    anybody.sees("Писем о событиях больше не будет.")
    aigul.go("/my/settings/notifications")
    expect(aigul.main.get_by_label("Никаких писем о событиях")).to_be_checked()


@pytest.mark.walk("told")
def test_without_script_everything_is_there(plain_head):
    plain_head.go("/my/settings/notifications")
    plain_head.main.get_by_role("radiogroup", name=MENTIONS).get_by_label("В дайджест").check()
    plain_head.main.get_by_label("День недели").select_option("пятница")
    plain_head.press("Сохранить", within=plain_head.main)
    plain_head.sees("Сохранено.")
    chosen = plain_head.main.get_by_role("radiogroup", name=MENTIONS).get_by_label("В дайджест")
    expect(chosen).to_be_checked()
    plain_head.go("/my/notifications")
    plain_head.follow("Непрочитанные", within=plain_head.main)
    assert "unread=1" in plain_head.page.url
