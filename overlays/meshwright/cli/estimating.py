"""The command that estimates the price of a create."""

from __future__ import annotations

import click

from ..spec.reading import load_kinds
from .creating import estimate_command


@click.group()
def estimate() -> None:
    """Print the estimated price of a create, without sending anything and without a key."""


for kind in load_kinds("meshy"):
    estimate.add_command(estimate_command(kind.replace("-", "_")))
