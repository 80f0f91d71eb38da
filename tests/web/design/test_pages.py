"""Every page in every state: accessible, valid, quiet, inside the screen; wide, narrow, light, dark, each language."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from forum.search import engine
from forum.web.identity import LOCALE_COOKIE
from tests.factories.accounts import sign_in
from tests.web.design.checks import ADDRESS, axe, invalid, sideways, small_targets, visiting
from tests.web.design.world import ROOMS, State, World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = 1280, 360
# Nothing but colours changes with the theme, so after the first look only they are asked for.
COLOURS = ("color-contrast", "link-in-text-block")
# What a script does on a change of width it does within two frames.
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20))))"
PHOTOS = os.environ.get("FORUM_TEST_PAGES")


@pytest.fixture
def world_in(app, tmp_path) -> Iterator[Callable[[str], World]]:
    """Give a maker of the world in a language, with a search index of its own."""
    before = list(engine._roots)
    engine.configure(tmp_path / "index")
    yield make_world
    engine.engine().close()
    engine._roots[:] = before


class Look:
    """A browser window of one person, and what is wrong with the pages she was shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        self.html: dict[str, str] = {}
        page.on("pageerror", lambda error: self.note(f"script: {error}"))
        page.on("console", lambda said: said.type == "error" and self.hear(said.text))

    def hear(self, text: str) -> None:
        """Note a complaint of the browser, but for the answers that are errors on purpose."""
        if not text.startswith("Failed to load resource: the server responded with a status of 4"):
            self.note(f"console: {text}")

    def note(self, text: str) -> None:
        """Write down one thing that is wrong with the page in view."""
        self.wrong.append(f"{self.name}: {text}")

    def at(self, state: State, language: str) -> None:
        """Open a page, or send its form, and look at it wide and narrow, light and dark."""
        self.name = f"{language} {state.name}"
        self.page.set_viewport_size({"width": WIDE, "height": 800})
        scheme = "dark" if language == "kk" else "light"
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        with self.page.expect_response(lambda answer: answer.request.is_navigation_request()) as answered:
            self.page.goto(ADDRESS + state.address)
        if state.send is not None:
            with self.page.expect_navigation() as sent:
                self._send(state.send)
            answer = sent.value
        else:
            answer = answered.value
        if answer.status != state.status:
            self.note(f"answered {answer.status}")
        self.html[self.name] = answer.text()
        self._judge(language, state.name)

    def _send(self, values: dict[str, str]) -> None:
        form = self.page.locator("main form[method=post]", has=self.page.locator(f"[name={next(iter(values))}]")).first
        for name, value in values.items():
            form.locator(f"[name={name}]").first.fill(value)
        form.evaluate("form => form.requestSubmit()")

    def _judge(self, language: str, name: str) -> None:
        """Ask everything wide and narrow; a language changes only words, so there one narrow look does."""
        if language == "ru":
            self._look(f"{language}-{WIDE}-light", name)
            self.page.emulate_media(color_scheme="dark")
            self._look(f"{language}-{WIDE}-dark", name, COLOURS)
        self._inside(WIDE)
        self.page.set_viewport_size({"width": NARROW, "height": 760})
        self.page.evaluate(SETTLED)
        self._inside(NARROW)
        for place in small_targets(self.page):
            self.note(f"small at {NARROW}: {place}")
        self._look(f"{language}-{NARROW}-{'light' if language == 'en' else 'dark'}", name)
        if language == "ru":
            self.page.emulate_media(color_scheme="light")
            self._look(f"{language}-{NARROW}-light", name, COLOURS)
            self._twice_as_large()

    def _twice_as_large(self) -> None:
        """Letters of twice the size stay inside a screen of 640 pixels."""
        self.page.set_viewport_size({"width": 640, "height": 800})
        self.page.evaluate("document.documentElement.style.fontSize = '200%'")
        self.page.evaluate(SETTLED)
        self._inside("200 %")

    def _inside(self, width: int | str) -> None:
        for place in sideways(self.page):
            self.note(f"sideways at {width}: {place}")

    def _look(self, how: str, name: str, rules: tuple[str, ...] | None = None) -> None:
        for place in axe(self.page, only=rules):
            self.note(f"{how}: {place}")
        if PHOTOS:
            path = Path(PHOTOS) / f"{name.replace(' ', '-').replace(',', '')}-{how}.jpg"
            self.page.screenshot(path=path, full_page=True, type="jpeg", quality=60)


@contextmanager
def looking(chromium: Browser, client: FlaskClient) -> Iterator[Look]:
    """Open a window that the site's policy of content holds in."""
    with visiting(chromium, client) as page:
        yield Look(page)


@pytest.mark.parametrize("room", ROOMS)
# Another language changes only words: those pages are asked of one database.
@pytest.mark.parametrize("language", ["ru", *(pytest.param(one, marks=pytest.mark.anywhere) for one in ("kk", "en"))])
def test_every_page(app, chromium, world_in, language, room):
    world = world_in(language)
    wrong: list[str] = []
    html: dict[str, str] = {}
    every = ROOMS[room](world)
    for who in sorted({state.who for state in every}):
        client = app.test_client()
        client.set_cookie(LOCALE_COOKIE, language)
        if who != "visitor":
            sign_in(client, world.people[who])
        with looking(chromium, client) as look:
            for state in (one for one in every if one.who == who):
                look.at(state, language)
        wrong += look.wrong
        html |= look.html
    wrong += invalid(html)
    assert not wrong, "\n".join(wrong)
