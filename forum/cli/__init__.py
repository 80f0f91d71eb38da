"""Commands of the forum: one noun per file, each loaded only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "serve": "forum.cli.serve:serve",
    "web": "forum.cli.serve:web",
    "worker": "forum.cli.worker:worker",
    "database": "forum.cli.database:database",
    "demo": "forum.cli.demo.command:demo",
    "search": "forum.cli.search:search",
    "people": "forum.cli.people:people",
}


class Lazy(click.Group):
    """A group that imports a command when it is asked for, so a light one stays light."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's call
        """Return the nouns."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's call
        """Import the module of one noun and return its command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run and look after a teachers' forum."""
