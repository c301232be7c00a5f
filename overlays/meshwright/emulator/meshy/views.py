"""How a task looks in an answer, and the signed URLs of its files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from attrs import frozen

from ..signed_urls import SignedUrls
from .store import Store
from .tasks import FAILED, IN_PROGRESS, PENDING, SUCCEEDED, Outcome, Task

Json = dict[str, Any]
ECHOED = ("ultra_mode", "ai_model", "geometry_resolution")
"""Parameters that come back in the task when they were given or have a default."""
FORMATS = ("glb", "fbx", "obj", "usdz", "mtl", "stl", "3mf")
OPTIONAL = ("finished_at", "expires_at", "thumbnail_url", "texture_prompt", "texture_image_url", "texture_urls")


@frozen
class TaskView:
    """Writes tasks as the service does, at one moment and for one caller."""

    store: Store
    urls: SignedUrls
    base: str
    now: float

    def full(self, task: Task) -> Json:
        """Return the whole object."""
        outcome = task.outcome if task.status(self.now) in (SUCCEEDED, FAILED) else None
        found = {**self.brief(task), **self._times(task), "task_error": self._error(task, outcome)}
        found["consumed_credits"] = 0 if task.status(self.now) == FAILED else task.price
        found["model_urls"] = self._signed(task, outcome.models if outcome else {})
        if task.kind != "resize":
            found |= self._generated(task, outcome)
        return _variant(found, task.variant)

    def brief(self, task: Task) -> Json:
        """Return what an event before the last carries."""
        status = task.status(self.now)
        ahead = self.store.ahead_of(task) if status == PENDING else 0
        brief: Json = {"id": task.id, "type": task.kind, "status": status, "progress": task.progress(self.now)}
        return {**brief, "preceding_tasks": ahead}

    def _times(self, task: Task) -> Json:
        started = task.starts if task.status(self.now) != PENDING else 0
        finished = task.finished(self.now) or 0
        return {"created_at": _ms(task.created), "started_at": _ms(started), "finished_at": _ms(finished)}

    def _error(self, task: Task, outcome: Outcome | None) -> Json | None:
        if outcome and outcome.error:
            return outcome.error
        return None if task.kind == "resize" else {"message": ""}

    def _generated(self, task: Task, outcome: Outcome | None) -> Json:
        made = outcome or Outcome()
        textures = self._signed(task, made.textures)
        found: Json = {
            "thumbnail_url": self._one(task, made.thumbnail),
            "texture_urls": [textures] if textures else [],
            "expires_at": _ms(task.expires(self.now) or 0),
            "texture_prompt": task.request.get("texture_prompt", ""),
            "texture_image_url": self._reference(task, task.request.get("texture_image_url", "")),
        }
        if made.alpha_thumbnail:
            found["alpha_thumbnail_url"] = self._one(task, made.alpha_thumbnail)
        if made.thumbnails:
            found["thumbnail_urls"] = self._signed(task, made.thumbnails)
        if references := task.request.get("texture_image_urls"):
            found["texture_image_urls"] = [self._reference(task, url) for url in references]
        return found | {name: task.request[name] for name in ECHOED if name in task.request}

    def _reference(self, task: Task, url: str) -> str:
        return self._one(task, url) if url in task.references() else url

    def _signed(self, task: Task, names: dict[str, str]) -> Json:
        return {key: self._one(task, name) for key, name in names.items()}

    def _one(self, task: Task, name: str) -> str:
        return self.urls.url(self.base, f"/files/{quote(task.id)}/{quote(name)}", self.now) if name else ""


def _variant(found: Json, variant: str) -> Json:
    """Write a task in one of the forms that were seen in the wild and break strict readers."""
    if variant == "nulls":
        return {key: None if key in OPTIONAL and not value else value for key, value in found.items()}
    if variant == "empty_strings" and found["model_urls"]:
        return {**found, "model_urls": {**dict.fromkeys(FORMATS, ""), **found["model_urls"]}}
    return found


def repeats(status: str) -> bool:
    """Whether a task in this status is worth asking for again."""
    return status in (PENDING, IN_PROGRESS)


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
