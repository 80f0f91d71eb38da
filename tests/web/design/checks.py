"""Check any page: accessibility by axe-core, HTML by html-validate, sideways scroll; no network is used.

For other tests of pages:

    with visiting(chromium, client, width=360, theme="dark") as page:
        page.goto(ADDRESS + "/styleguide")
        assert axe(page) == []
        assert sideways(page) == []
    assert invalid({"styleguide": client.get("/styleguide").text}) == []

`chromium` is the fixture of that name, `client` a Flask test client (sign it in first if a person should look): every
request of the browser is answered by it, files of static/ included.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, unquote

from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "node_modules"
ADDRESS = "http://localhost"
MISSING = "what checks pages is not here: run `bin/assets --with-tests` once"


@contextmanager
def visiting(
    chromium: Browser, client: FlaskClient, *, width: int = 1280, theme: str = "light", script: bool = True
) -> Iterator[Page]:
    """Open an empty page whose requests `client` answers; `theme` is what the system asks for."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, java_script_enabled=script
    )

    def answer(route: Route) -> None:
        asked = route.request
        sent = {name: value for name, value in asked.headers.items() if name not in {"cookie", "host"}}
        # A browser would follow a redirect past us, so the client follows it: the address stays what was asked for.
        with client.application.app_context():
            reply = client.open(
                asked.url.removeprefix(ADDRESS),
                method=asked.method,
                headers=sent,
                data=asked.post_data_buffer,
                follow_redirects=True,
            )
        body = reply.get_data()
        reply.close()
        route.fulfill(status=reply.status_code, headers=dict(reply.headers), body=body)

    context.route("**/*", answer)
    page = context.new_page()
    yield page
    context.close()


def axe(page: Page, *, leave_out: tuple[str, ...] = (), only: tuple[str, ...] | None = None) -> list[str]:
    """Return what axe-core finds on the page, one line a place; rules to `leave_out`, or the `only` ones to ask."""
    path = MODULES / "axe-core" / "axe.min.js"
    assert path.exists(), MISSING
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(path.read_text("utf-8"))
    rules = {rule: {"enabled": False} for rule in leave_out}
    options: dict[str, object] = {"rules": rules, "resultTypes": ["violations"]}
    if only is not None:
        options["runOnly"] = {"type": "rule", "values": only}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {' '.join(node['target'])}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Return the elements that make the page scroll sideways."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          const over = (element) => element.getBoundingClientRect().right > width + 1;
          return [...document.querySelectorAll('body *')].filter(over).map((e) => `${e.tagName}.${e.className}`);
        }"""
    )


def small_targets(page: Page, least: float = 44) -> list[str]:
    """Return buttons, menu lines, tabs and fields that are smaller than a finger (pixels); not links in text."""
    return page.evaluate(
        """least => {
          const asked = 'button, .btn, summary, .tabs a, .chip, .pagination a, .menu-list a, .input, .choice, .tool';
          const shown = (e) => e.checkVisibility({ visibilityProperty: true });
          const seen = [...document.querySelectorAll(asked)].filter(shown);
          const small = seen.filter((e) => {
            const box = e.getBoundingClientRect();
            return box.width > 1 && box.height > 1 && box.height < least - 2;
          });
          return small.map((e) => `${e.tagName}.${e.className}: ${Math.round(e.getBoundingClientRect().height)}`);
        }""",
        least,
    )


def invalid(pages: Mapping[str, str]) -> list[str]:
    """Return what html-validate finds in {name: HTML}, one line a place; give many pages at once."""
    program = MODULES / "html-validate" / "bin" / "html-validate.mjs"
    assert program.exists(), MISSING
    folder = subprocess.run([ROOT / "bin" / "find-node"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    with TemporaryDirectory() as work:
        for name, html in pages.items():
            (Path(work) / f"{quote(name, safe='')}.html").write_text(html, "utf-8")
        report = Path(work) / "report.json"
        rules = Path(__file__).parent / "valid.json"
        command = [
            Path(folder.strip()) / "node",
            program,
            f"--config={rules}",
            f"--formatter=json={report}",
            f"{work}/*.html",
        ]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert report.exists(), run.stderr
        results = json.loads(report.read_text("utf-8"))
    return [
        f"{unquote(Path(result['filePath']).stem)}:{place['line']}: {place['ruleId']}: {place['message']}"
        for result in results
        for place in result["messages"]
    ]
