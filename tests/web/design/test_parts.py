"""The page of parts: valid, accessible in both themes and widths, nothing too small, nothing inline, light to load."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.web.design.checks import ADDRESS, ROOT, axe, invalid, sideways, small_targets, visiting

DIST = ROOT / "static" / "dist"
KILOBYTE = 1000

pytestmark = pytest.mark.anywhere


def test_html_is_valid(client):
    assert invalid({"parts": client.get("/styleguide").text}) == []


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_accessible(client, chromium, width, theme):
    with visiting(chromium, client, width=width, theme=theme) as page:
        page.goto(f"{ADDRESS}/styleguide")
        assert axe(page) == []
        assert sideways(page) == []
        assert small_targets(page) == []


@pytest.mark.browser
def test_readable_at_twice_the_size(client, chromium):
    with visiting(chromium, client, width=640) as page:
        page.goto(f"{ADDRESS}/styleguide")
        assert sideways(page) == []
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert sideways(page) == []


@pytest.mark.browser
def test_a_sheet_of_places_opens_without_script(client, chromium):
    with visiting(chromium, client, width=360, script=False) as page:
        page.goto(f"{ADDRESS}/styleguide")
        if page.locator("#places").count():
            assert not page.locator("#places").is_visible()
            page.locator(".top-places").click()
            assert page.locator("#places").is_visible()


@pytest.mark.browser
def test_slash_goes_to_the_search(client, chromium):
    with visiting(chromium, client) as page:
        page.goto(f"{ADDRESS}/styleguide")
        page.locator("body").press("/")
        assert page.evaluate("document.activeElement.id") == "top-q"


@pytest.mark.browser
def test_chosen_colours_stay(client, chromium):
    with visiting(chromium, client) as page:
        page.goto(f"{ADDRESS}/styleguide")
        page.locator("[data-theme-set=dark]").click()
        page.reload()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.locator("[data-theme-set=dark]").get_attribute("aria-pressed") == "true"


@pytest.mark.browser
def test_comments_stand_beside_their_places_without_overlap(client, chromium):
    with visiting(chromium, client) as page:
        page.goto(f"{ADDRESS}/styleguide")
        page.wait_for_selector(".doc-layout.is-placed .doc-lines path")
        boxes = page.evaluate(
            """() => [...document.querySelectorAll('.doc-margin .comment')]
              .map((comment) => comment.getBoundingClientRect().toJSON())"""
        )
        tops = [box["top"] for box in boxes]
        assert len(boxes) == 4
        assert tops == sorted(tops)
        assert all(above["bottom"] < below["top"] for above, below in pairwise(boxes))


def crowd(page, more):
    """Add so many copies of the comments before the page's own script sees them."""
    page.add_init_script(
        """document.addEventListener('readystatechange', () => {
          if (document.readyState !== 'interactive') return;
          const side = document.querySelector('.doc-margin');
          const there = [...side.querySelectorAll('.comment[data-block]')];
          for (let i = 0; i < MORE; i += 1) {
            const copy = there[i % there.length].cloneNode(true);
            copy.id = `c-more-${i}`;
            copy.insertAdjacentHTML('beforeend', '<div class="post-actions"><button>Принять</button></div>');
            side.append(copy);
          }
        });""".replace("MORE", str(more))
    )


@pytest.mark.browser
def test_crowded_comments_fold_but_for_the_chosen_one(client, chromium):
    with visiting(chromium, client) as page:
        crowd(page, 1)
        page.goto(f"{ADDRESS}/styleguide")
        page.wait_for_selector(".doc-layout.is-crowded.is-placed")
        boxes = page.evaluate(
            """() => [...document.querySelectorAll('.doc-margin .comment[data-block]')]
              .map((comment) => comment.getBoundingClientRect().toJSON())"""
        )
        boxes.sort(key=lambda box: box["top"])
        assert all(above["bottom"] < below["top"] for above, below in pairwise(boxes))
        folded = page.locator(".doc-margin .comment[data-block]:has(.post-actions)").first
        assert not folded.locator(".post-actions").is_visible()
        folded.locator(".comment-number").focus()
        assert folded.locator(".post-actions").is_visible()


@pytest.mark.browser
def test_very_many_comments_are_a_list_beside_the_plan(client, chromium):
    with visiting(chromium, client) as page:
        crowd(page, 40)
        page.goto(f"{ADDRESS}/styleguide")
        page.wait_for_selector(".doc-layout.is-list")
        assert page.locator(".doc-lines").is_hidden()
        mark = page.locator(".place-mark").last
        mark.click()
        chosen = page.locator(".comment.is-active")
        assert chosen.evaluate("comment => comment.getBoundingClientRect().top < innerHeight")
        assert mark.is_visible()


@pytest.mark.browser
def test_on_a_phone_a_mark_opens_the_comment_and_focus_returns(client, chromium):
    with visiting(chromium, client, width=360) as page:
        page.goto(f"{ADDRESS}/styleguide")
        mark = page.locator(".place-mark").first
        mark.click()
        sheet = page.locator("dialog.sheet[open]")
        assert sheet.locator(".comment").count() == 1
        page.keyboard.press("Escape")
        assert sheet.count() == 0
        assert mark.evaluate("mark => mark === document.activeElement")


@pytest.mark.browser
def test_a_wide_table_is_read_by_rows_on_a_phone(client, chromium):
    with visiting(chromium, client, width=360) as page:
        page.goto(f"{ADDRESS}/styleguide")
        table = page.locator("table.doc").first
        assert "is-stacked" in table.get_attribute("class")
        assert table.locator("#b4").get_attribute("data-label") == "Действия педагога"
        page.get_by_role("button", name="Показать таблицей").click()
        assert "is-stacked" not in table.get_attribute("class")


def packed(path: str) -> int:
    return (DIST / f"{path}.br").stat().st_size


def scripts_of(name: str, manifest: dict[str, str]) -> set[str]:
    """Return an entry and the shared pieces it imports."""
    built = manifest[name]
    text = (DIST / built).read_text("utf-8")
    return {built} | {f"js/{shared.name}" for shared in (DIST / "js").glob("shared-*.js") if shared.name in text}


def test_first_visit_is_light():
    manifest = json.loads((DIST / "manifest.json").read_text("utf-8"))
    style = packed(manifest["css/site.css"])
    assert style <= 14 * KILOBYTE
    visitor = style + packed(manifest["js/site.js"]) + packed(manifest["js/theme.js"])
    assert visitor <= 15 * KILOBYTE
    writer = visitor + sum(map(packed, scripts_of("js/composer.js", manifest)))
    assert writer <= 35 * KILOBYTE


def test_built_files_name_their_content():
    manifest = json.loads((DIST / "manifest.json").read_text("utf-8"))
    for built in manifest.values():
        assert (DIST / built).exists()
        if Path(built).suffix in {".css", ".js", ".svg"}:
            assert (DIST / f"{built}.br").exists()
            assert (DIST / f"{built}.gz").exists()


def test_the_lock_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
