"""Bring the database to the newest schema and, for the demo, fill an empty one; then end."""

from __future__ import annotations

import click

from forum.cli.database import upgrade_or_stop
from forum.cli.setting import application

STOPPED = 130


def main() -> None:
    """Prepare the data folder of a forum that is about to start."""
    app = application()
    upgrade_or_stop(app)
    if app.extensions["forum_config"].demo:
        from forum.cli.demo.load import load_if_empty  # noqa: PLC0415 - only the demo pays for it

        with app.app_context():
            if load_if_empty(app):
                click.echo("The demo is loaded.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(STOPPED) from None
