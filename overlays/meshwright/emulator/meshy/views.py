"""Write a task as an answer, with the signed URLs of its files."""

from __future__ import annotations

from urllib.parse import quote

from attrs import frozen

from ...spec.reading import Json
from ...spec.shapes import Shape, shape_of
from ..jobs import Outcome, with_texts
from ..signed_urls import SignedUrls
from .store import Store
from .tasks import FAILED, IN_PROGRESS, PENDING, SUCCEEDED, Task

EMPTY: Json = {"string": "", "array": [], "object": {}, "integer": 0, "boolean": False}
TIMES = ("finished_at", "expires_at")
"""Members that are null in some answers of the service before the task ends."""


@frozen
class TaskView:
    """Writes tasks as the service does, at one time and for one caller."""

    store: Store
    urls: SignedUrls
    base: str
    now: float

    def full(self, task: Task) -> Json:
        """Return the whole object."""
        shape, outcome = shape_of("meshy", task.kind), self._outcome(task)
        made = outcome or Outcome()
        echoes = {name: value for name, value in task.request.items() if name in shape.echoed}
        found = _empty(shape) | with_texts(
            echoes, lambda text: self._url(task, text) if text in task.references else text
        )
        found |= with_texts(made.files, lambda name: self._url(task, name)) | made.values
        found |= self.brief(task) | self._times(task)
        found["task_error"] = made.error or shape.example.get("task_error")
        found["consumed_credits"] = 0 if task.status(self.now) == FAILED else task.price
        return _variant({name: found[name] for name in shape.shown if name in found}, task.variant, shape)

    def brief(self, task: Task) -> Json:
        """Return the data of an event before the last one."""
        status = task.status(self.now)
        return {
            "id": task.id,
            "type": shape_of("meshy", task.kind).type_of(task.kind, task.request),
            "status": status,
            "progress": task.progress(self.now),
            "preceding_tasks": self.store.ahead_of(task) if status == PENDING else 0,
        }

    def _outcome(self, task: Task) -> Outcome | None:
        return task.outcome if task.status(self.now) in (SUCCEEDED, FAILED) else None

    def _times(self, task: Task) -> Json:
        started = task.starts if task.status(self.now) != PENDING else 0
        finished, expires = task.finished(self.now) or 0, task.expires(self.now) or 0
        times = {"created_at": task.created, "started_at": started, "finished_at": finished, "expires_at": expires}
        return {name: int(seconds * 1000) for name, seconds in times.items()}

    def _url(self, task: Task, name: str) -> str:
        return self.urls.url(self.base, f"/files/{quote(task.id)}/{quote(name)}", self.now)


def _empty(shape: Shape) -> Json:
    """Return the members of an answer before there are results; a newer member is omitted until then."""
    return {name: EMPTY[f["type"]] for name, f in shape.shown.items() if "x-since" not in f and "type" in f}


def _variant(found: Json, variant: str, shape: Shape) -> Json:
    """Write a task in one of the observed forms that break strict parsers."""
    if variant == "nulls":
        empty = {name for name, value in found.items() if value in ("", []) or (name in TIMES and not value)}
        return {name: None if name in empty else value for name, value in found.items()}
    if variant == "empty_strings" and found.get("model_urls"):
        formats = shape.shown["model_urls"]["properties"]
        return {**found, "model_urls": {**dict.fromkeys(formats, ""), **found["model_urls"]}}
    return found


def repeats(status: str) -> bool:
    """Return whether polling a task in this status again is useful."""
    return status in (PENDING, IN_PROGRESS)
