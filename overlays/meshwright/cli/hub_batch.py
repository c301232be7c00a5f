"""The commands for batches of photo folders: each folder becomes models of FlightHub, on any number of machines."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .batch_verbs import OUTPUT, PLACES, RATE, SHARED, Desk, ledger_option, verbs
from .common import as_json
from .connection import ledger_path
from .hub_connection import PLACE, token_for
from .output import show_json, wants_json
from .terminal import tell

if TYPE_CHECKING:
    from ..flighthub.batch import FlightHubBatch

VARIABLE = "FLIGHTHUB_BATCH"
BUDGET = click.option(
    "--max-pictures", "max_credits", type=click.IntRange(0), help="Start nothing more at so many pictures of the quota."
)


def at_desk(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that lead to a batch; the command gets them as ``desk``."""

    @wraps(command)
    def run(
        *,
        region: str | None,
        base_url: str | None,
        token: str | None,
        project: str | None,
        ledger: str | None,
        **arguments: Any,
    ) -> Any:
        def opened(*, max_credits: int | None = None, **settings: Any) -> FlightHubBatch:
            from ..flighthub.batch import FlightHubBatch

            return FlightHubBatch(
                ledger or ledger_path().with_name("flighthub-batch.sqlite"),
                token=token_for(token, region, base_url),
                region=region,
                base_url=base_url,
                project_uuid=project,
                max_pictures=max_credits,
                **settings,
            )

        return command(desk=Desk(opened, "flighthub batch", ledger, VARIABLE), **arguments)

    found: Callable[..., Any] = run
    for option in reversed((ledger_option(VARIABLE), *PLACE)):
        found = option(found)
    return found


@click.group()
def batch() -> None:
    """Make models of many folders of photos: each is started once also if processes die."""


@batch.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDERS...")
@at_desk
@OUTPUT
@click.option("--name", help="Name of the item. [default: that of its folder]")
@click.option("--names", type=click.Choice(["file", "folder"]), default="file", help="As for `flighthub upload`.")
@click.option("--2d", "parameter_2d", metavar="JSON", help="Make a 2D map; {} leaves its parameters to the service.")
@click.option("--3d", "parameter_3d", metavar="JSON", help="Make a 3D model.")
@click.option("--3dgs", "parameter_3dgs", metavar="JSON", help="Make 3D Gaussian splats.")
@click.option("--lidar", "parameter_lidar", metavar="JSON", help="Make a point cloud of LiDAR data.")
@PLACES
@RATE
@BUDGET
@SHARED
@as_json
def add(desk: Desk, folders: tuple[Path, ...], out: str | None, as_json: bool, **rest: Any) -> None:
    """Add folders of photos to a batch; nothing is uploaded or started yet."""
    settings = {key: rest.pop(key) for key in ("places", "rate", "max_credits", "shared")}
    with desk.opened(out=out, **settings) as opened:
        added = opened.add(folders, **rest)
    if wants_json(as_json):
        show_json({"new": added.new, "known": added.known, "pictures": added.credits})
        return
    known = f"; {added.known} were in the batch already" if added.known else ""
    click.echo(f"{added.new} folders added, about {added.credits} pictures of the quota{known}.")
    tell(desk.command("work"))


for _command in verbs(at_desk, BUDGET):
    batch.add_command(_command)
