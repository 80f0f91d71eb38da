"""A person in front of a browser: what she does is written as she would tell it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.factories.accounts import PASSWORD
from tests.journeys.site import Site, wait_for

WAIT_SECONDS = 20
# What a browser itself says about an answer that is an error on purpose, not about the page.
OF_AN_ANSWER = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d)")


@dataclass
class Person:
    """Somebody with a browser window, on a site; `script` says whether JavaScript is on."""

    site: Site
    page: Page
    full_name: str
    email: str
    username: str = ""
    password: str = PASSWORD
    script: bool = True

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(path if path.startswith("http") else f"{self.site.url}{path}")

    @property
    def path(self) -> str:
        """Return where she is, without host, query and place in the page."""
        return re.sub(r"[?#].*", "", self.page.url.removeprefix(self.site.url))

    def comes_to(self, path: str) -> None:
        """Expect to have been led to an address, scripts and all."""
        self.page.wait_for_url(lambda url: re.sub(r"[?#].*", "", url) == f"{self.site.url}{path}")

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button of that name."""
        (within or self.page).get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        """Follow the link of that name."""
        (within or self.page).get_by_role("link", name=name, exact=True).first.click()

    def fill(self, label: str, text: str) -> None:
        """Type into the field of that name in the page's main part."""
        self.field(label).fill(text)

    def field(self, label: str) -> Locator:
        """Return the field of that name in the page's main part."""
        return self.main.get_by_label(label).and_(self.page.locator("input, textarea, select")).first

    @property
    def box(self) -> Locator:
        """Return the field for text, whatever it is called on this page."""
        return self.main.locator("textarea[name=body]")

    @property
    def main(self) -> Locator:
        """Return the main part of the page."""
        return self.page.get_by_role("main")

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Expect words somewhere on the page, shown."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def misses(self, text: str | re.Pattern[str]) -> None:
        """Expect words nowhere on the page."""
        expect(self.page.get_by_text(text)).to_have_count(0)

    def comes_back_until(self, path: str, look: Callable[[], bool]) -> None:
        """Open a page again and again until it shows what the worker has done meanwhile."""

        def again() -> bool:
            self.go(path)
            return look()

        wait_for(again, WAIT_SECONDS, lambda: f"{path} never shows it:\n{self.main.inner_text()}")

    def signs_in(self) -> None:
        """Sign in by the form."""
        self.go("/login")
        self.fills_sign_in()
        expect(self.page.get_by_role("link", name=re.compile("Уведомления|уведомлен")).first).to_be_visible()

    def fills_sign_in(self) -> None:
        """Fill the form she was led to, and send it."""
        self.fill("Почта", self.email)
        self.fill("Пароль", self.password)
        self.press("Войти", within=self.main)


@dataclass
class Troubles:
    """What browsers complained about while people worked: scripts that fell, refused resources, broken policy."""

    found: list[str]

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of a browser window."""
        context.on("weberror", lambda one: self.found.append(f"{one.page.url if one.page else ''}: {one.error}"))
        context.on("console", lambda one: self._note(one.type, one.text, one.page.url if one.page else ""))

    def _note(self, kind: str, text: str, url: str) -> None:
        if kind in {"error", "warning"} and not OF_AN_ANSWER.match(text):
            self.found.append(f"{url}: {text}")
