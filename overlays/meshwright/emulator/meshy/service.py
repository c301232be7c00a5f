"""The emulated Meshy service: what each operation does. Knows requests that are already judged good, and no HTTP."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random
from typing import Any

from attrs import define, evolve, field

from ..contract import Refused
from ..faults import Armed, Fault, Faults
from ..inputs import bring
from ..settings import Plan, Settings
from .archive import Archive
from .store import NotEnoughCredits, Store
from .tasks import IN_PROGRESS, SUCCEEDED, Outcome, Task
from .views import SignedUrls, TaskView, repeats
from .work import Workshop

Json = dict[str, Any]
KEEP_ALIVE = 10.0
"""Seconds after which an unchanged state is sent again."""
LOOK = 0.1
"""Seconds between looks at a task that is streamed."""
QUEUE_TEXTS = {False: "NoMorePendingTasks", True: "NoMoreConcurrentTasks"}


class ServiceError(Exception):
    """The service says no, with a status and perhaps a number of seconds to wait."""

    def __init__(self, status: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


@define(eq=False)
class MeshyService:
    """Tasks, their files, and the engine that works on them."""

    settings: Settings
    on_begin: Callable[[Task], None] | None = None
    """Told of every task that begins, here or again after a restart."""
    folder: Path = field(init=False)
    store: Store = field(init=False)
    faults: Faults = field(init=False)
    urls: SignedUrls = field(init=False)
    _workshop: Workshop = field(init=False)
    _jobs: dict[str, asyncio.Task[None]] = field(init=False, factory=dict[str, "asyncio.Task[None]"])

    def __attrs_post_init__(self) -> None:
        settings, random = self.settings, Random(self.settings.seed)
        kept = settings.data
        self.folder = kept / "files" if kept else Path(tempfile.mkdtemp(prefix="meshwright-emulator-"))
        archive = Archive(kept / "tasks.sqlite") if kept else None
        self.store = Store(settings.clock, settings.balance, random, archive)
        self.faults = Faults(Random(settings.seed), settings.chaos)
        for fault in settings.faults:
            self.faults.arm(fault)
        self.urls = SignedUrls(_secret(kept, random), settings.url_lifetime)
        self._workshop = Workshop(settings)

    # ------------------------------------------------------------------------------------------------ operations
    def resume(self) -> None:
        """Go on with the tasks that a restart found unfinished."""
        for task in self.store.unfinished():
            if task.outcome is None:
                self._begin(task)

    async def create(
        self, kind: str, request: Json, price: int, fault: Armed | None = None, *, at_once: bool = False
    ) -> str:
        """Begin a task; raises Refused and ServiceError, and then nothing was charged."""
        settings = self.settings
        if len(self.store.unfinished()) >= settings.queue:
            text = QUEUE_TEXTS[settings.concurrent_text]
            raise ServiceError(429, f"{text}: {settings.queue} tasks are unfinished")
        for expired in self.store.sweep():
            shutil.rmtree(self.folder / expired.id, ignore_errors=True)
        task = Task(
            id=self.store.new_id(),
            kind=kind,
            request=request,
            price=price,
            created=settings.clock.now(),
            plan=Plan(pending=0.0, running=0.0) if at_once else settings.plan,
            fail_with=_task_error(fault),
        )
        folder = self.folder / task.id
        folder.mkdir(parents=True)
        try:
            task.inputs = await self._inputs(kind, request, folder)
            for name in ("image_url", "image_urls", "model_url"):
                request.pop(name, None)  # on disk now; a picture inside a request can be large
            self.store.add(task)
        except NotEnoughCredits as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise ServiceError(402, str(error)) from None
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._begin(task)
        return task.id

    async def get(self, kind: str, id: str, base: str, fault: Armed | None = None) -> tuple[Json, bool]:
        """Return a task and whether it is worth asking again."""
        task = await self._settled(kind, id)
        view = self._view(base)
        return view.full(_varied(task, fault)), repeats(task.status(view.now))

    async def page(self, kind: str, query: Json, base: str, fault: Armed | None = None) -> list[Json]:
        """Return one page of tasks."""
        tasks = self.store.all(kind)
        if query["sort_by"] != "+created_at":
            tasks.reverse()
        first = (query["page_num"] - 1) * query["page_size"]
        shown = tasks[first : first + query["page_size"]]
        for task in shown:
            await self._settle(task)
        view = self._view(base)
        return [view.full(_varied(task, fault)) for task in shown]

    async def stream(self, kind: str, id: str, base: str) -> AsyncIterator[Json]:
        """Yield brief states as they change or every 10 s, then the whole task; raises ServiceError."""
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
            await self.settings.clock.sleep(LOOK)

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
        task = self.store.find(task_id)
        outcome = task.outcome if task and task.status(self.settings.clock.now()) == SUCCEEDED else None
        return self.folder / task_id / name if outcome and name in outcome.files() else None

    def reset(self) -> None:
        """Forget all tasks and faults; the account is as in the beginning."""
        for job in self._jobs.values():
            job.cancel()
        self._jobs.clear()
        for task in self.store.all():
            shutil.rmtree(self.folder / task.id, ignore_errors=True)
        self.store.balance = self.settings.balance
        self.store.clear()
        self.faults.disarm()

    async def close(self) -> None:
        """End the jobs; remove the files unless they are kept."""
        jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        if self.store.archive is not None:
            self.store.archive.close()
        else:
            await asyncio.to_thread(shutil.rmtree, self.folder, True)

    # ------------------------------------------------------------------------------------------------ inside
    async def _inputs(self, kind: str, request: Json, folder: Path) -> list[str]:
        """Bring everything that a request names to files of the task's own."""
        if kind == "resize":
            if "input_task_id" in request:  # wins over model_url
                await asyncio.to_thread(shutil.copyfile, self._model_of(request["input_task_id"]), folder / "input")
            else:
                await bring("model_url", request["model_url"], folder / "input", self.settings)
            return ["input"]
        if "input_task_id" in request:  # pictures are not made here, so no task can be the source of one
            raise ServiceError(404, "Task not found: input_task_id must name a text-to-image or image-to-image task")
        urls = {"image_url": request["image_url"]} if kind == "image-to-3d" else _numbered(request["image_urls"])
        for number, (field_name, url) in enumerate(urls.items()):
            _require_picture(field_name, await bring(field_name, url, folder / f"input_{number}", self.settings))
        return [f"input_{number}" for number in range(len(urls))]

    def _model_of(self, id: str) -> Path:
        task = self.store.find(id)
        if task is None or task.status(self.settings.clock.now()) != SUCCEEDED or task.outcome is None:
            raise Refused("invalid input task: input_task_id must refer to a succeeded task")
        if "glb" not in task.outcome.models:
            raise Refused("invalid input task: it has no GLB")
        return self.folder / id / task.outcome.models["glb"]

    def _begin(self, task: Task) -> None:
        self._jobs[task.id] = asyncio.create_task(self._work(task))
        self._jobs[task.id].add_done_callback(lambda _: self._jobs.pop(task.id, None))
        if self.on_begin is not None:
            self.on_begin(task)

    async def _work(self, task: Task) -> None:
        folder = self.folder / task.id
        outcome = await self._workshop.make(task.kind, [folder / name for name in task.inputs], task.request, folder)
        if task.fail_with:
            outcome = Outcome(error=task.fail_with)
        clock = self.settings.clock
        # A clock that stands still must not make the end depend on how fast this machine is.
        task.outcome_at = 0.0 if clock.manual else clock.now()
        task.outcome = outcome
        if outcome.error:
            self.store.refund(task)
        self.store.save(task)

    async def _settled(self, kind: str, id: str) -> Task:
        task = self.store.find(id, kind)
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


def _numbered(urls: list[str]) -> dict[str, str]:
    return {f"image_urls[{number}]": url for number, url in enumerate(urls)}


def _task_error(fault: Armed | None) -> Json | None:
    if fault is None or fault.fault is not Fault.FAIL_TASK:
        return None
    code = fault.detail or "timeout"
    kind = (
        code
        if code in ("timeout", "invalid_input")
        else "server_error"
        if code == "format_conversion_failed"
        else "invalid_input"
    )
    return {"message": f"This task was asked to fail ({code}).", "type": kind, "code": code}


def _varied(task: Task, fault: Armed | None) -> Task:
    return (
        evolve(task, variant=fault.fault.value) if fault and fault.fault in (Fault.NULLS, Fault.EMPTY_STRINGS) else task
    )


def _secret(kept: Path | None, random: Random) -> bytes:
    """Return the key that signs URLs; one that is kept outlives a restart, as the URLs should."""
    if kept is None:
        return random.randbytes(16)
    kept.mkdir(parents=True, exist_ok=True)
    path = kept / "signing.key"
    if not path.exists():
        path.write_bytes(random.randbytes(16))
    return path.read_bytes()
