"""What the script says about a chosen place is what the server knows of it."""

import json

import pytest
from playwright.sync_api import expect

from forum import jobs
from forum.db import transaction
from forum.documents.queries import list_blocks
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.documents import make_docx
from tests.factories.feedback import leave, seen_by
from tests.factories.lessons import add_version, publish, version_file
from tests.web.design.checks import ADDRESS, axe, invalid, sideways, visiting

pytestmark = [pytest.mark.browser]

TEXTS = ("Смайлик 😀 и ещё 👩‍🏫 слово после них", "Второй абзац: спор про лепёшку", "Третий абзац")
# Select from a text to a text: the first place they are found at, whole.
SELECT = """([from, to]) => {
  const walker = document.createTreeWalker(document.getElementById('paper'), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let begun = false;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!begun && node.data.includes(from)) { range.setStart(node, node.data.indexOf(from)); begun = true; }
    if (begun && node.data.includes(to)) { range.setEnd(node, node.data.indexOf(to) + to.length); break; }
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def people(app):
    place = make_association("Математики города")
    author, colleague = make_person("Абенова Айгүл Сериковна"), make_person("Ким Анна Викторовна")
    join(author, place)
    join(colleague, place)
    return actor_of(author), actor_of(colleague), place


@pytest.fixture
def page(chromium, client):
    """Give a page whose every request is answered by the application in this process."""
    troubles = []
    with visiting(chromium, client) as opened:
        opened.on("pageerror", lambda error: troubles.append(str(error)))
        yield opened
    assert not troubles


def read(page, lesson, *, version=1):
    page.goto(f"{ADDRESS}/lessons/x/{lesson.id}?version={version}")
    expect(page.locator("#paper.is-annotated")).to_be_visible()


def chosen(page, begin, end=None):
    """Select words, press the button that comes up, return what the form would send."""
    page.evaluate(SELECT, [begin, end or begin])
    page.locator(".select-bar button").click()
    form = page.locator(".comment-dialog form")
    expect(form).to_be_visible()
    return json.loads(form.evaluate("form => JSON.stringify(Object.fromEntries(new FormData(form)))"))


def blocks_of(lesson, number=1):
    with transaction(write=False):
        return {block.id: block.text for block in list_blocks(version_file(lesson.id, number))}


@pytest.mark.parametrize("words", ["и ещё", "👩‍🏫", "слово после", "Смайлик 😀", "лепёшку"])
def test_offsets_are_code_points_of_the_servers_text(page, client, people, words):
    author, colleague, place = people
    lesson = publish(author, place, TEXTS)
    sign_in(client, colleague.id)
    read(page, lesson)
    sent = chosen(page, words)
    text = blocks_of(lesson)[sent["block"]]
    assert text[int(sent["start"]) : int(sent["end"])] == sent["quote"] == words


def test_marks_and_links_in_a_place_shift_nothing(page, client, people):
    author, colleague, place = people
    lesson = publish(author, place, TEXTS)
    for quote in ("Смайлик", "и ещё", "слово"):
        leave(colleague, lesson.id, "b1", quote=quote)
    sign_in(client, colleague.id)
    read(page, lesson)
    marks = page.locator("#paper mark[data-number]")
    assert marks.all_inner_texts() == ["Смайлик", "и ещё", "слово"]
    sent = chosen(page, "после", "них")
    assert blocks_of(lesson)["b1"][int(sent["start"]) : int(sent["end"])] == sent["quote"] == "после них"


def test_selection_over_several_places_is_the_first_of_them(page, client, people):
    author, colleague, place = people
    lesson = publish(author, place, TEXTS)
    sign_in(client, colleague.id)
    read(page, lesson)
    told = page.get_by_text("Вы выделили несколько мест, взято начало.")
    sent = chosen(page, "спор про", "Третий")
    assert (sent["block"], sent["quote"]) == ("b2", "спор про лепёшку")
    expect(told).to_be_visible()
    page.locator(".comment-dialog form").evaluate("form => form.submit()")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(told).to_be_visible()
    read(page, lesson)
    chosen(page, "спор про", "лепёшку")
    expect(told).to_have_count(0)


def test_cells_of_a_real_document_agree_with_the_server(page, client, people):
    author, colleague, place = people
    lesson = publish(author, place, None)
    jobs.run_pending()
    sign_in(client, colleague.id)
    read(page, lesson)
    drawn = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('#paper [data-block]')].map((block) => {
          const copy = block.cloneNode(true);
          for (const one of copy.querySelectorAll('[data-block], [data-skip], .block-link, .place-mark')) one.remove();
          return [block.dataset.block, copy.textContent];
        }))"""
    )
    assert drawn == blocks_of(lesson)


