"""FlightHub among the emulator's services."""

from __future__ import annotations

from attrs import define, field
from starlette.responses import Response
from starlette.routing import BaseRoute

from ...spec.reading import Json
from ..faults import Faults
from ..services import Service
from ..settings import Settings
from .changes import change
from .endpoints import failed, flighthub_routes, no_flighthub_route
from .overview import overview
from .service import FlightHubService
from .troubles import Failure


@define(eq=False)
class Emulated(Service):
    """The emulated FlightHub."""

    settings: Settings
    faults: Faults
    prefixes: tuple[str, ...] = field(init=False, default=("/openapi/v0.", "/openapi/v2.0/"))
    service: FlightHubService = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.service = FlightHubService(self.settings)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the spec and of the store."""
        return flighthub_routes(self.service, self.faults)

    def refusal(self, status: int, message: str) -> Response:
        """Write an error as the gateway does, or the service."""
        return no_flighthub_route() if status in (404, 405) else failed(Failure(200500, message, status=status))

    async def state(self, base: str, most: int) -> Json:
        """Return the quota and the newest models."""
        return {"flighthub": overview(self.service, base, most)}

    def change(self, wanted: Json) -> Json:
        """Change its settings; raises Refused."""
        return change(self.service, wanted)

    async def reset(self) -> None:
        """Forget all resources and models, and found the organization again."""
        self.service.reset()

    async def begin(self, base: str) -> None:  # noqa: ARG002
        """Resume unfinished models."""
        self.service.begin()

    def time_passed(self) -> None:
        """Write the time into the archive."""
        if self.service.home.archive is not None:
            self.service.home.archive.keep_time()

    def release(self) -> None:
        """Close the archive."""
        self.service.home.release()

    async def close(self) -> None:
        """End the jobs and remove the files."""
        await self.service.close()
