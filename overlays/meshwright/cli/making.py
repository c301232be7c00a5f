"""``make``: a chain of tasks by one command, which goes on where it stopped when it is run again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import InputError, PriceTooHigh
from .batch import open_batch, step_of
from .batch_progress import progress
from .common import as_json
from .connection import Connection, connected
from .output import show_files, show_json, wants_json
from .terminal import tell

LEDGER = ".meshwright-batch.sqlite"


@click.command()
@click.argument("source", metavar="FILE_OR_URL_OR_TEXT")
@click.option(
    "--steps",
    required=True,
    metavar="STEP,STEP...",
    help="The tasks of the chain: kinds, their last words, or modes such as refine; parameters as STEP:NAME=VALUE.",
)
@click.option("--output", "-o", "folder", required=True, metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the result's folder. [default: that of the file or text]")
@click.option(
    "--max-credits", type=click.IntRange(0), help="Send nothing if the estimated price of the chain is higher."
)
@connected
@as_json
def make(
    connection: Connection,
    source: str,
    steps: str,
    folder: Path,
    name: str | None,
    max_credits: int | None,
    as_json: bool,
) -> int:
    """Make something of a picture or a text in several steps, under one budget; each step is made of one before it.

    The price of the whole chain is printed before the first credit is spent. Run the same command again to go on where
    it stopped: steps that succeeded are not bought again.
    """
    from ..fleet.requests import name_of_input

    found_steps = [step_of(each.replace(":", " ")) for each in steps.split(",") if each.strip()]
    if not found_steps:
        raise InputError("--steps", "names no step")
    first, *rest = found_steps
    given: Any = Path(source) if Path(source).is_file() else source
    with open_batch(connection, folder / LEDGER, out=folder) as batch:
        credits = batch.estimate(first.kind, given, then=rest, **first.parameters)
        if max_credits is not None and credits > max_credits:
            raise PriceTooHigh(steps, f"the chain costs about {credits} credits", max_credits)
        tell(f"The chain costs about {credits} credits.")
        batch.add(first.kind, given, name=name, then=rest, **first.parameters)
        batch.retry()
        wanted = name or name_of_input(given)
        with progress(batch):
            found = next(item for item in batch.run() if item.name == wanted)
    if wants_json(as_json):
        show_json({"name": found.name, "status": found.status, "files": found.files, "reason": found.reason})
    else:
        click.echo(f"{found.name}  {found.status}")
        show_files([Path(path) for path in found.files])
    if found.status != "done":
        tell(f"{found.reason}\n  Next: the same command again; steps that succeeded are not bought again")
        return 1
    return 0
