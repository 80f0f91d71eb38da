"""Files in a text: sent by the door for scripts, or with the form where there are none."""

import io
import re

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import make_person, sign_in
from tests.factories.documents import make_docx, make_png
from tests.factories.topics import make_topic
from tests.web.design.checks import ADDRESS, axe, visiting
from tests.web.topics.browser import fields, send, text_of, token


def upload(client, content=None, name="Доска [1].png"):
    data = {"csrf_token": token(text_of(client.get("/t/new"))), "file": (io.BytesIO(content or make_png()), name)}
    return client.post("/files", data=data, content_type="multipart/form-data")


def test_the_door_answers_with_the_markdown_that_shows_the_file(aigul, circle):
    answer = upload(aigul)
    assert answer.status_code == 201
    assert re.fullmatch(r"!\[Доска  1\|40x20\]\(/files/\d+/media/[\w.]+\)", answer.json["markdown"])
    assert upload(aigul, make_docx(), "План урока.docx").json["markdown"].startswith("[План урока.docx|DOCX, ")
    picture = answer.json["markdown"].rpartition("(")[2].rstrip(")")
    with aigul.get(picture) as shown:
        assert (shown.status_code, shown.mimetype) == (200, "image/png")
        assert shown.headers["Cache-Control"] == "private, no-store"


def test_what_is_refused_is_said_in_the_readers_words(aigul):
    answer = upload(aigul, b"MZ\0\0", "x.exe")
    assert answer.status_code == 422
    assert "DOCX" in answer.json["error"]
    assert aigul.post("/files", data={"csrf_token": token(text_of(aigul.get("/t/new")))}).status_code == 422


def test_a_visitor_and_an_unconfirmed_person_send_nothing(app, circle):
    client = app.test_client()
    assert client.post("/files", data={"file": (io.BytesIO(make_png()), "x.png")}).status_code in {400, 401}
    sign_in(client, make_person(confirmed=False))
    page = text_of(client.get("/my/settings"))
    data = {"csrf_token": token(page), "file": (io.BytesIO(make_png()), "x.png")}
    assert client.post("/files", data=data, content_type="multipart/form-data").status_code == 403


def test_a_picture_in_a_public_answer_is_shown_to_a_visitor(app, aigul, circle, member):
    topic = make_topic(circle, member)
    markdown = upload(aigul).json["markdown"]
    picture = markdown.rpartition("(")[2].rstrip(")")
    visitor = app.test_client()
    assert visitor.get(picture).status_code == 404
    assert send(aigul, f"/t/{topic.id}/reply", body=f"Вот доска\n\n{markdown}").status_code == 303
    page = text_of(visitor.get(f"/t/{topic.slug}/{topic.id}"))
    assert f'height="20" loading="lazy" src="{picture}" width="40"' in page
    with visitor.get(picture) as shown:
        assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "private, no-cache")


