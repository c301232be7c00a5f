"""The commands for FlightHub 2: upload photos, reconstruct models, download results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..texts import one_line
from .common import as_json, overwrite, quiet
from .connection import NO_LEDGER
from .failures import name_unprinted
from .flying import fly
from .hub_batch import batch
from .hub_connection import connected
from .operations import operation_groups
from .output import Output, show_json, size, wants_json
from .progress import flight_line, model_bar
from .tables import details
from .terminal import tell
from .transfer import transfer_bars

if TYPE_CHECKING:
    from meshwright_api.flighthub.models import ModelDetails, Resource

    from ..flighthub import FlightHub
    from ..flighthub.reconstructions import Resolver

STILL_UNKNOWN = 10
"""Exit code if it is unknown whether a start was received."""


def _deadline() -> float:
    from ..flighthub.reconstructions import DEADLINE

    return DEADLINE


uuid = click.argument("uuid", metavar="UUID")
timeout = click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=_deadline,
    show_default="a day",
    help="Seconds to wait; the model goes on afterwards.",
)


def model_line(found: ModelDetails) -> str:
    """Return a line about a model for a person."""
    kind = found.model_type.name if found.model_type else "-"
    status = found.model_status.name if found.model_status else "status not known"
    zipped = f"zip {found.zip_status.name} {found.zip_progress or 0} %" if found.zip_status else "no zip"
    return one_line(f"{found.model_uuid}  {kind}  {status}  {found.reconstruction_progress or 0} %  {zipped}")


def resource_line(found: Resource) -> str:
    """Return a line about a resource for a person."""
    status = found.status.name if found.status else "status not known"
    files, length = len(found.file_names or ()), size(found.resource_size or 0)
    return one_line(f"{found.resource_uuid}  {status}  {files} files  {length}")


GROUPS = operation_groups({"ModelDetails": model_line, "Resource": resource_line})
model, flight, route = GROUPS["model"], GROUPS["flight"], GROUPS["route"]


@click.group(commands=[*GROUPS.values(), fly, batch])
def flighthub() -> None:
    """Docks and aircraft, their routes and flights; drone photos become maps and 3D models (DJI FlightHub 2)."""


@flighthub.command()
@click.argument("photos", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR_OR_FILES...")
@connected
@click.option("--name", help="Name of the resource; by default that of the folder.")
@click.option(
    "--names",
    type=click.Choice(["file", "folder"]),
    help="Names of photos: the file name, or the folder and the file name, which is needed if file names repeat.",
)
@click.option("--parallel", type=click.IntRange(1, 64), help="Concurrent files, by default 8.")
@click.option(
    "--store", type=click.Choice(["s3", "oss"]), help="Kind of object store, if it does not follow from cloud_name."
)
@click.option("--manifest", type=click.Path(path_type=Path, dir_okay=False), help="Where the upload keeps its journal.")
@click.option(
    "--restart", is_flag=True, help="Start over with a new resource; by default go on where the last run stopped."
)
@quiet
@as_json
def upload(fh: FlightHub, photos: tuple[Path, ...], quiet: bool, as_json: bool, **options: Any) -> None:
    """Upload folders (with subfolders and the targets of links), or files, as one resource, and print its uuid.

    If it is interrupted, run it again: it goes on from there.
    """
    options = {name: value for name, value in options.items() if value is not None}
    source = photos[0] if len(photos) == 1 and not photos[0].is_file() else photos
    with transfer_bars(quiet=quiet) as report:
        resource = fh.resources.upload(source, progress=report, **options)
    show_json(resource.to_dict()) if wants_json(as_json) else click.echo(resource.resource_uuid)


@flighthub.command()
@connected
@as_json
def resume(fh: FlightHub, as_json: bool) -> int:
    """Show the models of starts in the ledger that were not yet seen to end. Starts nothing.

    A start whose answer was lost can only be found while its models are made: FlightHub lists no others.
    """
    left = fh.models.resume()
    if wants_json(as_json):
        from attrs import asdict

        show_json(
            {
                "models": [details.to_dict() for _, details in left.models if details is not None],
                "gone": [handle.id for handle, details in left.models if details is None],
                "found": left.found,
                "unknown": [asdict(submission) for submission in left.unknown],
            }
        )
    else:
        for handle, details in left.models:
            click.echo(f"{handle.id}  deleted") if details is None else show_model(details, as_json=False)
        if not left.models and not left.unknown:
            click.echo("Nothing is left to do.")
    for submission in left.unknown:
        resource = submission.parameters.get("resource_uuid")
        tell(f"Start {submission.number} of resource {resource}: its answer was lost, and no model of it is under way.")
        tell("  Either its models have ended, or it was never received; FlightHub does not show which.")
        tell(f"  Look in FlightHub, then settle it: meshwright ledger settle {submission.number} --never")
    return STILL_UNKNOWN if left.unknown else 0


@model.command()
@click.argument("resource", metavar="RESOURCE_UUID")
@connected
@click.option("--2d", "parameter_2d", metavar="JSON", help="Make a 2D map; {} leaves its parameters to the service.")
@click.option("--3d", "parameter_3d", metavar="JSON", help="Make a 3D model.")
@click.option("--3dgs", "parameter_3dgs", metavar="JSON", help="Make 3D Gaussian splats.")
@click.option("--lidar", "parameter_lidar", metavar="JSON", help="Make a point cloud of LiDAR data.")
@click.option(
    "--delete-resource", "delete_resource_if_finish", is_flag=True, default=None, help="Delete the files when done."
)
@NO_LEDGER
@as_json
def start(fh: FlightHub, resource: str, as_json: bool, **options: Any) -> int:
    """Start a model of each requested kind, and print their uuids. One POST, which uses up picture quota.

    It is recorded in the ledger, so that `meshwright flighthub resume` finds the models after a crash.
    """
    given = {name: value for name, value in options.items() if value is not None}
    models = {kind: handle.id for kind, handle in fh.models.start(resource, **given).items()}
    lines = [f"{kind:<5}  {model_uuid}" for kind, model_uuid in models.items()]
    output = Output()
    with output.printing():
        show_json(models) if wants_json(as_json) else click.echo("\n".join(lines))
    return 0 if output.error is None else name_unprinted(output.error, lines, "meshwright flighthub model running")


@model.command()
@uuid
@connected
@timeout
@click.option("--zip", "for_zip", is_flag=True, help="Wait until its zip is ready to download.")
@quiet
@as_json
def wait(fh: FlightHub, uuid: str, timeout: float, for_zip: bool, quiet: bool, as_json: bool) -> None:
    """Wait until a model is finished."""
    handle = fh.models.model(uuid)
    with model_bar(uuid, quiet=quiet) as report:
        follow = handle.wait_for_zip if for_zip else handle.wait
        show_model(follow(timeout=timeout, on_update=report), as_json=as_json)


@model.command()
@uuid
@connected
@click.option("--output", "-o", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--url", help="URL of the zip; FlightHub does not document how to get it from the zip's key.")
@click.option(
    "--guess-url",
    is_flag=True,
    help="Request the URL from the undocumented place where FlightHub's other models have theirs.",
)
@click.option("--keep-zip", is_flag=True, help="Do not unpack it.")
@overwrite
@timeout
def download(
    fh: FlightHub,
    uuid: str,
    folder: Path,
    url: str | None,
    guess_url: bool,
    keep_zip: bool,
    overwrite: bool,
    timeout: float,
) -> None:
    """Wait for the zip of a model, download it and unpack it."""
    known = url
    resolver: Resolver | None = (lambda _: known) if known else fh.models.download_url if guess_url else None
    model = fh.models.model(uuid)
    for path in model.download_zip(folder, resolver=resolver, unzip=not keep_zip, timeout=timeout, overwrite=overwrite):
        click.echo(path)


@route.command("upload")
@click.argument("file", metavar="KMZ", type=click.Path(path_type=Path, dir_okay=False))
@connected
@click.option("--name", help="Name of the route; by default that of the file.")
@click.option("--store", type=click.Choice(["s3", "oss"]), help="Kind of object store, if it is not known.")
@as_json
def upload_route(fh: FlightHub, file: Path, name: str | None, store: Any, as_json: bool) -> None:
    """Upload a KMZ file with a WPML route to the project, and print the route's uuid."""
    found = fh.routes.upload(file, name=name, store=store)
    show_json(found.to_dict()) if wants_json(as_json) else click.echo(found.uuid)


