"""A module is read in one sitting and a function on one screen."""

import ast

from tests.house.tree import source, tree, under

MODULE_LINES = 400
FUNCTION_LINES = 50

# Written by Alembic: a migration is as long as what it changes.
GENERATED = "forum/migrations/versions"


def test_modules_have_at_most_400_lines():
    paths = [*under("forum", "tests", "bench", "bin", "tools", "config.py", "wsgi.py", suffix=".py")]
    long = {str(path): n for path in paths if (n := len(source(path).splitlines())) > MODULE_LINES}
    assert not {path: n for path, n in long.items() if not path.startswith(GENERATED)}


def test_static_files_have_at_most_400_lines():
    paths = [
        *under("static/js", suffix=".js"),
        *under("static/css", suffix=".css"),
        *under("templates", suffix=".html"),
    ]
    long = {str(path): n for path in paths if (n := len(source(path).splitlines())) > MODULE_LINES}
    assert not long


def test_functions_have_at_most_50_lines():
    long = {}
    for path in under("forum", "bench", "config.py", suffix=".py"):
        if path.is_relative_to(GENERATED):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{path}:{node.lineno} {node.name}"] = lines
    assert not long


def test_no_drawer_for_everything():
    drawers = {"utils", "util", "helpers", "helper", "common", "core", "misc", "shared", "base"}
    assert not [path for path in under("forum", suffix=".py") if drawers & {*path.parts, path.stem}]
