"""Published models: those that this emulator has made, as it has no others."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..service import MeshyService
from ..tasks import SUCCEEDED, Task
from ..views import TaskView

MOST = 1000
"""Tasks that are looked through."""


async def search(service: MeshyService, call: Call) -> Json:
    """Return models of finished tasks in a format."""
    service.require_account("enterprise")
    query, now = call.query, service.settings.clock.now()
    view = TaskView(service.store, service.urls, call.base, now)
    newest = await service.newest(MOST)
    tasks = [task for task in newest if task.status(now) == SUCCEEDED and _fits(task, query)]
    if query["sort_by"].startswith("+"):
        tasks.reverse()
    return {"result": [_showcase(view.full(task), task, query["format"]) for task in tasks[: query["page_size"]]]}


def _fits(task: Task, query: Json) -> bool:
    """Return whether a task has such a model; the emulator's models do not move."""
    files = task.outcome.files if task.outcome else {}
    named = (query.get("search") or "").casefold() in task.request.get("prompt", task.kind).casefold()
    return bool(files.get("model_urls", {}).get(query["format"])) and named and query["showcase_type"] != "animate"


def _showcase(shown: Json, task: Task, format: str) -> Json:
    return {
        "id": task.id,
        "result_id": task.id,
        "name": task.request.get("prompt", task.kind),
        "object_prompt": task.request.get("prompt", ""),
        "style_prompt": task.request.get("texture_prompt", ""),
        "ai_model": task.request.get("ai_model", ""),
        "model_url": shown["model_urls"][format],
        "conversion_status": "success",
        "thumbnail_url": shown.get("thumbnail_url", ""),
        "topology": task.request.get("topology", ""),
        "created_at": shown["created_at"],
        "updated_at": shown["finished_at"],
    }