@flight.command("wait")
@uuid
@connected
@timeout
@click.option("--media", "for_media", is_flag=True, help="Wait until all of its files have come.")
@quiet
@as_json
def wait_for_flight(fh: FlightHub, uuid: str, timeout: float, for_media: bool, quiet: bool, as_json: bool) -> None:
    """Wait until a flight has ended."""
    handle = fh.flights.flight(uuid)
    with flight_line(uuid, quiet=quiet) as report:
        found = handle.wait(timeout=timeout, on_update=report)
        if for_media:
            handle.wait_for_media(timeout=timeout, on_update=report)
            found = handle.get()
    show_json(found.to_dict()) if wants_json(as_json) else click.echo("\n".join(details(found)))


@flight.command("download")
@uuid
@connected
@click.option("--output", "-o", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--suffix", "suffixes", multiple=True, help="Only files with this suffix, such as jpg.")
@overwrite
def download_flight(fh: FlightHub, uuid: str, folder: Path, suffixes: tuple[str, ...], overwrite: bool) -> None:
    """Download the files of a flight, and print their paths."""
    for path in fh.flights.flight(uuid).download(folder, suffixes=suffixes, overwrite=overwrite):
        click.echo(path)


def show_model(found: ModelDetails, *, as_json: bool) -> None:
    """Print a model."""
    show_json(found.to_dict()) if wants_json(as_json) else click.echo(model_line(found))
