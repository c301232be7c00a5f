"""Commands about the account."""

from __future__ import annotations

import click

from ..meshy import Meshy
from .connection import connected


@click.command()
@connected
def balance(meshy: Meshy) -> None:
    """Show the credits that are left."""
    click.echo(meshy.balance())
