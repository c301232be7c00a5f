"""The command that tells what a create would cost."""

from __future__ import annotations

import click

from .creating import estimate_command


@click.group()
def estimate() -> None:
    """Tell what a create would probably cost, without sending anything and without a key."""


for tag in ("image_to_3d", "multi_image_to_3d", "resize"):
    estimate.add_command(estimate_command(tag))
