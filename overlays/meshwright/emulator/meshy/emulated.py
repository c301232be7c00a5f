"""Meshy among the emulator's services."""

from __future__ import annotations

from attrs import define, field
from starlette.responses import Response
from starlette.routing import BaseRoute

from ...spec.reading import Json
from ..contract import Refused
from ..faults import Faults
from ..services import Service
from ..settings import Settings
from .endpoints import error, meshy_routes, signed_off
from .overview import overview
from .service import MeshyService, ServiceError
from .webhooks import Webhooks, checked_targets


@define(eq=False)
class Emulated(Service):
    """The emulated Meshy; raises ValueError for an invalid webhook."""

    settings: Settings
    faults: Faults
    prefixes: tuple[str, ...] = field(init=False, default=("",))
    service: MeshyService = field(init=False)
    _webhooks: Webhooks | None = field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        checked_targets(self.settings)
        self.service = MeshyService(self.settings)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the contract, and that of the files."""
        return meshy_routes(self.service, self.faults)

    def refusal(self, status: int, message: str) -> Response:
        """Write an error in the service's form."""
        return signed_off(error(status, "NoMatchingRoute" if status == 404 else message))

    async def begin(self, base: str) -> None:
        """Resume unfinished tasks, and notify the webhooks of all tasks."""
        self._webhooks = Webhooks(self.service, base)
        self.service.on_begin = self._webhooks.follow
        self.service.resume()

    async def state(self, base: str, most: int) -> Json:
        """Return the credits and the newest tasks."""
        return await overview(self.service, base, most)

    async def delete(self, id: str) -> bool:
        """Delete a task of any kind, as the service does; return whether there is one. Raises Refused."""
        task = self.service.store.find(id)
        if task is None:
            return False
        try:
            await self.service.delete(task.kind, id)
        except ServiceError as refusal:
            raise Refused(str(refusal)) from None
        return True

    def time_passed(self) -> None:
        """Write the time into the archive."""
        self.service.store.keep_time()

    def release(self) -> None:
        """Close the archive."""
        self.service.home.release()

    async def reset(self) -> None:
        """Forget all tasks."""
        await self.service.reset()

    def end_streams(self) -> None:
        """End the event streams."""
        self.service.closing = True

    async def close(self) -> None:
        """Cancel deliveries, end the jobs, and remove the files unless they are kept."""
        if self._webhooks is not None:
            await self._webhooks.close()
        await self.service.close()
