"""The form for text in a browser: tools, keys, names, the look beside, the count."""

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import make_person
from tests.factories.topics import make_topic
from tests.web.design.checks import ADDRESS, axe, sideways, visiting

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium, aigul, circle):
    with visiting(chromium, aigul) as page:
        page.goto(f"{ADDRESS}/t/new?association={circle}")
        yield page


def box(page):
    return page.locator("textarea[name=body]")


@pytest.mark.parametrize(
    ("tool", "typed", "made"),
    [
        ("Таблица", "", "| Первое | Второе |\n|---|---|\n|  |  |\n|  |  |\n\n"),
        ("Формула", "x", "$x$"),
        ("Свёрнутый текст", "Ответ 5", '[details="Заголовок"]\nОтвет 5\n[/details]\n\n'),
        ("Код", "x = 1", "`x = 1`"),
        ("Жирный, Ctrl+B", "слово", "**слово**"),
    ],
)
def test_a_tool_writes_what_it_says(page, tool, typed, made):
    box(page).fill(typed)
    box(page).select_text()
    page.get_by_role("button", name=tool).click()
    assert box(page).input_value() == made
    expect(box(page)).to_be_focused()


def test_the_keys_of_the_tools_work_and_can_be_undone(page):
    box(page).fill("слово")
    box(page).select_text()
    page.keyboard.press("Control+b")
    assert box(page).input_value() == "**слово**"
    page.keyboard.press("Control+z")
    assert box(page).input_value() == "слово"


def test_the_toolbar_is_one_stop_of_the_tab_key_and_arrows_walk_it(page):
    page.locator("markdown-toolbar").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Упомянуть коллегу")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Смайлик")).to_be_focused()


def test_the_look_stands_beside_and_follows_the_text(page):
    box(page).fill("Дроби $\\frac{1}{2}$")
    page.get_by_role("button", name="Посмотреть, как будет выглядеть").click()
    expect(page.locator(".preview mfrac")).to_be_visible()
    expect(box(page)).to_be_visible()
    beside, text = page.locator(".preview").bounding_box(), box(page).bounding_box()
    assert beside["x"] > text["x"] + text["width"] - 1
    box(page).fill("Теперь **жирно**")
    expect(page.locator(".preview strong")).to_have_text("жирно")
    assert axe(page) == []


def test_on_a_phone_the_look_takes_the_place_of_the_text(chromium, aigul, circle):
    with visiting(chromium, aigul, width=360, theme="dark") as page:
        page.goto(f"{ADDRESS}/t/new?association={circle}")
        box(page).fill("Дроби **просто**")
        look = page.get_by_role("button", name="Посмотреть, как будет выглядеть")
        look.click()
        expect(page.locator(".preview strong")).to_be_visible()
        expect(box(page)).to_be_hidden()
        assert sideways(page) == []
        assert axe(page) == []
        look.click()
        expect(box(page)).to_be_focused()


def test_a_text_too_long_is_counted_and_not_sent(page):
    box(page).fill("я" * 32_001)
    expect(page.locator("[data-counter]")).to_have_text("Лишних знаков: 1. Сократите текст.")
    page.get_by_role("button", name="Опубликовать").click()
    expect(box(page)).to_be_focused()
    assert page.url.startswith(f"{ADDRESS}/t/new?")
    box(page).fill("короче")
    expect(page.locator("[data-counter]")).to_contain_text("6 из")


def test_names_tags_places_and_emoji_are_offered(page, circle, member):
    make_topic(circle, member, tags=["дроби"])
    box(page).press_sequentially("#дро")
    expect(page.locator(".mentions [role=option]").first).to_contain_text("дроби")
    page.keyboard.press("Enter")
    assert box(page).input_value() == "#дроби "
    box(page).press_sequentially("#матем")
    expect(page.locator(".mentions [role=option]").first).to_contain_text("Математики города")
    page.keyboard.press("Enter")
    assert box(page).input_value().startswith("#дроби #")
    box(page).press_sequentially(":спас")
    expect(page.locator(".mentions [role=option]").first).to_contain_text("🙏")
    page.keyboard.press("Enter")
    assert box(page).input_value().endswith("🙏 ")
    page.get_by_role("button", name="Смайлик").click()
    expect(page.locator(".is-emoji [role=option]")).to_have_count(32)
    page.keyboard.press("Escape")
    box(page).fill("")
    box(page).press_sequentially("@айг")
    expect(page.locator(".mentions [role=option]").first).to_contain_text("Сейтова Айгүл")
    page.keyboard.press("Enter")
    assert box(page).input_value() == "@aigul "


def test_the_circles_follow_the_association_without_htmx(page, circle):
    assert page.evaluate("document.documentElement.dataset.fragments") is None
    page.get_by_label("Только я").check()
    expect(page.locator("#audience-readers")).to_have_text("Увидите только вы")


def test_ctrl_enter_sends(page, circle):
    page.get_by_role("textbox", name="Заголовок").fill("Как объяснить дроби")
    box(page).fill("Коллеги, как?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Как объяснить дроби")


def test_a_stranger_is_offered_no_tag_of_a_circle(app, circle, member):
    from tests.factories.accounts import sign_in  # noqa: PLC0415

    make_topic(circle, member, audience=circle, tags=["тайна"])
    client = app.test_client()
    sign_in(client, make_person())
    assert client.get("/mentions?key=%23&q=тай").json == []
