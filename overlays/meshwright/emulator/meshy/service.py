"""The emulated Meshy service: what each operation does. It gets valid requests only, and does not know HTTP."""

from __future__ import annotations

import asyncio
import logging
import shutil
import weakref
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from pathlib import Path
from random import Random

from attrs import define, evolve, field

from ...engine.tasks import maker
from ...spec.reading import Json
from ...spec.shapes import shape_of
from ..faults import ON_READ, Armed, Fault
from ..homes import Home
from ..jobs import JobRunner, Outcome
from ..settings import Plan, Settings
from ..signed_urls import SignedUrls
from .source_tasks import NoSuchTask, TaskRules
from .sources import Sources
from .store import Ended, NotEnoughCredits, Store
from .tasks import IN_PROGRESS, SUCCEEDED, Task
from .views import TaskView, repeats

FOLDERS = "????????-????-7???-????-????????????"
"""Names of the tasks' folders: the emulator removes nothing else."""
FOLDER, ARCHIVE = "files", "tasks.sqlite"
"""Names in the folder of ``--data``."""
KEEP_ALIVE = 10.0
"""Seconds after which an unchanged state is sent again."""
LOOK = 0.1
"""Seconds of the emulator's time between two reads of a streamed task."""
QUEUE_TEXTS = {False: "NoMorePendingTasks", True: "NoMoreConcurrentTasks"}
ERROR_TYPES = {"timeout": "timeout", "format_conversion_failed": "server_error"}
"""Types of task errors by code; all other codes are errors of the input."""
logger = logging.getLogger("meshwright.emulator")


