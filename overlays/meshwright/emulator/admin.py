"""The emulator's own API, for its page and for tests in other languages: look, arm faults, let time pass, begin again.

Only pages of the emulator itself may use it from a browser: a request that names another origin is refused, and so is
one under a public name, which a foreign page can make lead here (DNS rebinding).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any, cast
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .contract import Refused
from .faults import CATALOGUE, Armed
from .http import read_json
from .meshy.service import MeshyService
from .meshy.tasks import PENDING, Task
from .meshy.views import TaskView

Json = dict[str, Any]
PREFIX = "/_emulator"
SHOWN = 200
"""Tasks in the state, newest first."""
MOST_ARMED = 1000
LONGEST_JUMP = 3650 * 86400.0
LOCAL_NAMES = (".localhost", ".local", ".internal")
"""Endings of names that nobody can register; so are names of one word, as containers have."""


def admin_routes(meshy: MeshyService) -> list[Route]:
    """Return the routes of the admin API."""

    async def state(request: Request) -> Response:
        return JSONResponse(await state_of(meshy, str(request.base_url).rstrip("/")))

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
        await meshy.reset()
        return JSONResponse({})

    handlers: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
        ("GET", "state", state),
        ("POST", "faults", arm),
        ("DELETE", "faults", disarm),
        ("POST", "clock", clock),
        ("POST", "reset", reset),
    ]
    return [Route(f"{PREFIX}/{name}", _guarded(handler), methods=[method]) for method, name, handler in handlers]


async def state_of(meshy: MeshyService, base: str) -> Json:
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
    }


def _described(task: Task, view: TaskView) -> Json:
    notes = task.outcome.notes if task.outcome and task.finished(view.now) else []
    path = f"/openapi/v1/{task.kind}"
    body = json.dumps({**task.request, _source(task): "..."} if "input_task_id" not in task.request else task.request)
    curl = f"curl {view.base}{path} -H 'Authorization: Bearer msy_...' -H 'Content-Type: application/json' -d '{body}'"
    return {**view.full(task), "request": task.request, "notes": notes, "events": _events(task, view.now), "curl": curl}


def _source(task: Task) -> str:
    return {"image-to-3d": "image_url", "multi-image-to-3d": "image_urls"}.get(task.kind, "model_url")


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


def _guarded(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        if not _own_page(request.headers.get("origin"), request.headers.get("host", "")):
            return JSONResponse({"message": "only the emulator's own page may do this from a browser"}, 403)
        try:
            return await handler(request)
        except Refused as refused:
            return JSONResponse({"message": str(refused)}, 400)

    return guarded


def _own_page(origin: str | None, host: str) -> bool:
    """Whether a request comes from the emulator's own page or from no page, to an address that no page can forge."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        same = origin is None or urlsplit(origin).netloc == host
    except ValueError:
        return False
    return same and ("." not in name or name.endswith(LOCAL_NAMES) or _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


async def _object(request: Request) -> Json:
    value = await read_json(request, 2**16)
    if not isinstance(value, dict):
        raise Refused("expected a JSON object")
    return cast("Json", value)
