"""The demo is what README says of it: one command, an address, three sign-ins, a second start that keeps all.

The pictures of README are taken here: into FORUM_TEST_SCREENSHOTS (`make screenshots`), else into a folder that
is thrown away.
"""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.site import ROOT
from tests.processes import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

COMMAND = [sys.executable, "-c", "from forum.cli import main; main()", "serve", "--demo"]
LESSON = "Отношение двух величин: что с чем сравниваем"
TOPIC = "Устала к среде. Как вы бережёте голос и силы?"
KAZAKH_LESSON = "Тізбектей және параллель жалғау"
COLOURS = 96
HEAVIEST = 150_000


@contextmanager
def served(folder: Path):
    """Start the demo; give its address and what it printed until then; stop it as Ctrl-C does."""
    port = str(free_port())
    own = {name: value for name, value in os.environ.items() if not name.startswith(("FORUM_", "PYTEST"))}
    settings = {"FORUM_DATA": str(folder), "FORUM_PORT": port, "PYTHONUNBUFFERED": "1"}
    log = folder.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen(COMMAND, cwd=ROOT, env={**own, **settings}, stdout=out, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + 240
            while "Ctrl-C" not in log.read_text():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}", log.read_text()
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "var"
    with served(folder) as (address, printed):
        yield address, printed, folder


@pytest.fixture
def pictures(tmp_path):
    wanted = os.environ.get("FORUM_TEST_SCREENSHOTS")
    folder = ROOT / wanted if wanted else tmp_path
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        path = folder / f"{name}.png"
        page.evaluate("document.fonts.ready")
        page.screenshot(path=path)
        picture = Image.open(path).convert("RGB")
        assert len(picture.getcolors(1 << 24)) > 20, "the picture is blank"
        # A palette keeps the letters sharp and the repository small.
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        assert path.stat().st_size < HEAVIEST

    return take


@pytest.fixture
def window(demo, chromium):
    opened = []

    def open_window(*, width: int = 1200, height: int = 750, scheme: str = "light", email: str = "") -> Page:
        context = chromium.new_context(
            base_url=demo[0],
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="ru-RU",
            timezone_id="Asia/Almaty",
        )
        opened.append(context)
        page = context.new_page()
        if email:
            page.goto("/login")
            page.locator("[name=email]").fill(email)
            page.locator("[name=password]").fill(password(demo[1]))
            page.get_by_role("main").get_by_role("button", name="Войти").click()
            expect(page).not_to_have_url(re.compile("/login"))
        return page

    yield open_window
    for context in opened:
        context.close()


def sign_ins(printed: str) -> list[str]:
    return re.findall(r"^\s+(\S+@\S+)", printed, re.MULTILINE)


def password(printed: str) -> str:
    return re.search(r"password for all of them: (\S+)", printed)[1]


def test_it_prints_an_address_and_three_sign_ins_that_work(demo, window):
    address, printed, _ = demo
    assert address in printed
    assert len(sign_ins(printed)) == 3
    for email in sign_ins(printed):
        page = window(email=email)
        expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.anywhere
def test_pictures_of_readme(demo, window, pictures):
    teacher = sign_ins(demo[1])[0]
    page = window(email=teacher)
    page.goto("/latest")
    pictures(page, "latest")

    page.goto("/lessons")
    page.get_by_role("link", name=LESSON).first.click()
    page.locator(".place-mark").first.click()
    expect(page.get_by_text("Вопрос сбивает").first).to_be_visible()
    pictures(page, "lesson")
    lesson = page.url

    page.goto(re.sub(r"/lessons/.*/(\d+).*", r"/lessons/\1/compare", lesson))
    page.locator("#bc2").evaluate("mark => mark.scrollIntoView({ block: 'center' })")
    expect(page.locator("#bc2")).to_be_in_viewport()
    pictures(page, "comparison")

    page.goto("/latest")
    page.get_by_role("link", name=TOPIC).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TOPIC)
    pictures(page, "topic")

    page.goto("/search?q=сравнивать")
    expect(page.locator("mark").first).to_be_visible()
    pictures(page, "search")

    phone = window(width=390, height=750, scheme="dark", email=teacher)
    phone.goto(lesson)
    phone.locator(".place-mark").first.click()
    expect(phone.get_by_text("Вопрос сбивает").filter(visible=True).first).to_be_visible()
    pictures(phone, "phone")

    kazakh = window(width=390, height=750)
    kazakh.goto("/lessons?lang=kk")
    kazakh.get_by_role("link", name=KAZAKH_LESSON).first.click()
    expect(kazakh.get_by_role("link", name="Нұсқалар")).to_be_visible()
    pictures(kazakh, "kazakh")


def test_a_second_start_keeps_the_data_and_asks_nothing_of_anybody(tmp_path):
    folder = tmp_path / "var"
    with served(folder) as (_, first):
        assert "The demo is loaded." in first
    with served(folder) as (_, second):
        assert "The demo is loaded." not in second
        assert sign_ins(first) == sign_ins(second)