class ServiceError(Exception):
    """The service refuses a request, with a status and optionally the seconds to wait."""

    def __init__(self, status: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


@define(eq=False)
class MeshyService:
    """Tasks, their files, and the engine that works on them."""

    settings: Settings
    on_begin: Callable[[Task], None] | None = None
    """Called with every task that starts, or is resumed after a restart."""
    closing: bool = field(init=False, default=False)
    """Set when the server stops; ends the streams."""
    home: Home = field(init=False)
    folder: Path = field(init=False)
    store: Store = field(init=False)
    urls: SignedUrls = field(init=False)
    _runner: JobRunner = field(init=False)
    _jobs: dict[str, asyncio.Task[None]] = field(init=False, factory=dict[str, "asyncio.Task[None]"])

    def __attrs_post_init__(self) -> None:
        settings, random = self.settings, Random(self.settings.seed)
        self.home = Home.of(settings, FOLDER, ARCHIVE, random)
        self.folder = self.home.folder
        weakref.finalize(self, self.home.remove)  # also if it is never started
        self.store = Store(settings.clock, settings.balance, random, self.home.archive)
        self.urls = SignedUrls(self.home.secret, settings.url_lifetime)
        self._runner = JobRunner(settings)

    # ------------------------------------------------------------------------------------------------ operations
    def resume(self) -> None:
        """Resume the tasks that a restart found unfinished, and remove files that a crash left behind."""
        known = {task.id for task in self.store.all()}
        _remove([folder for folder in self.folder.glob(FOLDERS) if folder.name not in known])
        for task in self.store.unfinished():
            if task.outcome is None:
                kept = {*task.inputs, *task.references}
                for path in (self.folder / task.id).glob("*"):
                    if path.name not in kept:  # incomplete, or a link to a file of another task
                        path.unlink()
                self._begin(task)

    async def create(
        self,
        kind: str,
        request: Json,
        price: int,
        rules: TaskRules,
        fault: Armed | None = None,
        *,
        name: str = "",
        chosen: Collection[str] = (),
        at_once: bool = False,
    ) -> str:
        """Create a task, from tasks that keep ``rules``; raises Refused and ServiceError, and then charges nothing.

        ``name`` is that of its input, for people; ``chosen`` are the parameters that were given another value than
        their default.
        """
        await self._up_to_date()
        self._require_place()
        id = self.store.new_id()
        folder = self.folder / id
        folder.mkdir(mode=0o700, parents=True)
        shape, effective = shape_of("meshy", kind), maker(kind).EFFECTIVE
        try:
            sources = Sources(request, folder, self.settings)
            await sources.bring(shape, rules, self.store.find, self.folder, effective)
            self._require_place()  # other requests may have arrived while this one waited
            task = Task(
                id=id,
                kind=kind,
                name=name,
                request=request,
                price=price,
                created=self.settings.clock.now(),
                plan=Plan(pending=0.0, running=0.0) if at_once else self.settings.plan,
                inputs=sources.inputs,
                references=sources.references,
                sources=sources.preceding,
                unused=sorted(set(chosen) - effective - set(shape.sources()) - set(shape.tasks())),
                fail_with=_task_error(fault),
                stuck=fault is not None and fault.fault is Fault.STUCK_TASK,
            )
            await self._require_possible(task)
            self.store.add(task)
        except NotEnoughCredits as no:
            _remove([folder])
            raise ServiceError(402, str(no)) from None
        except NoSuchTask as no:
            _remove([folder])
            raise ServiceError(404, f"Task not found: {no}") from None
        except BaseException:
            _remove([folder])
            raise
        self._begin(task)
        return id

    async def get(self, kind: str, id: str, base: str, fault: Armed | None = None) -> tuple[Json, bool]:
        """Return a task and whether polling it again is useful."""
        task = await self._settled(kind, id)
        view = self._view(base)
        return view.full(_varied(task, fault)), repeats(task.status(view.now))

    def notes(self, id: str) -> list[str]:
        """Return the notes on a task that succeeded: those of the engine, and the parameters that it did not use."""
        task = self.store.find(id)
        if task is None or task.outcome is None or task.status(self.settings.clock.now()) != SUCCEEDED:
            return []
        unused = f"Parameters without an effect in the emulator: {', '.join(task.unused)}."
        return [*task.outcome.notes, unused] if task.unused else task.outcome.notes

    async def page(self, kind: str, query: Json, base: str, fault: Armed | None = None) -> list[Json]:
        """Return one page of tasks."""
        await self._up_to_date()
        size = query["page_size"]
        oldest_first = query["sort_by"] == "+created_at"
        tasks = self.store.page(kind, (query["page_num"] - 1) * size, size, oldest_first=oldest_first)
        view = self._view(base)
        return [view.full(_varied(task, fault)) for task in tasks]

    async def stream(self, kind: str, id: str, base: str) -> AsyncIterator[Json]:
        """Yield a brief state at every change and every 10 s, then the whole task; raises ServiceError."""
        last: Json = {}
        sent_at = 0.0
        while not self.closing:
            task = await self._settled(kind, id)
            view = self._view(base)
            brief = view.brief(task)
            if not repeats(brief["status"]):
                yield view.full(task)
                return
            if brief != last or view.now - sent_at >= KEEP_ALIVE:
                last, sent_at = brief, view.now
                yield brief
            await self.settings.clock.pause(LOOK)

    async def balance(self) -> int:
        """Return the credits of the account."""
        await self._up_to_date()
        return self.store.balance

    def require_credits(self, price: int) -> None:
        """Raise ServiceError if the account does not cover a price."""
        if price > self.store.balance:
            raise ServiceError(402, f"Insufficient credits: {price} needed, {self.store.balance} left")

    def require_account(self, *kinds: str) -> None:
        """Raise ServiceError if the key is not one of these kinds of account."""
        if self.settings.account not in kinds:
            teams = " or ".join(kind.capitalize() for kind in kinds)
            raise ServiceError(403, f"Your plan does not include this endpoint: it needs the key of a team ({teams})")

    async def ended(self) -> list[Ended]:
        """Return the tasks that have ended, oldest first, also those that were deleted or have expired since."""
        await self._up_to_date()
        return list(self.store.ended)

    async def newest(self, count: int) -> list[Task]:
        """Return the last tasks of all kinds, newest first."""
        await self._up_to_date()
        return self.store.newest(count)

    async def delete(self, kind: str, id: str) -> None:
        """Delete a task with its files, or cancel it, as the kind has it; raises ServiceError if that is refused."""
        task = await self._settled(kind, id)
        status, cancels = task.status(self.settings.clock.now()), shape_of("meshy", kind).cancels
        if cancels and not repeats(status):
            raise ServiceError(409, f"Task is {status}: it can be neither canceled nor deleted")
        if not cancels and status == IN_PROGRESS:
            raise ServiceError(409, "Task is in progress and cannot be deleted")
        (self.store.cancel if cancels else self.store.delete)(task)
        await self._cancel([self._jobs[id]] if id in self._jobs else [])
        await asyncio.to_thread(_remove, [self.folder / id])

    def file(self, task_id: str, name: str) -> Path | None:
        """Return the path of a file of a finished task or of a picture from its request, or None."""
        task = self.store.find(task_id)
        if task is None:
            return None
        outcome = task.outcome if task.status(self.settings.clock.now()) == SUCCEEDED else None
        given = name in task.references or (outcome is not None and name in outcome.names())
        return self.folder / task_id / name if given else None

    async def reset(self) -> None:
        """Delete all tasks and restore the account."""
        gone = [self.folder / task.id for task in self.store.all()]
        self.store.clear(self.settings.balance)
        await self._cancel(list(self._jobs.values()))
        await asyncio.to_thread(_remove, gone)

    async def close(self) -> None:
        """End the jobs; remove the files unless they are kept."""
        self.closing = True
        await self._cancel(list(self._jobs.values()))
        await self._runner.close()
        self.store.close()
        await asyncio.to_thread(self.home.remove)

    # ------------------------------------------------------------------------------------------------ inside
    def _require_place(self) -> None:
        if len(self.store.unfinished()) >= self.settings.queue:
            text = QUEUE_TEXTS[self.settings.concurrent_text]
            raise ServiceError(429, f"{text}: {self.settings.queue} tasks are unfinished")

    async def _require_possible(self, task: Task) -> None:
        """Work on a task of a kind that the service refuses at once where it is impossible; raises ServiceError.

        The result is cached: its job, which begins afterwards, takes it from there.
        """
        statuses: Mapping[str, int] = getattr(maker(task.kind), "REFUSED", {})
        if not statuses:
            return
        error = (await self._made(task)).error
        if error is not None and error.get("code") in statuses:
            raise ServiceError(statuses[error["code"]], error["message"])
        self._require_place()
        task.created = self.settings.clock.now()

    def _begin(self, task: Task) -> None:
        job = self._jobs[task.id] = asyncio.create_task(self._work(task))
        job.add_done_callback(lambda _: self._jobs.pop(task.id, None))
        if self.on_begin is not None:
            self.on_begin(task)

    async def _work(self, task: Task) -> None:
        if task.stuck:
            await asyncio.Event().wait()  # until it is cancelled
        outcome = Outcome(error=task.fail_with) if task.fail_with else await self._made(task)
        clock = self.settings.clock
        # With a stopped clock, the time of the end must not depend on the speed of this machine.
        self.store.finish(task, outcome, 0.0 if clock.manual else clock.now())

    async def _made(self, task: Task) -> Outcome:
        folder = self.folder / task.id
        inputs = [folder / name for name in task.inputs]
        try:
            request = task.request | ({"sources": task.sources} if task.sources else {})
            return await self._runner.make(task.kind, inputs, request, folder)
        except Exception as error:  # any error ends this task only
            logger.exception("the emulator failed at task %s", task.id)
            message = f"the emulator failed: {type(error).__name__}: {error}"[:300]
            return Outcome(error={"message": message, "type": "server_error"})

    async def _cancel(self, jobs: list[asyncio.Task[None]]) -> None:
        """End jobs and their processes, before their files are removed."""
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    async def _settled(self, kind: str, id: str) -> Task:
        task = self.store.find(id, kind)
        if task is not None:
            await self._settle(task)
            task = self.store.find(id, kind)
        if task is None:
            raise ServiceError(404, "Task not found")
        return task

    async def _up_to_date(self) -> None:
        """Apply everything that is due by now, including expiry."""
        if self.settings.clock.manual:
            for task in filter(None, map(self.store.find, list(self._jobs))):
                await self._settle(task)
        if expired := self.store.sweep():
            folders = [self.folder / task.id for task in expired]
            asyncio.get_running_loop().run_in_executor(None, _remove, folders)

    async def _settle(self, task: Task) -> None:
        """With a manual clock, wait for the engine once a task is due, so that the answer depends on the clock only."""
        clock, job = self.settings.clock, self._jobs.get(task.id)
        if clock.manual and clock.now() >= task.due and job is not None and not task.stuck:
            await asyncio.wait([job])

    def _view(self, base: str) -> TaskView:
        return TaskView(self.store, self.urls, base, self.settings.clock.now())


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _task_error(fault: Armed | None) -> Json | None:
    if fault is None or fault.fault is not Fault.FAIL_TASK:
        return None
    code = fault.detail or "timeout"
    kind = ERROR_TYPES.get(code, "invalid_input")
    return {"message": f"This task was asked to fail ({code}).", "type": kind, "code": code}


def _varied(task: Task, fault: Armed | None) -> Task:
    return evolve(task, variant=fault.fault.value) if fault and fault.fault in ON_READ else task
