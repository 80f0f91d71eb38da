"""The one Chromium of a test process: Playwright starts once in a thread, so all browser tests share it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the Chromium that `make test` has found, or find it."""
    path = os.environ.get("FORUM_TEST_CHROMIUM") or _found()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


def _found() -> str:
    finder = subprocess.run([ROOT / "bin" / "find-chromium"], cwd=ROOT, check=True, capture_output=True, text=True)
    return finder.stdout.strip()
