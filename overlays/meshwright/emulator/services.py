"""The services that the emulator serves: each spec has a package beside this module, whose ``emulated`` holds its part.

The part is called ``Emulated``, is made of the settings and the faults, and has what ``Service`` names; the emulator
knows nothing else of a service.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol

from starlette.responses import Response
from starlette.routing import Route

from ..spec.reading import Json, services
from .faults import Faults
from .settings import Settings


class Service(Protocol):
    """One emulated service, as the emulator sees it."""

    prefix: str
    """Paths without a route are refused by the service with the longest prefix that fits."""
    service: Any
    """What it holds and does; tests look at it."""

    def routes(self) -> list[Route]:
        """Return its routes; raises ValueError for an operation that nothing answers."""
        ...

    def refusal(self, status: int, message: str) -> Response:
        """Write an error in the service's form."""
        ...

    async def begin(self, base: str) -> None:
        """Go on with what a restart found unfinished; ``base`` is the emulator's own address."""

    async def state(self, base: str, most: int) -> Json:
        """Return what the page shows of it; of each list the newest, at most ``most``."""
        ...

    def time_passed(self) -> None:
        """Write down, where it is kept, that the clock was moved."""

    async def reset(self) -> None:
        """Forget everything."""

    def end_streams(self) -> None:
        """End what would go on by itself; the server stops."""

    async def close(self) -> None:
        """End what is under way and remove the files."""


def find_services(settings: Settings, faults: Faults) -> dict[str, Service]:
    """Return a new service for each spec, by name."""
    modules = {name: import_module(f"{__package__}.{name}.emulated") for name in services()}
    return {name: module.Emulated(settings, faults) for name, module in modules.items()}


def refusal_at(path: str, found: Mapping[str, Service], status: int, message: str) -> Response:
    """Write an error in the form of the service that a path belongs to."""
    owner = max((one for one in found.values() if path.startswith(one.prefix)), key=lambda one: len(one.prefix))
    return owner.refusal(status, message)
