"""Commands about the account."""

from __future__ import annotations

import click

from .connection import Connection, connected
from .following import situation
from .hints import hinting


@click.command()
@connected
def balance(connection: Connection) -> None:
    """Show the credits that are left."""
    with hinting(situation(connection)), connection.opened() as meshy:
        click.echo(meshy.balance())
