"""The emulator's own API, for its page and for tests in other languages: look, arm faults, let time pass, begin again.

Only pages of the emulator itself may use it from a browser: a request that names another origin is refused.
"""

from __future__ import annotations

import json
import shlex
from typing import Any, cast
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..spec.shapes import shape_of
from .contract import Refused
from .faults import CATALOGUE, Armed
from .flighthub.overview import overview
from .flighthub.service import FlightHubService
from .http import Endpoint, read_json
from .meshy.service import MeshyService
from .meshy.tasks import PENDING, Task
from .meshy.views import TaskView

Json = dict[str, Any]
PREFIX = "/_emulator"
SHOWN = 200
"""Tasks, and models, in the state, newest first."""
MOST_ARMED = 1000
LONGEST_JUMP = 3650 * 86400.0


def admin_routes(meshy: MeshyService, flighthub: FlightHubService) -> list[Route]:
    """Return the routes of the admin API."""

    async def state(request: Request) -> Response:
        return JSONResponse(await state_of(meshy, flighthub, str(request.base_url).rstrip("/")))

    async def arm(request: Request) -> Response:
        wanted = await _object(request)
        count = wanted.get("count", 1)
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST_ARMED:
            raise Refused(f"count must be an integer from 1 to {MOST_ARMED}")
        if len(meshy.faults.waiting) + count > MOST_ARMED:
            raise Refused(f"more than {MOST_ARMED} faults would wait; DELETE {PREFIX}/faults disarms them")
        try:
            meshy.faults.arm(str(wanted.get("fault")), count)
        except ValueError as error:
            raise Refused(str(error)) from None
        return JSONResponse({"faults": _waiting(meshy)})

    async def disarm(_: Request) -> Response:
        meshy.faults.disarm()
        return JSONResponse({"faults": []})

    async def clock(request: Request) -> Response:
        seconds = (await _object(request)).get("seconds")
        if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not 0 <= seconds <= LONGEST_JUMP:
            raise Refused("seconds must be a number from 0 to ten years")
        meshy.settings.clock.advance(seconds=seconds)
        meshy.store.keep_time()
        return JSONResponse({"now": meshy.settings.clock.milliseconds()})

    async def reset(_: Request) -> Response:
        await begin_again(meshy, flighthub)
        return JSONResponse({})

    handlers: list[tuple[str, str, Endpoint]] = [
        ("GET", "state", state),
        ("POST", "faults", arm),
        ("DELETE", "faults", disarm),
        ("POST", "clock", clock),
        ("POST", "reset", reset),
    ]
    return [Route(f"{PREFIX}/{name}", _guarded(handler), methods=[method]) for method, name, handler in handlers]


async def begin_again(meshy: MeshyService, flighthub: FlightHubService) -> None:
    """Forget everything that both services hold."""
    await meshy.reset()
    flighthub.reset()


async def state_of(meshy: MeshyService, flighthub: FlightHubService, base: str) -> Json:
    """Return everything that the page shows."""
    settings = meshy.settings
    tasks = await meshy.newest(SHOWN)
    view = TaskView(meshy.store, meshy.urls, base, settings.clock.now())
    return {
        "now": settings.clock.milliseconds(),
        "rate": settings.clock.rate,
        "balance": meshy.store.balance,
        "as_of": settings.as_of,
        "tasks": [_described(task, view) for task in tasks],
        "faults": _waiting(meshy),
        "catalogue": [{"fault": name, "title": title, "about": about} for name, (title, about) in CATALOGUE.items()],
        "flighthub": overview(flighthub, base, SHOWN),
    }


def _described(task: Task, view: TaskView) -> Json:
    notes = task.outcome.notes if task.outcome and task.finished(view.now) else []
    usual = shape_of(task.kind).taken
    request = {name: value for name, value in task.request.items() if usual.get(name, {}).get("default", ...) != value}
    events = _events(task, view.now)
    return {**view.full(task), "request": request, "notes": notes, "events": events, "curl": _curl(task, request, view)}


def _curl(task: Task, request: Json, view: TaskView) -> str:
    """Write the line that creates such a task again; every word is quoted, as people paste it into a shell."""
    shape = shape_of(task.kind)
    sources = {} if set(shape.tasks()) & set(request) else {n: v for n, v in shape.body.items() if n in shape.sources()}
    url = view.base + shape.path
    headers = ["-H", "Authorization: Bearer $MESHY_API_KEY", "-H", "Content-Type: application/json"]
    words = ["curl", url, *headers, "-d", json.dumps({**sources, **request})]
    return " ".join(f'"{word}"' if "$MESHY_API_KEY" in word else shlex.quote(word) for word in words)


def _events(task: Task, now: float) -> list[Json]:
    """List the changes of a task's status so far; they follow from its life."""
    moments = [(task.created, PENDING, 0)]
    if task.status(now) != PENDING:
        moments.append((task.starts, "IN_PROGRESS", 0))
    if (end := task.finished(now)) is not None:
        moments.append((end, task.status(now), task.progress(now)))
    return [{"at": int(at * 1000), "status": status, "progress": progress} for at, status, progress in moments]


def _waiting(meshy: MeshyService) -> list[Json]:
    def text(armed: Armed) -> str:
        return f"{armed.fault}:{armed.detail}" if armed.detail else armed.fault.value

    counts: dict[str, int] = {}
    for armed in meshy.faults.waiting:
        counts[text(armed)] = counts.get(text(armed), 0) + 1
    return [{"fault": name, "count": n, "title": CATALOGUE[Armed.parse(name).fault][0]} for name, n in counts.items()]


def _guarded(handler: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        if not _own_page(request.headers.get("origin"), request.headers.get("host", "")):
            return JSONResponse({"message": "only the emulator's own page may do this from a browser"}, 403)
        try:
            return await handler(request)
        except Refused as refused:
            return JSONResponse({"message": str(refused)}, 400)

    return guarded


def _own_page(origin: str | None, host: str) -> bool:
    """Return whether a request comes from the emulator's own page or from no page."""
    try:
        return origin is None or urlsplit(origin).netloc == host
    except ValueError:
        return False


async def _object(request: Request) -> Json:
    value = await read_json(request, 2**16)
    if not isinstance(value, dict):
        raise Refused("expected a JSON object")
    return cast("Json", value)
