"""Chapters of a walk: publish a plan, read it, comment on its places, answer, upload version 2, compare."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.journeys.people import WAIT_SECONDS, Person
from tests.journeys.plans import ASIDE, CARDS, CARDS_2, GOAL, PROBLEM, TITLE, write_plan

FILE_NAME = "Дроби. План урока, 5 «Б».docx"
NARROW, SUGGEST, CLARIFY, VALUE = (
    "Половина и треть: хватит ли двух кругов на пару?",
    "Дайте сильным карточку с тремя слагаемыми.",
    "Это задание на дом или в классе?",
    "Спор про лепёшку запомнят надолго.",
)


def publishes(person: Person, circle: int, folder: Path, *, readers: str = "Увидят:? 2 человека") -> str:
    """Just upload a file; wait until it can be read in the page; return its address."""
    folder.mkdir()
    person.go(f"/lessons/new?association={circle}")
    person.field("Файл с планом").set_input_files(write_plan(folder / FILE_NAME))
    person.fill("Тема урока", TITLE)
    person.field("Предмет").select_option(label="Математика")
    person.field("Класс").select_option(label="5 класс")
    person.sees(re.compile(readers))
    person.fill("На что посмотреть", "Хватит ли десяти минут на карточки?")
    person.press("Опубликовать")
    person.sees("План выложен. Сейчас подготовим его к чтению на странице.")
    waits_for_paper(person)
    return person.path


def waits_for_paper(person: Person) -> None:
    """Wait until the page itself comes with the plan: it asks again, with a script or without."""
    expect(person.main.locator("article.doc table").first).to_be_visible(timeout=WAIT_SECONDS * 1000)


def reads(person: Person, lesson: str) -> None:
    """Find the lesson in the list and read it: merged cells, the table in a cell, the file under its own name."""
    person.go("/lessons")
    person.main.get_by_role("link", name=TITLE).first.click()
    person.comes_to(lesson)
    paper = person.main.locator("article.doc")
    expect(paper.locator("td[colspan='4'], th[colspan='4']")).to_contain_text(GOAL)
    expect(paper.locator("td[rowspan='2'], th[rowspan='2']")).to_have_text(re.compile("Начало"))
    expect(paper.locator("td table td").first).to_contain_text("Карточка А")
    with person.page.expect_download() as file:
        person.main.get_by_role("link", name="Скачать файл").first.click()
    assert file.value.suggested_filename == FILE_NAME


def selects(place: Locator, words: str) -> None:
    """Select words of a place as a mouse does: press at their beginning, move, let go at their end."""
    page = place.page
    place.scroll_into_view_if_needed()
    box = place.evaluate(
        """(place, words) => {
          const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const from = walker.currentNode.data.indexOf(words);
            if (from < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, from);
            range.setEnd(walker.currentNode, from + words.length);
            const boxes = [...range.getClientRects()];
            const [first, last] = [boxes[0], boxes.at(-1)];
            return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
          }
        }""",
        words,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, steps=4)
    page.mouse.move(box[2], box[3], steps=4)
    page.mouse.up()


def comments_with_mouse(person: Person) -> None:
    """Select a passage in a cell, press the button that comes up, doubt."""
    selects(person.main.locator("article.doc td", has_text=PROBLEM).last, "половину и треть")
    person.page.locator(".select-bar button").click()
    dialog = person.page.locator("dialog.comment-dialog")
    expect(dialog.locator(".comment-quote")).to_have_text("половину и треть")
    says(dialog, "Поделиться сомнением", NARROW)
    expect(person.main.locator("article.doc mark.kind-concern")).to_have_text("половину и треть")
    expect(person.main.locator("article.comment.kind-concern")).to_contain_text(NARROW)


def comments_on_cell(person: Person) -> None:
    """Press the plus of a whole cell, propose."""
    cell = person.main.locator("article.doc td", has_text=CARDS).last
    cell.hover()
    cell.locator("a.block-link").click()
    dialog = person.page.locator("dialog.comment-dialog")
    expect(dialog.locator(".comment-quote")).to_have_text(CARDS)
    says(dialog, "Предложить", SUGGEST)
    expect(person.main.locator("article.comment.kind-suggest")).to_contain_text(SUGGEST)


def comments_with_keyboard(person: Person) -> None:
    """Walk the places with J and K, comment with C, choose and send without touching the mouse."""
    keyboard = person.page.keyboard
    person.page.locator("body").focus()
    for _ in range(40):
        keyboard.press("j")
        if ASIDE in person.page.locator(".is-chosen").inner_text():
            break
    keyboard.press("k")
    keyboard.press("j")
    expect(person.page.locator(".is-chosen")).to_contain_text(ASIDE)
    keyboard.press("c")
    dialog = person.page.locator("dialog.comment-dialog")
    expect(dialog.locator(".comment-quote")).to_have_text(ASIDE)
    keyboard.press("Space")
    expect(dialog.locator("input[value=clarify]")).to_be_checked()
    while not dialog.locator("textarea[name=body]").evaluate("box => box === document.activeElement"):
        keyboard.press("Tab")
    keyboard.type(CLARIFY)
    while person.page.evaluate("document.activeElement.textContent").strip() != "Оставить замечание":
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(person.main.locator("article.comment.kind-clarify")).to_contain_text(CLARIFY)


def comments_by_form(person: Person, place: str, kind: str, text: str, *, quote: str = "") -> None:
    """Choose a place from the list of all places and fill the plain form: what stands in for selection."""
    person.follow("Выбрать место из списка")
    person.main.get_by_role("link", name=place).first.click()
    expect(person.main.locator(".comment-quote")).to_contain_text(place)
    if quote:
        person.fill("Точные слова", quote)
    says(person.main, kind, text)
    expect(person.main.locator("article.comment", has_text=text).first).to_be_visible()


def says(form: Locator, kind: str, text: str) -> None:
    """Choose a kind, write, send."""
    form.locator(".choice-card", has_text=kind).click()
    form.get_by_label("Ваше замечание").fill(text)
    form.get_by_role("button", name="Оставить замечание").click()


def remark(person: Person, text: str) -> Locator:
    """Return the comment with this text beside the plan."""
    return person.main.locator("article.comment", has_text=text)


def opened(person: Person, text: str) -> Locator:
    """Return the comment with this text, chosen: where many stand close, those not chosen are folded."""
    card = remark(person, text)
    card.locator(".comment-number").click()
    return card


def decides(person: Person, other: Person, lesson: str) -> None:
    """Learn of the comments; answer one, accept one, decline one with a reason, take note of one."""
    notice = person.main.get_by_role("button", name=re.compile(f"{other.full_name}: замечание к вашему уроку"))
    person.comes_back_until("/my/notifications", lambda: notice.count() >= 4)
    notice.first.click()
    person.comes_to(lesson)
    person.follow("Ответить", within=opened(person, NARROW))
    person.box.fill("Кругов три на пару, добавлю в ресурсы.")
    person.press("Ответить", within=person.main)
    expect(remark(person, NARROW)).to_contain_text("Кругов три на пару")
    person.press("Принять", within=opened(person, SUGGEST))
    expect(remark(person, SUGGEST)).to_contain_text("принято")
    person.press("Принять к сведению", within=opened(person, VALUE))
    person.sees("Отмечено: вы приняли замечание к сведению.")
    person.follow("Отклонить", within=opened(person, CLARIFY))
    person.press("Отклонить замечание")
    person.sees("Напишите, почему: коллега потратил время на ваш план.")
    person.fill("Почему", "В этой параллели квадраты уже решали.")
    person.press("Отклонить замечание")
    expect(remark(person, CLARIFY)).to_contain_text("В этой параллели квадраты уже решали.")


def uploads_second_version(person: Person, lesson: str, folder: Path) -> None:
    """Upload version 2; the accepted comment is done, the others find their places."""
    person.go(lesson)
    person.follow("Загрузить новую версию")
    person.field("Файл новой версии").set_input_files(write_plan(folder / "План 2.docx", version=2))
    person.fill("Что изменилось", "Карточки трёх уровней и билет на выход.")
    person.press("Загрузить версию")
    person.sees("Версия 2 загружена. Прежняя осталась по своему адресу.")
    waits_for_paper(person)
    done = person.main.get_by_text("учтено 1 замечание")
    person.comes_back_until(lesson, lambda: done.count() > 0 and remark(person, NARROW).count() > 0)
    expect(remark(person, SUGGEST)).to_contain_text(re.compile("учтено", re.IGNORECASE))
    expect(person.main.locator(".removed-places")).to_contain_text(ASIDE)


def learns_it_is_done(person: Person, lesson: str) -> None:
    """See it in the page and read it in a letter, then look at what changed."""
    notice = person.main.get_by_role("button", name=re.compile("Ваше замечание учтено в версии 2 урока"))
    person.comes_back_until("/my/notifications", lambda: notice.count() > 0)
    person.site.letter(person.email, "Ваше замечание учтено в версии 2 урока")
    notice.first.click()
    person.page.wait_for_url(re.compile(f"{re.escape(lesson)}.*#c-"))
    person.main.get_by_role("link", name=re.compile("сравнить")).first.click()
    changes = person.main.locator("article.diff")
    expect(changes).to_contain_text("трёх уровней")
    expect(changes.locator("ins, .is-added, .diff-word").first).to_be_attached()
    expect(person.main.locator(".diff-summary")).to_contain_text("ячейка")
    expect(changes).to_contain_text("Билет на выход")


def finds_first_version(person: Person, lesson: str) -> None:
    """Open version 1 at its own address, with its own words and its comments."""
    person.go(f"{lesson}?version=1")
    paper = person.main.locator("article.doc")
    expect(paper).to_contain_text(CARDS)
    expect(paper).not_to_contain_text(CARDS_2)
    expect(remark(person, NARROW)).to_have_count(1)
    person.sees("Это версия 1.")
