"""Watch which templates the tests render; a whole run fails at its end when one was never rendered.

Works with xdist: every worker sends its list to the process that reports. A partial run checks nothing.
"""

from pathlib import Path

import jinja2
import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SEEN = pytest.StashKey[set[str]]()

# template -> why no test renders it
UNSEEN: dict[str, str] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Note the name of every template whose body runs: pages, layouts, includes, imported macros, letters."""
    seen = config.stash[SEEN] = set()
    load = jinja2.Template._from_namespace.__func__

    def watched(cls, environment, namespace, globals):  # noqa: A002 - jinja's own name
        template = load(cls, environment, namespace, globals)
        body = template.root_render_func

        def root(*args, **kwargs):
            if template.name:
                seen.add(template.name)
            return body(*args, **kwargs)

        template.root_render_func = root
        return template

    jinja2.Template._from_namespace = classmethod(watched)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    """Take over what a worker has seen."""
    del error
    node.config.stash[SEEN].update(getattr(node, "workeroutput", {}).get("rendered", ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Send the list home from a worker; elsewhere judge it, if the run was whole and green."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["rendered"] = sorted(config.stash[SEEN])
        return
    if exitstatus == 0 and whole(config) and unseen(config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, exitstatus: int, config: pytest.Config) -> None:
    """Name the templates that nothing rendered."""
    if exitstatus in {0, 1} and whole(config) and (names := unseen(config)):
        terminalreporter.section("templates that no test rendered", red=True)
        for name in names:
            terminalreporter.line(name)


def whole(config: pytest.Config) -> bool:
    """Say whether this run was asked for every test there is."""
    option = config.option
    narrowed = option.keyword or option.markexpr or option.collectonly or getattr(option, "lf", False)
    return not narrowed and config.args == config.getini("testpaths")


def unseen(config: pytest.Config) -> list[str]:
    """List the templates that exist, were not rendered and are not excused."""
    names = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*") if path.suffix in {".html", ".txt"}}
    return sorted(names - config.stash[SEEN] - UNSEEN.keys())
