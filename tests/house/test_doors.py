"""Some acts have one place: the end of a transaction, the time of day, HTML taken as safe."""

import ast
from pathlib import Path

from tests.house.tree import calls, dotted, tree, under

CLOCK = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.date.today",
}

# file -> why a commit stands there
COMMITS = {
    "forum/db.py": "the one transaction of a request, a command or a job",
    "forum/cli/demo/state.py": "a setting of a connection of PostgreSQL, kept while the demo is loaded",
    "forum/search/index.py": "the writer of the search index: files, not rows; rebuilt from the rows when lost",
}

# file -> why it looks at the environment at all
ENVIRONMENT = {"forum/cli/serve.py": "hands the whole environment on to the processes it starts"}

# file -> why Markup() stands there
MARKUP = {"forum/web/lessons/paper.py": "puts our own links and numbers into a rendition that its converter made safe"}


def found(names: set[str], allowed: set[str], *folders: str) -> list[str]:
    """List the places that call one of the names outside the allowed files."""
    return [
        f"{path}:{line} {name}()"
        for path in under(*folders, suffix=".py")
        if str(path) not in allowed
        for line, name in calls(path)
        if name in names
    ]


def test_only_the_database_door_commits():
    outside = [
        f"{path}:{line} {name}()"
        for path in under("forum", "config.py", "wsgi.py", suffix=".py")
        if str(path) not in COMMITS
        for line, name in calls(path)
        if name.rpartition(".")[2] == "commit"
    ]
    assert not outside


def test_only_the_clock_knows_the_time():
    assert not found(CLOCK, {"forum/clock.py"}, "forum", "config.py", "wsgi.py")


def test_html_is_taken_as_safe_only_where_it_is_explained():
    assert not found({"Markup", "markupsafe.Markup", "flask.Markup"}, {*MARKUP}, "forum")


def test_only_the_config_reads_the_environment():
    readers = [
        f"{path}:{node.lineno}"
        for path in under("forum", "wsgi.py", suffix=".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv"}
    ]
    assert not [place for place in readers if place.split(":")[0] not in ENVIRONMENT]


def test_every_exception_names_a_file_that_exists():
    for path in [*COMMITS, *MARKUP, *ENVIRONMENT]:
        assert Path(path) in under("forum", suffix=".py"), path
