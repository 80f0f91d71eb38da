"""What every command starts from: the settings and the application, or one clear sentence and an exit code."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
CANNOT_START = 2


def stop(sentence: str) -> NoReturn:
    """Say why a command cannot go on, in one sentence, and end with a non-zero code."""
    click.echo(sentence, err=True)
    raise SystemExit(CANNOT_START)


def settings(*, demo: bool | None = None) -> Any:
    """Read the settings from the environment; a bad one ends the command."""
    if not (ROOT / "templates").is_dir():
        stop(
            f"The forum runs from its own folder, and {ROOT} is not one: there are no pages in it. "
            "Clone the repository and install there, with make install or pip install -e ."
        )
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    module = import_module("config")
    try:
        return module.Config.from_env(demo=demo)
    except module.ConfigError as error:
        stop(str(error))


def application(*, demo: bool | None = None) -> Flask:
    """Build the application a command works on."""
    from forum.app import create_app  # noqa: PLC0415 - heavy; only commands that need it pay

    return create_app(settings(demo=demo))
