"""Write docs/third-party.md: every library of the forum with its version and licence."""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "third-party.md"
PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)

HEAD = """\
# What others wrote

Libraries that run in the forum, pinned in `requirements.lock` and `package-lock.json`. Written by `make lock`
(bin/third_party.py). Tools of the tests stand in `requirements-dev.lock`. No file of others is kept in this repository.
"""

# What a package does not say of itself, or what is installed on other systems only.
KNOWN = {"async-timeout": "Apache-2.0", "tzdata": "Apache-2.0", "huey": "MIT"}


def licence(name: str) -> str:
    """Return the licence a package states: its SPDX expression, its classifier, or the first line of its field."""
    if name in KNOWN:
        return KNOWN[name]
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return "not stated"
    if facts["License-Expression"]:
        return str(facts["License-Expression"])
    classifiers = [
        line.rpartition(" :: ")[2] for line in facts.get_all("Classifier", []) if line.startswith("License :: ")
    ]
    return (
        ", ".join(line for line in classifiers if line != "OSI Approved")
        or (facts["License"] or "not stated").splitlines()[0][:60]
    )


def python_rows() -> list[str]:
    """Return a row of the table for every pin of the runtime lock."""
    pins = PIN.findall((ROOT / "requirements.lock").read_text("utf-8"))
    return [f"| {name} | {version} | {licence(name)} |" for name, version in pins]


def browser_rows() -> list[str]:
    """Return a row for every npm package that pages are made of or built with."""
    lock = ROOT / "package-lock.json"
    if not lock.exists():
        return []
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    sent = {name: facts for name, facts in packages.items() if name and not (facts.get("dev") or facts.get("optional"))}
    return [
        f"| {name.rpartition('node_modules/')[2]} | {facts['version']} | {facts.get('license', 'not stated')} |"
        for name, facts in sorted(sent.items())
    ]


def page() -> str:
    """Return the whole page."""
    table = "| package | version | licence |\n|---|---|---|\n"
    parts = [HEAD, "## On the server\n" + table + "\n".join(python_rows()) + "\n"]
    if rows := browser_rows():
        parts.append("## For the pages (npm)\n" + table + "\n".join(rows) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.exit("not stated" in page())
