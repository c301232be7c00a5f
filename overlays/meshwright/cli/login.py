"""The commands that store a key and remove it. It is read without echo, or from a pipe, and never shown."""

from __future__ import annotations

import sys

import click

from .keys import VARIABLES, forget, keep
from .terminal import is_terminal

service = click.option(
    "--service", type=click.Choice(list(VARIABLES)), default="meshy", show_default=True, help="Service of the key."
)


@click.command()
@service
@click.option("--file", "in_file", is_flag=True, help="Store it in a file of mode 0600 even if there is a keyring.")
def login(service: str, in_file: bool) -> None:
    """Store a key, so that later commands need no variable: in the keyring, else in a file that only you may read.

    Asks for the key without showing it, or reads it from a pipe. Does not check the key; `meshwright balance` does.
    """
    from ..core.session import checked_header

    if is_terminal(sys.stdin):
        asked = str(click.prompt(f"Key ({service})", hide_input=True, err=True))
    else:
        asked = sys.stdin.read() if sys.stdin else ""
    key = checked_header("key", asked.strip())
    if not key or len(key.split()) > 1:
        raise click.UsageError("no key was given: a key is one word")
    click.echo(f"The key is stored in {keep(service, key, in_file=in_file)}.", err=True)


@click.command()
@service
def logout(service: str) -> None:
    """Remove the stored key of a service."""
    gone = forget(service)
    click.echo(f"Removed from {' and '.join(gone)}." if gone else "No key was stored.", err=True)