def test_without_a_script_files_come_with_the_form_and_are_shown_before_they_are_published(aigul, circle, member):
    topic = make_topic(circle, member)
    page = text_of(aigul.get(f"/t/{topic.id}/reply"))
    assert '<input class="file-input" type="file" id="body-files" name="uploads" multiple>' in page
    sent = {
        **fields(page),
        "body": "Вот",
        "uploads": [(io.BytesIO(make_png()), "a.png"), (io.BytesIO(make_docx()), "b.docx")],
    }
    answer = aigul.post(f"/t/{topic.id}/reply", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 200
    body = fields(text_of(answer))["body"]
    assert body.startswith("Вот\n\n![a|40x20](/files/")
    assert "[b.docx|DOCX" in body
    assert "Файлы добавлены в конец текста" in text_of(answer)
    answer = aigul.post(f"/t/{topic.id}/reply", data={**fields(text_of(answer)), "body": body})
    assert answer.status_code == 303


def test_a_form_with_a_refused_file_keeps_its_text(aigul, circle, member):
    topic = make_topic(circle, member)
    page = text_of(aigul.get(f"/t/{topic.id}/reply"))
    sent = {**fields(page), "body": "Мой текст", "uploads": [(io.BytesIO(b""), "a.png")]}
    answer = aigul.post(f"/t/{topic.id}/reply", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert fields(text_of(answer))["body"] == "Мой текст"
    assert "Файл пустой" in text_of(answer)


DROP = """([name, bytes, kind]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
  const box = document.querySelector('textarea[name=body]');
  const options = { bubbles: true, cancelable: true };
  box.dispatchEvent(kind === 'paste'
    ? new ClipboardEvent('paste', { ...options, clipboardData: data })
    : new DragEvent('drop', { ...options, dataTransfer: data }));
}"""


@pytest.fixture
def page(chromium, aigul, circle):
    with visiting(chromium, aigul) as page:
        page.goto(f"{ADDRESS}/t/new?association={circle}")
        yield page


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_pasted_and_dropped_where_one_writes(page, kind):
    box = page.locator("textarea[name=body]")
    box.fill("До ")
    page.evaluate(DROP, ["доска.png", list(make_png()), kind])
    expect(box).to_have_value(re.compile(r"^До !\[доска\|40x20\]\(/files/\d+/media/[\w.]+\)\n$"))
    expect(page.locator("[data-sending] li")).to_have_count(0)


@pytest.mark.browser
def test_a_refused_file_says_why_and_leaves_no_trace_in_the_text(page):
    box = page.locator("textarea[name=body]")
    box.fill("До")
    page.evaluate(DROP, ["пусто.png", [], "drop"])
    expect(page.get_by_role("alert")).to_contain_text("Файл пустой")
    assert box.input_value().strip() == "До"
    assert axe(page) == []
    page.get_by_role("button", name="Убрать").click()
    expect(page.locator("[data-sending] li")).to_have_count(0)


@pytest.mark.browser
def test_sending_can_be_stopped_and_nothing_is_published_meanwhile(page):
    held = []
    page.route("**/files", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks its handlers
    box = page.locator("textarea[name=body]")
    page.evaluate(DROP, ["доска.png", list(make_png()), "drop"])
    expect(page.locator("[data-sending] progress")).to_be_visible()
    page.get_by_role("textbox", name="Заголовок").fill("Тема с картинкой")
    page.get_by_role("button", name="Опубликовать").click()
    expect(page.locator("[data-sending] [role=status]")).to_contain_text("ещё отправляется")
    assert axe(page) == []
    page.get_by_role("button", name="Отменить: доска.png").click()
    expect(page.locator("[data-sending] li")).to_have_count(0)
    assert box.input_value().strip() == ""


@pytest.mark.browser
def test_a_file_is_chosen_by_the_button(page):
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Картинка или файл").click()
    chosen.value.set_files([{"name": "План.docx", "mimeType": "application/zip", "buffer": make_docx()}])
    box = page.locator("textarea[name=body]")
    expect(box).to_have_value(re.compile(r"^\[План.docx\|DOCX, \d+ КБ\]\(/files/\d+/"))
    page.get_by_role("button", name="Посмотреть, как будет выглядеть").click()
    expect(page.locator(".preview .file-card")).to_contain_text("План.docx")


@pytest.mark.browser
def test_a_teacher_writes_with_a_picture_and_a_formula_and_a_visitor_reads_it(page, app, chromium):
    page.get_by_role("textbox", name="Заголовок").fill("Как я объясняю дроби")
    box = page.locator("textarea[name=body]")
    box.fill("Половина: $\\frac{1}{2}$ :спасибо:\n\n")
    page.evaluate(DROP, ["доска.png", list(make_png(300, 200)), "paste"])
    expect(box).to_have_value(re.compile(r"media/"))
    page.get_by_label("Все, в том числе без входа").check()
    page.get_by_role("button", name="Опубликовать").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Как я объясняю дроби")
    address = page.locator('link[rel="canonical"]').get_attribute("href").removeprefix("http://localhost")
    with visiting(chromium, app.test_client(), width=360) as reader:
        reader.goto(f"{ADDRESS}{address}")
        picture = reader.get_by_role("img", name="доска")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", 300)
        expect(reader.locator("math mfrac")).to_be_visible()
        assert "composer" not in reader.content()
        assert axe(reader) == []
