"""Chapters of a walk: open a topic for a circle, answer, name, quote, edit, look at what was before."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.people import Person

QUESTION = "С чего вы начинаете дроби в пятом классе?"
MENTION = "начните с полосок бумаги, их можно складывать и сгибать."
LATER = "Полоски у нас всегда под рукой, и круги тоже."


def opens_topic(person: Person, circle: int) -> str:
    """Write a question for the circle, look how it will read and who will see it, publish; return its address."""
    person.go(f"/t/new?association={circle}&kind=question")
    person.fill("Заголовок", QUESTION)
    person.box.fill("Дети **боятся** знаменателя.\n\n- полоски\n- круги")
    person.fill("Метки", "дроби, 5 класс")
    sees_preview(person)
    person.sees(re.compile("Увидят:? 2 человека · Математики Павлодара"))
    if person.script:
        person.main.get_by_text("Все, в том числе без входа").first.click()
        person.sees("Увидят все, в том числе без входа")
        person.main.get_by_text(re.compile("^Математики Павлодара")).last.click()
        person.sees(re.compile("Увидят:? 2 человека"))
    person.press("Опубликовать")
    person.sees("Тема опубликована.")
    expect(person.main.locator(".post strong")).to_have_text("боятся")
    return person.path


def sees_preview(person: Person) -> None:
    """Look at the text as it will be: on the page, or in another window when no script is at hand."""
    button = "Посмотреть, как будет выглядеть"
    if person.script:
        person.press(button)
        expect(person.main.locator(".preview strong")).to_have_text("боятся")
        return
    with person.page.context.expect_page() as opened:
        person.press(button)
    expect(opened.value.locator(".preview strong")).to_have_text("боятся")
    opened.value.close()


def answers_by_name(person: Person, other: Person, topic: str) -> None:
    """Find the topic in the list, answer it and name its author."""
    person.go("/latest")
    person.main.get_by_role("link", name=QUESTION).first.click()
    person.comes_to(topic)
    if person.script:
        box = person.box
        box.press_sequentially(f"@{other.username[:4]}")
        person.page.locator(".mentions [role=option]").first.click()
        expect(box).to_have_value(re.compile(f"@{other.username} "))
        box.press("End")
        box.press_sequentially(MENTION)
    else:
        person.box.fill(f"@{other.username} {MENTION}")
    person.press("Ответить", within=person.main.locator(".reply-form"))
    expect(person.main.locator("#p-2")).to_contain_text(MENTION)
    expect(person.main.locator("#p-2").get_by_role("link", name=other.full_name)).to_be_visible()


def learns_she_was_named(person: Person, other: Person, topic: str) -> None:
    """Find a notice and a letter about it, and come to the answer."""
    notice = person.main.get_by_role("button", name=re.compile(f"{other.full_name} обращается к вам"))
    person.comes_back_until("/my/notifications", lambda: notice.count() > 0)
    person.site.letter(person.email, "обращается к вам в теме")
    notice.first.click()
    person.page.wait_for_url(re.compile(f"{re.escape(topic)}(/2|.*#p-2)$"))
    expect(person.main.locator("#p-2")).to_be_in_viewport()


def quotes(person: Person, topic: str) -> None:
    """Answer with words of another: the selected ones, or the whole answer where no script is at hand."""
    post = person.main.locator("#p-2")
    if person.script:
        post.locator("[data-said] p").evaluate(
            """p => {
              const text = [...p.childNodes].findLast((one) => one.nodeType === 3);
              const from = text.data.indexOf('начните');
              getSelection().setBaseAndExtent(text, from, text, from + 'начните с полосок'.length);
            }"""
        )
    post.get_by_role("link", name="Цитировать № 2").click()
    box = person.box
    expect(box).to_have_value(re.compile(r"> .*начните с полосок", re.DOTALL))
    box.fill(f"{box.input_value()}\n\nСпасибо, попробую на этой неделе.")
    person.press("Ответить", within=person.main.locator("form").filter(has=person.page.locator("textarea")))
    quoted = person.main.locator("#p-3 blockquote")
    expect(quoted).to_contain_text("начните с полосок")
    expect(quoted.get_by_role("link").first).to_have_attribute("href", re.compile(r"/\d+(/2|.*#p-2)$"))


def edits_and_looks_back(person: Person, topic: str) -> None:
    """Change one's own answer; the text before stays to be seen."""
    person.go(f"{topic}/2")
    person.main.get_by_role("link", name="Изменить № 2").click()
    box = person.box
    box.fill(box.input_value().replace(MENTION, LATER))
    person.press("Сохранить")
    expect(person.main.locator("#p-2")).to_contain_text(LATER)
    person.follow("изменён", within=person.main.locator("#p-2"))
    expect(person.main.locator("ins").first).to_contain_text("Полоски")
    expect(person.main.locator("del").first).to_contain_text("начните")


def deletes_and_restores(person: Person, topic: str) -> None:
    """Delete an answer and bring it back."""
    person.go(f"{topic}/2")
    person.main.get_by_role("link", name="Удалить № 2").click()
    person.press("Удалить", within=person.main)
    expect(person.main.locator("#p-2")).to_contain_text("Ответ удалён автором.")
    person.press("Вернуть", within=person.main.locator("#p-2"))
    expect(person.main.locator("#p-2")).to_contain_text(LATER)
