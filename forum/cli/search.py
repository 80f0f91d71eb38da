"""Look after the search index."""

from __future__ import annotations

import click

from forum.cli.setting import application, stop
from forum.search.documents import count_all
from forum.search.engine import engine
from forum.search.entries import IndexBusy, SearchError
from forum.search.operations import rebuild as build_anew


@click.group()
def search() -> None:
    """Look after the search index."""


@search.command()
def rebuild() -> None:
    """Build the index anew from the database and swap it in; searching goes on meanwhile."""
    app = application()
    with app.app_context():
        total = count_all()
        with click.progressbar(length=max(total, 1), label="Building the index") as bar:
            try:
                count = build_anew(progress=lambda done: bar.update(done - bar.pos))
            except IndexBusy:
                stop("Another rebuild is running; wait until it has ended.")
    click.echo(f"The index holds {count} documents.")


@search.command()
def status() -> None:
    """Compare the index with the database."""
    app = application()
    with app.app_context():
        try:
            held, wanted = engine().count(), count_all()
        except SearchError as error:
            stop(f"{error} Run: forum search rebuild")
    click.echo(f"The index holds {held} documents, the database {wanted}.")
