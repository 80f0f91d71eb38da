"""What a journey stands on: one real site a process, a window for each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.people import Person, Troubles
from tests.journeys.seed import head_email
from tests.journeys.site import Site, running_site

PATIENCE_MS = 15_000
WINDOWS = pytest.StashKey[list[BrowserContext]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Add to the report of a failure what stood in every window."""
    report = yield
    if report.failed and call.when == "call":
        for page in [page for context in item.stash.get(WINDOWS, []) for page in context.pages]:
            report.sections.append((page.url, page.locator("body").inner_text()))
    return report


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give the running site."""
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def troubles(site: Site) -> Iterator[Troubles]:
    """Collect what browsers complain about; nothing may be there at the end."""
    collected = Troubles([])
    yield collected
    assert collected.found == [], site.log()


@pytest.fixture
def window(
    chromium: Browser, site: Site, troubles: Troubles, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Person]]:
    """Give a maker of people, each with a browser window of her own."""
    contexts = request.node.stash.setdefault(WINDOWS, [])

    def open_window(full_name: str, email: str, *, script: bool = True, width: int = 1280, **wishes) -> Person:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, locale="ru-RU",
            timezone_id="Asia/Almaty", **wishes,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        troubles.watch(context)
        contexts.append(context)
        return Person(site, context.new_page(), full_name, email, script=script)

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def head(window: Callable[..., Person], request: pytest.FixtureRequest) -> Person:
    """Give the head of an association, signed in; the walk is named by the mark `walk`."""
    return _head(window, request, script=True)


@pytest.fixture
def plain_head(window: Callable[..., Person], request: pytest.FixtureRequest) -> Person:
    """Give the head with JavaScript off."""
    return _head(window, request, script=False)


def _head(window: Callable[..., Person], request: pytest.FixtureRequest, *, script: bool) -> Person:
    walk = request.node.get_closest_marker("walk").args[0]
    person = window("Сейітқали Нұрлан Ерболұлы", head_email(walk), script=script)
    person.username = f"nurlan-{walk}"
    person.signs_in()
    return person
