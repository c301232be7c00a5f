"""The emulator's own API, for its page and for tests in other languages: read the state, arm faults, advance the clock,
change a service's settings, delete a task, reset.

From a browser only the emulator's own pages may use it: a request with another origin is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..spec.calendar import SEED, contract_name
from ..spec.reading import Json
from .contract import Refused
from .faults import CATALOGUE, Armed, Faults
from .http import Endpoint, read_json
from .services import Service
from .settings import Settings
from .visitors import is_own_page

PREFIX = "/_emulator"
SHOWN = 200
"""The most tasks, and models, that the state lists, newest first."""
MOST_ARMED = 1000
LONGEST_JUMP = 3650 * 86400.0


def admin_routes(settings: Settings, faults: Faults, services: Mapping[str, Service]) -> list[Route]:
    """Return the routes of the admin API."""

    async def state(request: Request) -> Response:
        return JSONResponse(await state_of(settings, faults, services, str(request.base_url).rstrip("/")))

    async def arm(request: Request) -> Response:
        wanted = await _object(request)
        count = wanted.get("count", 1)
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST_ARMED:
            raise Refused(f"count must be an integer from 1 to {MOST_ARMED}")
        if len(faults.waiting) + count > MOST_ARMED:
            raise Refused(f"more than {MOST_ARMED} faults would be armed; disarm them with DELETE {PREFIX}/faults")
        try:
            faults.arm(str(wanted.get("fault")), count)
        except ValueError as error:
            raise Refused(str(error)) from None
        return JSONResponse({"faults": _waiting(faults)})

    async def disarm(_: Request) -> Response:
        faults.disarm()
        return JSONResponse({"faults": []})

    async def clock(request: Request) -> Response:
        seconds = (await _object(request)).get("seconds")
        if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not 0 <= seconds <= LONGEST_JUMP:
            raise Refused("seconds must be a number from 0 to ten years")
        settings.clock.advance(seconds=seconds)
        for service in services.values():
            service.time_passed()
        return JSONResponse({"now": settings.clock.milliseconds()})

    async def change(request: Request) -> Response:
        service = services.get(name := request.path_params["service"])
        if service is None:
            raise Refused(f"there is no service {name[:40]!r}; the services are {', '.join(services)}")
        return JSONResponse(service.change(await _object(request)))

    async def delete(request: Request) -> Response:
        id = request.path_params["id"]
        for service in services.values():
            if await service.delete(id):
                return JSONResponse({})
        raise Refused(f"there is no task {id[:40]!r}")

    async def reset(_: Request) -> Response:
        await begin_again(faults, services)
        return JSONResponse({})

    handlers: list[tuple[str, str, Endpoint]] = [
        ("GET", "state", state),
        ("POST", "faults", arm),
        ("DELETE", "faults", disarm),
        ("POST", "clock", clock),
        ("POST", "services/{service}", change),
        ("DELETE", "tasks/{id}", delete),
        ("POST", "reset", reset),
    ]
    return [Route(f"{PREFIX}/{name}", _guarded(handler), methods=[method]) for method, name, handler in handlers]


async def begin_again(faults: Faults, services: Mapping[str, Service]) -> None:
    """Reset the services and disarm the faults."""
    faults.disarm()
    for service in services.values():
        await service.reset()


async def state_of(settings: Settings, faults: Faults, services: Mapping[str, Service], base: str) -> Json:
    """Return the state that the page shows."""
    state: Json = {
        "now": settings.clock.milliseconds(),
        "rate": settings.clock.rate,
        "as_of": settings.as_of,
        "contract": contract_name(settings.as_of or SEED),
        "faults": _waiting(faults),
        "catalogue": [{"fault": name, "title": title, "about": about} for name, (title, about) in CATALOGUE.items()],
    }
    for service in services.values():
        state |= await service.state(base, SHOWN)
    return state


def _waiting(faults: Faults) -> list[Json]:
    def text(armed: Armed) -> str:
        return f"{armed.fault}:{armed.detail}" if armed.detail else armed.fault.value

    counts: dict[str, int] = {}
    for armed in faults.waiting:
        counts[text(armed)] = counts.get(text(armed), 0) + 1
    return [{"fault": name, "count": n, "title": CATALOGUE[Armed.parse(name).fault][0]} for name, n in counts.items()]


def _guarded(handler: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        if not is_own_page(request.headers.get("origin"), request.headers.get("host", "")):
            return JSONResponse({"message": "only the emulator's own page may do this from a browser"}, 403)
        try:
            return await handler(request)
        except Refused as refused:
            return JSONResponse({"message": str(refused)}, 400)

    return guarded


async def _object(request: Request) -> Json:
    value = await read_json(request, 2**16)
    if not isinstance(value, dict):
        raise Refused("expected a JSON object")
    return cast("Json", value)
