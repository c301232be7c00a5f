"""The state of the emulated Meshy for the emulator's page and for tests in other languages: its credits and
its tasks.
"""

from __future__ import annotations

import json
import shlex

from ...spec.reading import Json, load_kinds
from ...spec.shapes import shape_of
from .service import MeshyService
from .tasks import PENDING, Task
from .views import TaskView

_LONGEST_CHAIN = 10
"""The most tasks that are followed to the name of the first input."""


async def overview(service: MeshyService, base: str, most: int) -> Json:
    """Return the credits, at most ``most`` of the newest tasks, and how to create a first one."""
    tasks = await service.newest(most)
    view = TaskView(service.store, service.urls, base, service.settings.clock.now())
    return {
        "balance": service.store.balance,
        "tasks": [{**_described(task, service.notes(task.id), view), "input": _input(task, service)} for task in tasks],
        "first": first_create(),
    }


def first_create() -> Json | None:
    """Return the path of the first kind of the spec that takes one picture, and the member that takes it."""
    for shape in (shape_of("meshy", kind) for kind in load_kinds("meshy")):
        for member, types in shape.sources().items():
            if "image/png" in types and shape.taken[member]["type"] == "string":
                return {"path": shape.path, "member": member}
    return None


def _described(task: Task, notes: list[str], view: TaskView) -> Json:
    usual = shape_of("meshy", task.kind).taken
    request = {name: value for name, value in task.request.items() if usual.get(name, {}).get("default", ...) != value}
    events = _events(task, view.now)
    return {**view.full(task), "request": request, "notes": notes, "events": events, "curl": _curl(task, request, view)}


def _input(task: Task, service: MeshyService) -> str:
    """Return the name of a task's input; of a task that is made of others, that of the first as far as they exist."""
    name = task.name
    for _ in range(_LONGEST_CHAIN):
        if (source := service.store.find(name)) is None:
            break
        name = source.name
    return name


def _curl(task: Task, request: Json, view: TaskView) -> str:
    """Return the curl command that creates such a task again; every word is quoted for a shell."""
    shape = shape_of("meshy", task.kind)
    sources = {} if set(shape.tasks()) & set(request) else {n: v for n, v in shape.body.items() if n in shape.sources()}
    url = view.base + shape.path
    headers = ["-H", "Authorization: Bearer $MESHY_API_KEY", "-H", "Content-Type: application/json"]
    words = ["curl", url, *headers, "-d", json.dumps({**sources, **request})]
    return " ".join(f'"{word}"' if "$MESHY_API_KEY" in word else shlex.quote(word) for word in words)


def _events(task: Task, now: float) -> list[Json]:
    """List the changes of a task's status so far."""
    moments = [(task.created, PENDING, 0)]
    if (began := task.began(now)) is not None:
        moments.append((began, "IN_PROGRESS", 0))
    if (end := task.finished(now)) is not None:
        moments.append((end, task.status(now), task.progress(now)))
    return [{"at": int(at * 1000), "status": status, "progress": progress} for at, status, progress in moments]
