"""An emulated organization without HTTP, whose answers are checked by the spec."""

from __future__ import annotations

import asyncio
import inspect
import pathlib
from importlib import import_module
from typing import Any

from attrs import define, field
from meshwright.emulator import Clock, FlightHubSettings, Settings
from meshwright.emulator.contract import Contract, OperationContract
from meshwright.emulator.flighthub.organization.geo import Spot
from meshwright.emulator.flighthub.organization.routes import Route
from meshwright.emulator.flighthub.organization.state import Dock, Project
from meshwright.emulator.flighthub.organization.wpml import Path, Waypoint
from meshwright.emulator.flighthub.organization.wpml_writer import write_route
from meshwright.emulator.flighthub.service import FlightHubService
from meshwright.emulator.flighthub.troubles import Failure
from meshwright.emulator.handlers import Call
from meshwright.spec.calendar import SEED

NOON = 1_796_040_000.0


def _operations() -> dict[str, OperationContract]:
    return {one.id: one for one in reversed(Contract.on("flighthub", SEED).operations())}  # the first version counts


@define
class Organized:
    """The service of an organization on a manual clock; each answer has to be valid by the spec."""

    settings: FlightHubSettings = FlightHubSettings()
    clock: Clock = field(factory=lambda: Clock(rate=0, epoch=NOON))
    data: pathlib.Path | None = None
    service: FlightHubService = field(init=False)
    answers: int = field(init=False, default=0)
    _contract: dict[str, OperationContract] = field(init=False, factory=_operations)

    def __attrs_post_init__(self) -> None:
        self.service = FlightHubService(Settings(clock=self.clock, flighthub=self.settings, data=self.data))

    @property
    def project(self) -> Project:
        """The first project."""
        return next(iter(self.service.organization.projects.values()))

    @property
    def dock(self) -> Dock:
        """The first dock."""
        return self.service.organization.docks_of(self.project)[0]

    @property
    def survey(self) -> Route:
        """The survey route of the first project."""
        return next(one for one in self.service.routes.of(self.project) if one.name.startswith("Survey"))

    def route(self, path: Path, name: str = "ours") -> Route:
        """Add a route to the first project."""
        return self.service.routes.add(
            self.service.uuids.new(), self.project, name, write_route(path), self.clock.now()
        )

    def call(
        self,
        operation: str,
        body: Any = None,
        project: Project | None = None,
        query: Any = None,
        token: str = "token",
        **path: str,
    ) -> Any:
        """Call an operation and return its data; raises Failure."""
        tag, _, verb = operation.partition(".")
        handler = getattr(import_module(f"meshwright.emulator.flighthub.operations.{tag}"), verb)
        headers = {"x-project-uuid": (project or self.project).uuid, "x-user-token": token}
        call = Call(path=path, query=query or {}, body=body or {}, base="http://127.0.0.1", headers=headers)
        data = handler(self.service, call)
        if inspect.isawaitable(data):
            data = asyncio.run(_awaited(data))
        answer = {"code": 0, "message": "", **({} if data is None else {"data": data})}
        assert self._contract[operation].violation(200, "application/json", answer) is None, answer
        self.answers += 1
        return data

    def refusal(self, operation: str, body: Any = None, **path: str) -> tuple[int, str]:
        """Call an operation that is refused, and return the code and the message."""
        try:
            self.call(operation, body, None, None, **path)
        except Failure as failure:
            return failure.code, str(failure)
        raise AssertionError(f"{operation} was not refused")

    def fly(self, route: Route | None = None, **changes: Any) -> str:
        """Create a flight of the first dock, by default of the survey route and now; return its uuid."""
        body = {
            "name": "flight",
            "sn": self.dock.sn,
            "wayline_uuid": (route or self.survey).uuid,
            "task_type": "immediate",
            **changes,
        }
        uuid: str = self.call("flights.create", body)["task_uuid"]
        return uuid

    def status(self, uuid: str) -> str:
        """Return the status of a flight."""
        found: str = self.call("flights.get", task_uuid=uuid)["status"]
        return found

    def path(self, *places: tuple[float, float, float], speed: float = 8.0) -> Path:
        """Return a route through places east, north and up of the first dock."""
        home = Spot(self.dock.latitude, self.dock.longitude)
        return Path(waypoints=tuple(Waypoint(home.moved(*place), speed) for place in places))


async def _awaited(data: Any) -> Any:
    return await data
