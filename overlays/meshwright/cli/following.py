"""Follow tasks to their ends concurrently: begin each, wait, fetch its files. A failure does not stop the others.

An error that every task would meet (a wrong key, no credits, a ledger that cannot be written) prevents the rest from
being begun. Ctrl-C ends the waiting and deletes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import (
    AuthenticationError,
    ConfigurationError,
    DownloadFailed,
    InsufficientCredits,
    LedgerError,
    MeshwrightError,
    PermissionDenied,
)
from .connection import Connection
from .failures import exit_code, sentence, told
from .hints import LISTING, Situation, advise, hint_of
from .kinds import resource_of
from .output import task_json
from .progress import Board, Report, board

if TYPE_CHECKING:
    from ..meshy.client import AsyncMeshy
    from ..tasks.handles import AsyncTaskHandle

HOPELESS = (AuthenticationError, PermissionDenied, InsufficientCredits, ConfigurationError, LedgerError)
"""Errors of one create that every other create would meet too."""


@dataclass(frozen=True)
class Job:
    """One task to follow."""

    title: str
    begin: Callable[[AsyncMeshy], Coroutine[Any, Any, AsyncTaskHandle[Any]]]
    """Creates the task, or returns the handle of an existing one."""
    downloads: tuple[tuple[Path, tuple[str, ...] | None], ...] = ()
    """Folders for its files, each with the wanted formats (None: all)."""
    group: str = ""
    """The group of commands for such a task."""


def existing(kind: str, id: str) -> Callable[[AsyncMeshy], Coroutine[Any, Any, AsyncTaskHandle[Any]]]:
    """Return a ``begin`` for a task that exists."""

    async def begin(meshy: AsyncMeshy) -> AsyncTaskHandle[Any]:
        handle: AsyncTaskHandle[Any] = resource_of(meshy, kind).task(id)
        return handle

    return begin


@dataclass
class Outcome:
    """The state of a job so far."""

    job: Job
    id: str = ""
    task: Any = None
    files: list[Path] = field(default_factory=list[Path])
    notes: list[str] = field(default_factory=list[str])
    """The emulator's notes on the result."""
    error: Exception | None = None
    ended: bool = False
    begun: bool = False
    unsent: bool = False
    """Whether it was stopped before anything was bought, for example while it waited in a full queue."""

    @property
    def code(self) -> int:
        """The exit code of this outcome alone."""
        return 0 if self.error is None else exit_code(self.error)

    @property
    def formats(self) -> list[str] | None:
        """The formats of the task's models; None if it has none yet."""
        from ..tasks.remote_files import named_files  # most commands fetch nothing

        files = named_files(self.task) if self.task is not None else []
        return [file.format for file in files if not file.picture] or None

    def to_json(self) -> dict[str, Any]:
        """Return the task, its files and its error as JSON."""
        found = {} if self.task is None else task_json(self.task, self.files, self.notes)
        if self.id:
            found = {"id": self.id, **found}
        if self.error is not None:
            about = {"type": type(self.error).__name__, "message": sentence(self.error), "exit_code": self.code}
            found["error"] = {**about, "next": hint_of(self.error).partition(" ")[2]}
        return found


@dataclass(frozen=True)
class Following:
    """Settings for following jobs."""

    timeout: float
    limit: int = 1
    """Maximum number of concurrent jobs."""
    wait: bool = True
    """Whether to wait for their ends."""
    on_end: Callable[[Outcome], None] = lambda outcome: None  # noqa: ARG005
    """Called with every outcome as it ends."""
    overwrite: bool = False
    """Whether a task's files may replace files that do not belong to it."""
    each_told: bool = False
    """Whether errors are printed as they occur."""


def follow(
    connection: Connection, jobs: Sequence[Job], how: Following, *, quiet: bool, **options: Any
) -> list[Outcome]:
    """Follow jobs to their ends and return their outcomes; ``options`` are options of the client."""

    async def all_of_them() -> None:
        async with connection.opened_async(**options) as meshy:
            await follow_with(meshy, outcomes, how, shown, at)

    import asyncio  # not for --help

    outcomes = [Outcome(job) for job in jobs]
    at = situation(connection)
    with board([job.title for job in jobs], quiet=quiet) as shown:
        try:
            asyncio.run(all_of_them())
        except KeyboardInterrupt:
            interrupted = True
        else:
            interrupted = False
    if interrupted:
        raise stopped(outcomes, at)
    return outcomes


def situation(
    connection: Connection,
    group: str = "",
    verb: str = "",
    id: str = "",
    folder: Path | None = None,
    formats: tuple[str, ...] = (),
) -> Situation:
    """Return the facts about a command from which the next command is derived."""
    return Situation(
        group=group,
        verb=verb,
        id=id,
        folder=folder,
        formats=formats,
        base_url=connection.base_url,
        journaled=connection.journaled,
        ephemeral=connection.emulator,
    )


