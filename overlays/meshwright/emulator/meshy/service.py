"""The emulated Meshy service: what each operation does. Knows requests that are already judged good, and no HTTP."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

from attrs import define, field

from ..contract import Refused
from ..inputs import bring
from ..settings import Settings
from .store import NotEnoughCredits, Store
from .tasks import IN_PROGRESS, SUCCEEDED, Task
from .views import SignedUrls, TaskView, repeats
from .work import Workshop

Json = dict[str, Any]
KEEP_ALIVE = 10.0
"""Seconds after which an unchanged state is sent again."""
LOOK = 0.1
"""Seconds between looks at a task that is streamed."""


class ServiceError(Exception):
    """The service says no, with a status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@define
class MeshyService:
    """Tasks, their files, and the engine that works on them."""

    settings: Settings
    folder: Path = field(factory=lambda: Path(tempfile.mkdtemp(prefix="meshwright-emulator-")))
    store: Store = field(init=False)
    urls: SignedUrls = field(init=False)
    _workshop: Workshop = field(init=False)
    _jobs: dict[str, asyncio.Task[None]] = field(init=False, factory=dict[str, "asyncio.Task[None]"])

    def __attrs_post_init__(self) -> None:
        random = Random(self.settings.seed)
        self.store = Store(self.settings.clock, self.settings.balance, random)
        self.urls = SignedUrls(random.randbytes(16), self.settings.url_lifetime)
        self._workshop = Workshop(self.settings)

    # ------------------------------------------------------------------------------------------------ operations
    async def create(self, kind: str, request: Json, price: int) -> str:
        """Begin a task; raises Refused and ServiceError, and then nothing was charged."""
        if self.store.unfinished() >= self.settings.queue:
            raise ServiceError(429, f"NoMorePendingTasks: {self.settings.queue} tasks are unfinished")
        clock = self.settings.clock
        task = Task(
            id=self.store.new_id(),
            kind=kind,
            request=request,
            price=price,
            created=clock.now(),
            plan=self.settings.plan,
        )
        folder = self.folder / task.id
        folder.mkdir(parents=True)
        try:
            inputs = await self._inputs(kind, request, folder)
            self.store.add(task)
        except NotEnoughCredits as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise ServiceError(402, str(error)) from None
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        for name in ("image_url", "image_urls", "model_url"):
            request.pop(name, None)  # it is on disk now; a picture in a request can be large
        self._jobs[task.id] = asyncio.create_task(self._work(task, inputs, folder))
        return task.id

    async def get(self, kind: str, id: str, base: str) -> tuple[Json, bool]:
        """Return a task and whether it is worth asking again."""
        task = await self._settled(kind, id)
        view = self._view(base)
        return view.full(task), repeats(task.status(view.now))

    async def page(self, kind: str, query: Json, base: str) -> list[Json]:
        """Return one page of tasks."""
        tasks = self.store.all(kind)
        for task in tasks:
            await self._settle(task)
        if query["sort_by"] != "+created_at":
            tasks.reverse()
        first = (query["page_num"] - 1) * query["page_size"]
        view = self._view(base)
        return [view.full(task) for task in tasks[first : first + query["page_size"]]]

    async def stream(self, kind: str, id: str, base: str) -> AsyncIterator[Json]:
        """Yield brief states as they change or every 10 s, then the whole task; raises ServiceError."""
        clock = self.settings.clock
        last: Json = {}
        sent_at = 0.0
        while True:
            task = await self._settled(kind, id)
            view = self._view(base)
            brief = view.brief(task)
            if not repeats(brief["status"]):
                yield view.full(task)
                return
            if brief != last or view.now - sent_at >= KEEP_ALIVE:
                last, sent_at = brief, view.now
                yield brief
            await clock.sleep(LOOK)

    async def delete(self, kind: str, id: str) -> None:
        """Delete a task and its files; one that runs is left alone."""
        task = await self._settled(kind, id)
        if task.status(self.settings.clock.now()) == IN_PROGRESS:
            raise ServiceError(409, "Task is in progress and cannot be deleted")
        self.store.delete(task)
        if job := self._jobs.pop(id, None):
            job.cancel()
        await asyncio.to_thread(shutil.rmtree, self.folder / id, True)

    def file(self, task_id: str, name: str) -> Path | None:
        """Return the path of a file of a finished task, or None."""
        task = self.store.find_any(task_id)
        outcome = task.outcome if task and task.status(self.settings.clock.now()) == SUCCEEDED else None
        if outcome is None:
            return None
        known = {
            outcome.thumbnail,
            outcome.alpha_thumbnail,
            *outcome.models.values(),
            *outcome.thumbnails.values(),
            *outcome.textures.values(),
        }
        return self.folder / task_id / name if name and name in known else None

    async def close(self) -> None:
        """End the jobs and remove the files."""
        jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await asyncio.to_thread(shutil.rmtree, self.folder, True)

    # ------------------------------------------------------------------------------------------------ inside
    async def _inputs(self, kind: str, request: Json, folder: Path) -> list[Path]:
        """Bring everything that a request names to files."""
        if kind == "resize":
            if "input_task_id" in request:  # wins over model_url
                return [self._model_of(request["input_task_id"])]
            return [await bring("model_url", request["model_url"], folder / "input", self.settings)]
        if "input_task_id" in request:  # pictures are not made here, so no task can be the source of one
            raise ServiceError(404, "Task not found: input_task_id must name a text-to-image or image-to-image task")
        urls = request["image_urls"] if kind == "multi-image-to-3d" else [request["image_url"]]
        field_name = "image_urls[{}]" if kind == "multi-image-to-3d" else "image_url"
        paths = [
            await bring(field_name.format(i), url, folder / f"input_{i}", self.settings) for i, url in enumerate(urls)
        ]
        for i, path in enumerate(paths):
            _require_picture(field_name.format(i), path)
        return paths

    def _model_of(self, id: str) -> Path:
        task = self.store.find_any(id)
        if task is None or task.status(self.settings.clock.now()) != SUCCEEDED or task.outcome is None:
            raise Refused("invalid input task: input_task_id must refer to a succeeded task")
        if "glb" not in task.outcome.models:
            raise Refused("invalid input task: it has no GLB")
        return self.folder / id / task.outcome.models["glb"]

    async def _work(self, task: Task, inputs: list[Path], folder: Path) -> None:
        outcome = await self._workshop.make(task.kind, inputs, task.request, folder)
        clock = self.settings.clock
        # A clock that stands still must not make the end depend on how fast this machine is.
        task.outcome_at = 0.0 if clock.manual else clock.now()
        task.outcome = outcome
        if outcome.error:
            self.store.refund(task)

    async def _settled(self, kind: str, id: str) -> Task:
        task = self.store.find(kind, id)
        if task is None:
            raise ServiceError(404, "Task not found")
        await self._settle(task)
        return task

    async def _settle(self, task: Task) -> None:
        """With a manual clock, wait for the engine once a task is due: what is seen depends on the clock alone."""
        clock = self.settings.clock
        if clock.manual and task.outcome is None and clock.now() >= task.due and task.id in self._jobs:
            await asyncio.shield(self._jobs[task.id])

    def _view(self, base: str) -> TaskView:
        return TaskView(self.store, self.urls, base, self.settings.clock.now())


def _require_picture(field_name: str, path: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(8)
    if not head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise Refused(f"{field_name}: invalid image format, only .jpg, .jpeg and .png are supported")
