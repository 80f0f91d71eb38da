"""The files of this repository as the house rules look at them."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = {
    ".py",
    ".html",
    ".txt",
    ".css",
    ".js",
    ".json",
    ".md",
    ".cfg",
    ".toml",
    ".lock",
    ".po",
    ".sh",
    ".service",
    ".conf",
    "",
}


@cache
def tracked() -> tuple[Path, ...]:
    """List what git keeps or would keep (a new file counts before it is added), relative to the root."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (Path(name) for name in listing.split("\0") if name)
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def under(*folders: str, suffix: str = "") -> list[Path]:
    """List the tracked files below some folders (or the files of those names) that end in a suffix."""
    return [
        path
        for path in tracked()
        if path.name.endswith(suffix) and any(path.is_relative_to(folder) for folder in folders)
    ]


@cache
def source(path: Path) -> str:
    """Return the text of a tracked file."""
    return (ROOT / path).read_text("utf-8")


@cache
def markup(path: Path) -> str:
    """Return a template without its comments; lines keep their numbers."""
    return re.sub(r"{#.*?#}", lambda match: "\n" * match[0].count("\n"), source(path), flags=re.DOTALL)


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a tracked Python file."""
    return ast.parse(source(path), filename=str(path))


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for a chain of names, the tail of it for anything more."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(path: Path) -> list[tuple[int, str]]:
    """List (line, dotted name) of every call in a file."""
    return [(node.lineno, dotted(node.func)) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
