"""The photos of the flights as objects of the store: rendered by the engine when they are first asked for.

The engine is deterministic, so photos that are not in the store, as after a restart, are rendered again.
"""

from __future__ import annotations

import asyncio
import shutil

from attrs import define, field

from ..jobs import JobRunner
from .objects import ObjectStore, StoredObject
from .organization.dock_schedule import Run
from .organization.flights import Flights
from .organization.geo import Spot
from .organization.photos import FlightPhoto, media_prefix, photos_of, render_request
from .organization.state import Organization
from .troubles import Failure
from .work import stored_file

BATCH = 20
"""The most photos of one engine job."""


@define(eq=False)
class FlightMedia:
    """Renders photos into the store, one batch after another."""

    organization: Organization
    flights: Flights
    store: ObjectStore
    runner: JobRunner
    _rendering: asyncio.Lock = field(init=False, factory=asyncio.Lock)

    def uploaded(self, run: Run, now: float) -> list[FlightPhoto]:
        """Return the photos of a run that are in the store at a moment."""
        return [photo for photo in photos_of(run, now) if photo.uploaded <= now]

    async def rendered(self, run: Run, photos: list[FlightPhoto]) -> list[tuple[StoredObject, StoredObject]]:
        """Return the objects of photos and of their previews; raises Failure if the engine fails."""
        wanted = {(photo.number - 1) // BATCH for photo in photos}
        everything = photos_of(run, run.course.end) if run.course else []
        for number in sorted(wanted):
            await self._render(run, everything[number * BATCH : (number + 1) * BATCH])
        objects = self.store.objects
        return [(objects[photo.key()], objects[photo.key(preview=True)]) for photo in photos]

    async def found(self, key: str, now: float) -> StoredObject | None:
        """Return the object with a key, if it is that of a photo in the store at a moment."""
        owner = next((uuid for uuid in self.organization.projects if key.startswith(media_prefix(uuid))), None)
        if owner is None:
            return None
        task = self.flights.tasks.get(key.removeprefix(media_prefix(owner)).partition("/")[0])
        if task is None:
            return None
        run = self.flights.run_of(task.uuid)
        photos = [one for one in self.uploaded(run, now) if key in (one.key(), one.key(preview=True))]
        await self.rendered(run, photos)
        return self.store.objects.get(key)

    async def _render(self, run: Run, batch: list[FlightPhoto]) -> None:
        """Render a batch, unless it is in the store."""
        dock = self.flights.docks[run.task.sn]
        async with self._rendering:
            keys = [photo.key(preview=preview) for photo in batch for preview in (False, True)]
            if all(key in self.store.objects for key in keys):
                return
            project = self.organization.projects[dock.project_uuid]
            site = Spot(project.latitude, project.longitude, dock.height)
            folder = self.store.folder / f"photos-{run.task.uuid}"
            try:
                made = await self.runner.make("drone-photos", [], render_request(batch, site, dock.height), folder)
                if made.error is not None:
                    raise Failure(200500, f"the photos could not be rendered: {made.error['message']}")
                for photo, name, preview in zip(batch, made.files["photos"], made.files["previews"], strict=True):
                    for key, file in ((photo.key(), name), (photo.key(preview=True), preview)):
                        self.store.keep(key, await asyncio.to_thread(stored_file, folder / file, self.store.folder))
            finally:
                shutil.rmtree(folder, ignore_errors=True)
