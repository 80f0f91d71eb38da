"""Look after people from the command line: what the first administrator of a real site needs."""

from __future__ import annotations

import click
from sqlalchemy import select

from forum.accounts.models import Person
from forum.cli.setting import application, stop
from forum.db import transaction


@click.group()
def people() -> None:
    """Look after people."""


@people.command()
@click.argument("email")
def admin(email: str) -> None:
    """Make the person with this EMAIL an administrator (she signs up in the browser first)."""
    app = application()
    with app.app_context(), transaction() as session:
        person = session.scalar(select(Person).where(Person.email == email.strip().lower()))
        if person is None:
            stop(f"Nobody has signed up with the address {email}.")
        person.is_admin = True
        click.echo(f"{person.full_name} is an administrator now.")
