"""Chapters of a walk: sign up, confirm by letter, sign in, ask to join a closed association, be let in."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.people import Person


def signs_up(person: Person) -> None:
    """Register, read the letter, confirm by the password and be in; find out the name others mention her by."""
    person.go("/register")
    person.fill("Фамилия, имя, отчество", person.full_name)
    person.fill("Почта", person.email)
    person.fill("Пароль", person.password)
    person.press("Зарегистрироваться")
    person.sees(person.email)
    person.go(person.site.link(person.email, "/confirm/"))
    person.sees(person.full_name)
    person.fill("Пароль", person.password)
    person.press("Подтвердить и войти", within=person.main)
    person.page.wait_for_url(re.compile("/latest"))
    href = person.page.locator(".menu-me a[href^='/u/']").get_attribute("href")
    assert href
    person.username = href.removeprefix("/u/")


def asks_to_join(person: Person, association: str) -> None:
    """Find an association among all, and ask its head to be let in."""
    person.go("/categories")
    person.main.get_by_role("link", name=association).first.click()
    person.sees("участник")
    person.follow("Попроситься")
    person.main.get_by_role("textbox").fill("Веду математику в пятых классах школы № 12.")
    person.press("Отправить просьбу")
    person.sees("Просьба отправлена. Руководитель ответит, и вам придёт уведомление.")


def lets_in(head: Person, person: Person) -> None:
    """Read the notice of a request, read the request, accept it."""
    notice = head.main.get_by_role("button", name=re.compile(f"{person.full_name} просит принять"))
    head.comes_back_until("/my/notifications", lambda: notice.count() > 0)
    notice.first.click()
    head.sees("Веду математику в пятых классах школы № 12.")
    head.press(f"Принять: {person.full_name}")
    head.sees("Принято. Новый участник узнает об этом из уведомления.")


def learns_she_is_in(person: Person) -> None:
    """Follow the notice to the association she now belongs to."""
    notice = person.main.get_by_role("button", name=re.compile("Вас приняли в объединение"))
    person.comes_back_until("/my/notifications", lambda: notice.count() > 0)
    notice.first.click()
    expect(person.main.get_by_text("вы здесь: участник")).to_be_visible()
