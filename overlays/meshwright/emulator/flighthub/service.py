"""The emulated FlightHub service: what it keeps, and the parts of which it consists. It does not know HTTP."""

from __future__ import annotations

import asyncio
import weakref
from random import Random

from attrs import define, evolve, field

from ..archive import together
from ..homes import Home
from ..jobs import JobRunner
from ..settings import Settings
from ..signed_urls import SignedUrls
from .media import FlightMedia
from .modeling import OpenModeling
from .naming import ORGANIZATION, Uuids
from .objects import ObjectStore
from .organization.annotations import Annotations
from .organization.control import Control
from .organization.flights import Flights
from .organization.forwarders import Forwarders
from .organization.founding import found
from .organization.routes import Routes, add_our_routes
from .organization.state import Organization
from .project_maps import ProjectMaps
from .reconstructions import Reconstructions
from .resources import EmulatedResources
from .settings import FlightHubSettings
from .troubles import Troubles

FOLDER, ARCHIVE = "flighthub", "flighthub.sqlite"
"""Names in the folder of ``--data``."""


@define(eq=False)
class FlightHubService:
    """The organization, its object store, and open modeling."""

    settings: Settings
    own: FlightHubSettings = field(init=False)
    """A copy of the service's own settings, which an admin call may change."""
    home: Home = field(init=False)
    store: ObjectStore = field(init=False)
    urls: SignedUrls = field(init=False)
    uuids: Uuids = field(init=False)
    reconstructions: Reconstructions = field(init=False)
    modeling: OpenModeling = field(init=False)
    organization: Organization = field(init=False)
    routes: Routes = field(init=False)
    flights: Flights = field(init=False)
    control: Control = field(init=False)
    forwarders: Forwarders = field(init=False)
    annotations: Annotations = field(init=False)
    media: FlightMedia = field(init=False)
    maps: ProjectMaps = field(init=False)
    troubles: Troubles = field(init=False, factory=Troubles)
    _runner: JobRunner = field(init=False)

    def __attrs_post_init__(self) -> None:
        settings, random = self.settings, Random(self.settings.seed)
        self.own = evolve(settings.flighthub)
        self.home = Home.of(settings, FOLDER, ARCHIVE, random)
        weakref.finalize(self, self.home.remove)  # also if it is never started
        folder, archive = self.home.folder, self.home.archive
        if archive is not None and archive.runs and settings.seed is not None:
            random.seed(f"{settings.seed} {archive.runs}")  # its ids must not repeat those of an earlier run
        self.uuids = Uuids(random)
        self.store = ObjectStore(folder, random, settings.clock, self.own, archive)
        self.urls = SignedUrls(self.home.secret, settings.url_lifetime)
        resources = EmulatedResources(settings, self.own, self.store, self.uuids, archive)
        self._runner = runner = JobRunner(settings)
        self.reconstructions = Reconstructions(runner, settings.clock, self.store, folder)
        self.modeling = OpenModeling(settings, self.own, self.reconstructions, resources, self.urls, archive)
        self.organization = Organization(ORGANIZATION, archive)
        self.routes = Routes(self.store, archive)
        self.flights = Flights(self.organization.docks, self.routes, archive, self.own.flight_faults)
        self.organization.flights = self.flights
        self.control = Control(self.flights, archive)
        self.forwarders = Forwarders(self.organization, archive)
        self.annotations = Annotations(archive)
        self.media = FlightMedia(self.organization, self.flights, self.store, runner)
        self.maps = ProjectMaps(self.media, self.reconstructions, self.own, archive)
        try:
            self._found()
        except ValueError:  # a setting names what does not exist
            self.home.release()
            raise

    def begin(self) -> None:
        """Resume the work that a restart found unfinished, and remove files that a crash left behind."""
        if self.home.archive is not None:
            self.store.remove_leftovers()
            self.modeling.resume()
            self.maps.resume(self.settings.clock.now())

    def reset(self) -> None:
        """Reset the service: no data, a full quota, the organization as it was founded, no armed failures."""
        self.troubles.disarm()
        parts = (self.modeling, self.maps, self.control, self.forwarders, self.annotations, self.flights, self.routes)
        for part in (*parts, self.store, self.organization):
            part.clear()
        self._found()

    def _found(self) -> None:
        """Found the organization, with routes and without flights, unless it is kept."""
        now = self.settings.clock.now()
        with together(self.home.archive):
            if not self.organization.projects:
                found(self.organization, self.settings.seed, now)
            add_our_routes(self.routes, self.organization, now)
        if self.own.offline_docks:
            self.organization.set_offline(self.own.offline_docks)
        self.troubles.arm_texts(self.own.failures)

    def new_uuid(self) -> str:
        """Return a new random id."""
        return self.uuids.new()

    async def close(self) -> None:
        """End the jobs, and remove the files unless they are kept."""
        await self.reconstructions.close()
        await self._runner.close()
        if self.home.archive is not None:
            self.home.archive.keep_time()
        self.home.release()
        await asyncio.to_thread(self.home.remove)
