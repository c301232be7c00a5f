"""``flighthub fly``: fly a route, fetch its photos and make models of them; a rerun goes on where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from ..errors import InputError, SubmissionUnknown
from .common import as_json, overwrite, quiet
from .connection import NO_LEDGER
from .fly_journal import Journal, opened
from .hub_connection import connected
from .output import show_files, show_json, wants_json
from .progress import flight_line, model_bar
from .transfer import transfer_bars

if TYPE_CHECKING:
    from ..flighthub import FlightHub
    from ..flighthub.reconstructions import Resolver

KINDS = ("2d", "3d", "3dgs", "lidar")
PICTURES = ("jpg", "jpeg", "dng", "tif", "tiff")
AROUND = 86400
"""Seconds around the create of a flight in which it is looked for by its name."""


@click.command()
@click.argument("route", metavar="ROUTE")
@connected
@click.option("--dock", required=True, metavar="SN", help="Serial number of the dock whose aircraft flies.")
@click.option(
    "--then",
    "goal",
    type=click.Choice(["media", "model"]),
    default="media",
    show_default=True,
    help="What to make of the flight: its files, or models of its photos, which uses up picture quota.",
)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Kind of model; by default a 2d map. Repeatable."
)
@click.option("--rth-altitude", type=click.IntRange(1), help="Height of the return home in metres.")
@click.option("--output", "-o", "folder", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--guess-url", is_flag=True, help="Request the URL of a zip from the place of FlightHub's other models.")
@click.option("--again", is_flag=True, help="Fly again, although the folder has a flight of this line.")
@overwrite
@NO_LEDGER
@quiet
@as_json
def fly(
    fh: FlightHub,
    route: str,
    dock: str,
    goal: str,
    kinds: tuple[str, ...],
    rth_altitude: int | None,
    folder: Path,
    guess_url: bool,
    again: bool,
    overwrite: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Fly a route now, and fetch its photos or the models of them. An aircraft takes off at once.

    ROUTE is a KMZ file, which is uploaded first, or the uuid or the name of a route of the project. Run the same
    command again to go on where it stopped: the route is not flown twice, and no model is bought twice.
    """
    line = [fh.session.base_url, fh.session.headers.get("x-project-uuid", ""), str(route), dock]
    with opened(folder, line, again=again) as (journal, write):
        trip = Trip(fh, journal, write, folder, quiet=quiet)
        trip.fly(route, dock, {} if rth_altitude is None else {"rth_altitude": rth_altitude})
        paths = trip.fetch(overwrite=overwrite)
        if goal == "model":
            resolver = fh.models.download_url if guess_url else None
            paths = trip.model(paths, kinds or KINDS[:1], resolver, overwrite=overwrite)
    if wants_json(as_json):
        models = journal.models or {}
        show_json({"flight": journal.flight, "models": models, "files": [str(path) for path in paths]})
    else:
        click.echo(f"flight {journal.flight}")
        show_files(paths)


