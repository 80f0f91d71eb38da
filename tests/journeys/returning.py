"""Chapters of a walk: find by a word in another form, sign out, choose a new password, set language and time zone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.people import Person

NEW_PASSWORD = "три новых слова вместе"


def finds(person: Person, words: str, title: str, fragment: str) -> None:
    """Search from the bar on top; the result is marked and says where the words stand."""
    results = person.main.locator("li.result")

    def look() -> bool:
        return fragment in results.filter(has_text=title).locator("mark").all_inner_texts()

    person.go("/latest")
    person.page.locator("#top-q").fill(words)
    person.page.locator("#top-q").press("Enter")
    person.page.wait_for_url(re.compile("/search"))
    person.comes_back_until(person.page.url, look)


def finds_nothing(person: Person, words: str) -> None:
    """Search for what one may not read."""
    person.go(f"/search?q={words}")
    person.sees("Ничего не нашлось")


def signs_out(person: Person) -> None:
    """Leave by the menu."""
    person.page.locator(".menu-me summary").click()
    person.page.locator(".menu-me").get_by_role("button", name="Выйти").click()
    person.sees("Вы вышли.")


def chooses_new_password(person: Person) -> None:
    """Forget the password, follow the letter, sign in with a new one; the old one is no more."""
    person.go("/login")
    person.follow("Забыли пароль?")
    person.fill("Почта", person.email)
    person.main.get_by_role("button").first.click()
    person.go(person.site.link(person.email, "/reset/"))
    person.fill("Новый пароль", NEW_PASSWORD)
    person.press("Сохранить пароль")
    person.sees("Пароль изменён")
    person.fills_sign_in()
    expect(person.page.get_by_role("alert")).to_be_visible()
    person.password = NEW_PASSWORD
    person.fills_sign_in()
    person.page.wait_for_url(re.compile("/latest"))


def sets_language_and_zone(person: Person) -> None:
    """Choose Kazakh and another zone; the page speaks it and counts the hours so."""
    person.go("/my/settings")
    person.main.locator("select[name=timezone]").select_option("Asia/Kamchatka")
    person.main.locator("select[name=locale]").select_option("kk")
    person.press("Сохранить")
    expect(person.page.locator("html")).to_have_attribute("lang", "kk")
    expect(person.page.locator("html")).to_have_attribute("data-zone", "Asia/Kamchatka")
    person.go("/my/settings?lang=en")
    expect(person.page.locator("html")).to_have_attribute("lang", "en")
    person.go("/my/settings?lang=ru")
    person.sees("Где вы вошли")
