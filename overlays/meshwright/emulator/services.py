"""The services that the emulator serves: each spec has a package next to this module, with a module ``emulated``.

Its class ``Emulated`` takes the settings and the faults and implements ``Service``; the emulator needs nothing else of
a service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol

from starlette.responses import Response
from starlette.routing import BaseRoute

from ..spec.reading import Json, services
from .contract import Refused
from .faults import Faults
from .settings import Settings


class Service(Protocol):
    """The interface of one emulated service."""

    prefixes: tuple[str, ...]
    """The service with the longest matching prefix refuses paths without a route."""
    service: Any
    """The service's own object, for tests."""

    def routes(self) -> Sequence[BaseRoute]:
        """Return its routes; raises ValueError for an operation without a handler."""
        ...

    def refusal(self, status: int, message: str) -> Response:
        """Write an error in the service's form."""
        ...

    async def begin(self, base: str) -> None:
        """Resume the work that a restart found unfinished; ``base`` is the emulator's own address."""

    async def state(self, base: str, most: int) -> Json:
        """Return the state that the page shows, with the newest ``most`` entries of each list."""
        ...

    def change(self, wanted: Json) -> Json:
        """Change settings that an admin call may change, and return all of them; raises Refused."""
        raise Refused(f"no setting of this service can be changed: {', '.join(wanted)}")

    async def delete(self, id: str) -> bool:  # noqa: ARG002
        """Delete a task, as its own API does; return whether there is one. Raises Refused."""
        return False

    def time_passed(self) -> None:
        """Store the time after the clock was moved, if the service keeps data."""

    def release(self) -> None:
        """Close the files that it keeps open, because the emulator is not started."""

    async def reset(self) -> None:
        """Delete all data."""

    def end_streams(self) -> None:
        """End event streams and the like, because the server stops."""

    async def close(self) -> None:
        """End running jobs and remove the files."""


def find_services(settings: Settings, faults: Faults) -> dict[str, Service]:
    """Return a new service for each spec, by name; raises ValueError for a spec without a package that answers it."""
    found: dict[str, Service] = {}
    try:
        for name in services():
            found[name] = _part(name).Emulated(settings, faults)
    except BaseException:
        for service in found.values():
            service.release()
        raise
    return found


def _part(name: str) -> Any:
    module = f"{__package__}.{name}.emulated"
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name):  # a dependency of the module
            raise
        raise ValueError(f"nothing answers the spec {name!r}: there is no module {module}") from None


def refusal_at(path: str, found: Mapping[str, Service], status: int, message: str) -> Response:
    """Write an error in the form of the service that a path belongs to."""
    owners = {prefix: one for one in found.values() for prefix in one.prefixes if path.startswith(prefix)}
    return owners[max(owners, key=len)].refusal(status, message)
