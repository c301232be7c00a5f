"""The command that tells what a create would cost."""

from __future__ import annotations

import click

from ..spec.reading import load_kinds
from .creating import estimate_command


@click.group()
def estimate() -> None:
    """Print what a create would probably cost, without sending anything and without a key."""


for kind in load_kinds("meshy"):
    estimate.add_command(estimate_command(kind.replace("-", "_")))
