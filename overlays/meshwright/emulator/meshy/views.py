"""How a task looks in an answer, and the signed URLs of its files."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import quote, urlencode

from attrs import frozen

from .store import Store
from .tasks import FAILED, IN_PROGRESS, PENDING, SUCCEEDED, Outcome, Task

Json = dict[str, Any]
ECHOED = ("texture_image_urls", "ultra_mode", "ai_model", "geometry_resolution")
"""Parameters that come back in the task when they were given or have a default."""
FORMATS = ("glb", "fbx", "obj", "usdz", "mtl", "stl", "3mf")
OPTIONAL = ("finished_at", "expires_at", "thumbnail_url", "texture_prompt", "texture_image_url", "texture_urls")


@frozen
class SignedUrls:
    """URLs of files that are good for a while; each look at a task makes new ones."""

    secret: bytes
    lifetime: float

    def url(self, base: str, task_id: str, name: str, now: float) -> str:
        """Sign a URL."""
        path = f"/files/{quote(task_id)}/{quote(name)}"
        expires = int(now + self.lifetime)
        return f"{base}{path}?{urlencode({'Expires': expires, 'Signature': self._signature(path, expires)})}"

    def good(self, path: str, expires: str, signature: str, now: float) -> bool:
        """Whether a URL was signed here and has not expired."""
        if not (expires.isascii() and expires.isdigit()) or now > int(expires[:18]):
            return False
        return hmac.compare_digest(signature.encode(), self._signature(path, int(expires)).encode())

    def _signature(self, path: str, expires: int) -> str:
        return hmac.new(self.secret, f"{path}\n{expires}".encode(), hashlib.sha256).hexdigest()[:32]


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
            **{name: task.request.get(name, "") for name in ("texture_prompt", "texture_image_url")},
        }
        if made.alpha_thumbnail:
            found["alpha_thumbnail_url"] = self._one(task, made.alpha_thumbnail)
        if made.thumbnails:
            found["thumbnail_urls"] = self._signed(task, made.thumbnails)
        return found | {name: task.request[name] for name in ECHOED if name in task.request}

    def _signed(self, task: Task, names: dict[str, str]) -> Json:
        return {key: self._one(task, name) for key, name in names.items()}

    def _one(self, task: Task, name: str) -> str:
        return self.urls.url(self.base, task.id, name, self.now) if name else ""


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