def test_comment_is_painted_at_its_words_after_reload(page, client, people):
    author, colleague, place = people
    lesson = publish(author, place, TEXTS)
    sign_in(client, colleague.id)
    read(page, lesson)
    chosen(page, "слово после")
    form = page.locator(".comment-dialog")
    form.locator("input[value=suggest]").check()
    form.locator("textarea[name=body]").fill("Лучше «фраза».")
    form.locator("button[type=submit]").click()
    expect(page.locator("#paper mark.kind-suggest")).to_have_text("слово после")
    read(page, lesson)
    expect(page.locator("#paper mark.kind-suggest")).to_have_text("слово после")
    (comment,) = seen_by(colleague, lesson.id)
    assert (comment.block, comment.quote) == ("b1", "слово после")


def test_text_survives_closing_and_another_place(page, client, people):
    author, colleague, place = people
    lesson = publish(author, place, TEXTS)
    sign_in(client, colleague.id)
    read(page, lesson)
    chosen(page, "спор")
    page.locator(".comment-dialog textarea[name=body]").fill("Долго писала.")
    page.keyboard.press("Escape")
    chosen(page, "спор")
    expect(page.locator(".comment-dialog textarea[name=body]")).to_have_value("Долго писала.")
    page.keyboard.press("Escape")
    sent = chosen(page, "Третий")
    assert (sent["body"], sent["block"]) == ("Долго писала.", "b3")


def test_upload_shows_its_progress_and_keeps_the_file_when_refused(page, client, people):
    author, _colleague, place = people
    sign_in(client, author.id)
    page.goto(f"{ADDRESS}/lessons/new?association={place}")
    file = {"name": "План.docx", "mimeType": "application/octet-stream", "buffer": make_docx()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("select[name=subject]").select_option("math")
    page.get_by_role("main").get_by_role("button", name="Опубликовать").click()
    expect(page.locator(".error-summary")).to_contain_text("Напишите тему урока.")
    expect(page.locator(".error-summary")).to_contain_text("Выберите класс.")
    assert page.locator("input[type=file]").evaluate("input => input.files.length") == 1
    page.locator("input[name=title]").fill("Дроби")
    page.locator("select[name=grade]").select_option("5")
    page.get_by_role("main").get_by_role("button", name="Опубликовать").click()
    expect(page.locator("h1")).to_have_text("Дроби")


def lesson_pages(people):
    """Return addresses of the pages of a lesson in their most crowded state."""
    author, colleague, place = people
    lesson = publish(author, place, TEXTS, note="Хватит ли времени?", title="Ө" * 60 + " — длинное название урока")
    ids = [leave(colleague, lesson.id, f"b{number}", kind=kind) for number, kind in ((1, "value"), (2, "concern"))]
    leave(colleague, lesson.id, "b3", quote="Третий", kind="clarify")
    add_version(author, lesson.id, ("Новый первый абзац", *TEXTS[1:], "Ещё один абзац"), note="Новый абзац")
    return [
        "/lessons", "/lessons/new", f"/lessons/x/{lesson.id}", f"/lessons/x/{lesson.id}?version=1",
        f"/lessons/{lesson.id}/versions", f"/lessons/{lesson.id}/compare?from=1&to=2",
        f"/lessons/{lesson.id}/versions/new", f"/lessons/{lesson.id}/comment", f"/feedback/{ids[0]}/answer",
        f"/lessons/{lesson.id}/comment?version=1&block=b1", f"/feedback/{ids[1]}/decline",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_pages_are_accessible_and_fit(chromium, client, people, width, theme):
    urls = lesson_pages(people)
    sign_in(client, people[0].id)
    with visiting(chromium, client, width=width, theme=theme) as page:
        for url in urls:
            page.goto(f"{ADDRESS}{url}")
            assert axe(page) == [], url
            assert sideways(page) == [], url


def test_pages_are_valid_html(client, people):
    urls = lesson_pages(people)
    sign_in(client, people[0].id)
    assert invalid({url: client.get(url, follow_redirects=True).text for url in urls}) == []
