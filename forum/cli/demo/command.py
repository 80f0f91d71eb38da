"""The command that fills an empty forum: with the demo, or with a large generated forum for measuring."""

from __future__ import annotations

import time

import click

from forum.cli.checks import database_problem, folder_problem, sqlite_file
from forum.cli.setting import application, settings, stop


@click.command()
@click.option("--scale", type=click.IntRange(1, 10), help="Load a generated forum instead: N times 40 000 posts.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same generated forum.")
@click.option("--index/--no-index", default=True, help="Build the search index of a generated forum.")
def demo(*, scale: int | None, seed: int, index: bool) -> None:
    """Load the demo into an empty data folder, to try the forum out; its people have a password everybody knows."""
    config = settings(demo=True)
    file = sqlite_file(config.database_url)
    for problem in (folder_problem(config.data), database_problem(file) if file else None):
        if problem:
            stop(problem)
    # Heavy: only a load that can begin pays for them.
    from forum.cli.database import upgrade_or_stop  # noqa: PLC0415
    from forum.cli.demo.bulk import load_scale  # noqa: PLC0415
    from forum.cli.demo.load import load_if_empty  # noqa: PLC0415

    app = application(demo=True)
    upgrade_or_stop(app)
    begun = time.monotonic()
    with app.app_context():
        loaded = load_scale(app, scale=scale, seed=seed, index=index) if scale else load_if_empty(app)
    if not loaded:
        place, way = (config.data, "FORUM_DATA to a new folder") if file else ("PostgreSQL", "FORUM_DATABASE_URL anew")
        stop(f"The forum in {place} is not empty: set {way} to load the demo there.")
    click.echo(f"Loaded in {time.monotonic() - begun:.0f} s.")
    click.echo((config.data / "demo-sign-ins.txt").read_text("utf-8").rstrip())