async def follow_with(meshy: AsyncMeshy, outcomes: list[Outcome], how: Following, shown: Board, at: Situation) -> None:
    """Follow jobs with an open client."""
    import asyncio  # not for --help

    hopeless: list[Exception] = []

    async def one(place: int, outcome: Outcome) -> None:
        if hopeless:
            outcome.error = hopeless[0]
        else:
            outcome.begun = True
            try:
                report = shown.begin(place)
                here = meshy.with_options(on_queue_full=partial(shown.queued, place))
                await _follow_one(here, outcome, how, report)
            except asyncio.CancelledError as stop:
                from ..tasks.submitting import NOTHING_BOUGHT  # loaded by now, and not by --help

                outcome.unsent = any(NOTHING_BOUGHT in note for note in getattr(stop, "__notes__", ()))
                raise
            except (MeshwrightError, OSError) as error:
                _note(outcome, error, at)
                if isinstance(error, HOPELESS) and not outcome.id:
                    hopeless.append(error)
                if how.each_told:
                    shown.say(told(error, outcome.job.title))
        outcome.ended = True
        shown.end(place, well=outcome.error is None)
        how.on_end(outcome)

    await meshy.session.transport.gather(
        [partial(one, place, outcome) for place, outcome in enumerate(outcomes)], how.limit
    )
    if left := sum(not outcome.begun for outcome in outcomes):
        shown.say(f"Nothing was sent for the other {left}.")


async def _follow_one(meshy: AsyncMeshy, outcome: Outcome, how: Following, report: Report) -> None:
    handle = await outcome.job.begin(meshy)
    outcome.id = handle.id
    for folder, formats in outcome.job.downloads:
        handle.remember_download(folder, formats)
    if not how.wait:
        return

    def seen(task: Any) -> None:
        outcome.task = task
        report(task)

    outcome.notes = list((await handle.wait(timeout=how.timeout, on_update=seen)).notes)
    for folder, formats in outcome.job.downloads:
        try:
            outcome.files += await handle.download(folder, formats=formats, overwrite=how.overwrite)
        except DownloadFailed as error:
            outcome.files += error.paths
            raise


def _note(outcome: Outcome, error: Exception, at: Situation) -> None:
    """Store an error, with the next command for this task."""
    folder, formats = outcome.job.downloads[0] if outcome.job.downloads else (None, None)
    there = outcome.formats
    wanted = tuple(name for name in formats or () if there is None or name in there)
    advise(error, replace(at, group=outcome.job.group, verb="create", id=outcome.id, folder=folder, formats=wanted))
    outcome.error = error


def stopped(outcomes: list[Outcome], at: Situation) -> click.exceptions.Exit:
    """Print after Ctrl-C which tasks go on and the next commands; returns the exception that ends the command."""
    left = [outcome for outcome in outcomes if outcome.begun and not outcome.ended]
    known = [outcome for outcome in left if outcome.id]
    click.echo("Stopped. Nothing was deleted.", err=True)
    if at.ephemeral:
        click.echo("The emulator ended with this command, and its tasks with it.", err=True)
        return click.exceptions.Exit(130)
    if known:
        click.echo("One task goes on without you:" if len(known) == 1 else f"{len(known)} tasks go on:", err=True)
    for outcome in known:
        click.echo(f"  {outcome.id}  {outcome.job.title}", err=True)
    if unsent := sum(outcome.unsent for outcome in left):
        what = "A create was" if unsent == 1 else f"{unsent} creates were"
        click.echo(f"{what} not sent yet (waiting for a slot in the queue, for example); nothing was bought.", err=True)
    if len(known) + unsent < len(left):
        click.echo("A create was being sent and may have arrived; check before you send it again.", err=True)
    for step in _steps(left, known, at):
        click.echo(f"  Next: {step}", err=True)
    return click.exceptions.Exit(130)


def _steps(left: list[Outcome], known: list[Outcome], at: Situation) -> list[str]:
    """Return the commands that go on with tasks."""
    if left and all(outcome.unsent for outcome in left):
        return ["the same command again"]
    if at.journaled:
        return ["meshwright resume"] if left else []
    steps: list[str] = []
    for outcome in known:
        folder, formats = outcome.job.downloads[0] if outcome.job.downloads else (None, None)
        here = replace(at, group=outcome.job.group, folder=folder, formats=formats or ())
        steps.append(here.follow("wait", outcome.id))
    lost = next((outcome for outcome in left if not (outcome.id or outcome.unsent)), None)
    return [*steps, *([replace(at, group=lost.job.group).command(*LISTING)] if lost else [])]