@dataclass
class Trip:
    """The steps of one command, each of which is skipped if the journal has it."""

    fh: FlightHub
    journal: Journal
    write: Callable[[], None]
    folder: Path
    quiet: bool

    def fly(self, route: str, dock: str, options: dict[str, Any]) -> None:
        """Upload the route, create the flight and wait for its end; raises SubmissionUnknown for a lost one."""
        journal = self.journal
        if not journal.route:
            journal.route = self._route(route)
            self.write()
        if journal.name and not journal.flight:
            journal.flight = self._found(dock)
        if not journal.flight:
            journal.name, journal.sent_at = f"{Path(route).stem[:100]} {uuid4().hex[:8]}", time.time()
            self.write()
            self._create(dock, options)
        self.write()
        with flight_line(journal.flight, quiet=self.quiet) as report:
            self.fh.flights.flight(journal.flight).wait(on_update=report)

    def _create(self, dock: str, options: dict[str, Any]) -> None:
        journal = self.journal
        try:
            journal.flight = self.fh.flights.create(
                name=journal.name, sn=dock, wayline_uuid=journal.route, task_type="immediate", **options
            ).id
        except SubmissionUnknown:
            raise
        except Exception:
            journal.name = ""  # refused, or never sent: the next run may create it
            self.write()
            raise

    def _found(self, dock: str) -> str:
        """Return the flight whose answer was lost."""
        name, sent = self.journal.name, int(self.journal.sent_at)
        listed = self.fh.flights.list(sn=dock, begin_at=sent - AROUND, end_at=sent + AROUND)
        found = [flight.uuid for flight in listed if flight.name == name]
        if found and found[0]:
            return found[0]
        raise SubmissionUnknown(
            "flights.create",
            f"an earlier run sent the flight {name!r}, and the list of the dock does not have it",
            look_at="the dock; --again flies",
        )

    def _route(self, route: str) -> str:
        if Path(route).is_file():
            return self.fh.routes.upload(route).uuid or ""
        found = [one.id for one in self.fh.routes.list() if route in (one.id, one.name)]
        if len(found) != 1 or not found[0]:
            said = (
                "is neither a file nor a route of the project" if not found else f"is the name of {len(found)} routes"
            )
            raise InputError("ROUTE", f"{route} {said}; `meshwright flighthub route list` shows them")
        return found[0]

    def fetch(self, *, overwrite: bool) -> list[Path]:
        """Wait for the files of the flight, and download them."""
        handle = self.fh.flights.flight(self.journal.flight)
        with flight_line(self.journal.flight, quiet=self.quiet) as report:
            files = handle.wait_for_media(on_update=report)
        return handle.download(self.folder / "photos", files=files, overwrite=overwrite)

    def model(
        self, photos: list[Path], kinds: tuple[str, ...], resolver: Resolver | None, *, overwrite: bool
    ) -> list[Path]:
        """Upload the photos, start a model of each kind, and download the zips; returns the files."""
        journal = self.journal
        if journal.models is None:
            self._start([path for path in photos if path.suffix[1:].lower() in PICTURES], kinds)
        paths: list[Path] = []
        for kind, uuid in (journal.models or {}).items():
            model = self.fh.models.model(uuid)
            with model_bar(f"{kind} {uuid}", quiet=self.quiet) as report:
                model.wait_for_zip(on_update=report)
            paths += model.download_zip(self.folder, resolver=resolver, overwrite=overwrite)
        return paths

    def _start(self, pictures: list[Path], kinds: tuple[str, ...]) -> None:
        journal = self.journal
        if not journal.resource:
            with transfer_bars(quiet=self.quiet) as report:
                manifest = self.folder / ".meshwright-upload.jsonl"
                found = self.fh.resources.upload(pictures, name=journal.name, manifest=manifest, progress=report)
            journal.resource = found.resource_uuid or ""
            self.write()
        if journal.starting:
            journal.models = self._started()
        else:
            journal.starting = True
            self.write()
            try:
                parameters: dict[str, Any] = {f"parameter_{kind}": "{}" for kind in kinds}
                handles = self.fh.models.start(journal.resource, **parameters)
            except SubmissionUnknown:
                raise
            except Exception:
                journal.starting = False
                self.write()
                raise
            journal.models = {kind: handle.id for kind, handle in handles.items()}
        self.write()

    def _started(self) -> dict[str, str]:
        """Return the models of a start whose answer was lost, as far as they are in progress."""
        running = [one for one in self.fh.models.running() if one.resource_uuid in ("", self.journal.resource)]
        found = {str(one.model_type or one.model_uuid): one.model_uuid for one in running if one.model_uuid}
        if not found:
            lost = f"of an earlier run for resource {self.journal.resource}, of which no model is under way"
            raise SubmissionUnknown("models.start", lost, look_at="`meshwright flighthub resume`")
        return found
