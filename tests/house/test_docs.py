"""What the documents point to is there: files, commands of make, settings."""

import re
from dataclasses import fields

import pytest

from config import Config
from tests.house.tree import ROOT, source, under

PAGES = [*under("docs", suffix=".md"), *under("README.md", "SECURITY.md", "CHANGELOG.md")]
LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
# settings of the tests and of the development, not of a running forum
NOT_SETTINGS = {"FORUM_TEST_DATABASE_URL", "FORUM_TEST_CHROMIUM", "FORUM_TEST_SCREENSHOTS"}


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_links_lead_somewhere(path):
    targets = [first or second for first, second in LINK.findall(source(path))]
    local = [target.partition("#")[0] for target in targets if not re.match(r"https?:|mailto:|#", target)]
    assert not [target for target in local if not (ROOT / path.parent / target).exists()]


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_named_make_targets_exist(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", source(path))) | set(
        re.findall(r"^make ([a-z-]+)", source(path), re.MULTILINE)
    )
    assert named <= targets


def test_readme_names_every_setting_and_no_other():
    read = set(re.findall(r"FORUM_[A-Z_]+", (ROOT / "config.py").read_text("utf-8"))) - {"FORUM_"}
    written = set(re.findall(r"FORUM_[A-Z_]+", source(next(iter(under("README.md"))))))
    assert written - NOT_SETTINGS == read
    assert len(fields(Config)) <= len(read) + 1, "every field of Config comes from a setting, `testing` aside"


def test_decisions_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in under("docs/decisions", suffix=".md")]
    assert numbers == list(range(1, len(numbers) + 1))
    for path in under("docs/decisions", suffix=".md"):
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in source(path), f"{path} has no {part}"
