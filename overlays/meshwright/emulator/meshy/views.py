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
        found |= _joined(with_texts(made.files, lambda name: self._url(task, name)), made.values)
        if made.files.get("model_urls"):
            found["model_urls"] = _blank(shape.shown["model_urls"]) | found["model_urls"]
        brief = self.brief(task)
        found |= brief | self._times(task)
        found["task_error"] = made.error or shape.example.get("task_error")
        found["consumed_credits"] = 0 if task.refunded or task.status(self.now) == FAILED else task.price
        names = [*brief, *(name for name in shape.shown if name not in brief)]
        return _variant({name: found[name] for name in names if name in found}, task.variant, shape)

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
        """Return the times that have been reached."""
        now = self.now
        times = {"started_at": task.began(now), "finished_at": task.finished(now), "expires_at": task.expires(now)}
        reached = {name: seconds for name, seconds in times.items() if seconds is not None}
        return {name: int(seconds * 1000) for name, seconds in {"created_at": task.created, **reached}.items()}

    def _url(self, task: Task, name: str) -> str:
        return self.urls.url(self.base, f"/files/{quote(task.id)}/{quote(name)}", self.now)


def _joined(files: Json, values: Json) -> Json:
    """Return the members of both; where both have a member, it is an object with files and values."""
    both = {name: files[name] | values[name] for name in files.keys() & values.keys()}
    return files | values | both


def _empty(shape: Shape) -> Json:
    """Return the members of an answer before there are results; a newer member is omitted until then."""
    shown = {name: field for name, field in shape.shown.items() if "x-since" not in field}
    empty = {name: EMPTY[field["type"]] for name, field in shown.items() if "type" in field}
    return empty | {name: None for name, field in shown.items() if {"type": "null"} in field.get("oneOf", ())}


def _blank(urls: Json) -> Json:
    """Return the formats that are empty texts where no file was made; of most kinds they are left out."""
    return {
        name: ""
        for name, url in urls["properties"].items()
        if {"type": "string", "maxLength": 0} in url.get("anyOf", [])
    }


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
