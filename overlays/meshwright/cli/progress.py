"""Live progress on stderr: one bar a task. Silent when stderr is no terminal, or when asked to be."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from meshwright_api.flighthub.models import ModelDetails


class Report(Protocol):
    """Told of every new state of a task."""

    def __call__(self, task: Any) -> None:
        """Show a state."""
        ...


def _silent(task: Any) -> None:
    pass


@contextmanager
def progress_bar(title: str, *, quiet: bool) -> Generator[Report]:
    """Show one task's progress while the block runs."""
    if quiet or not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(f"{title}  [dim]sending[/]", total=100)

        def show(task: Any) -> None:
            ahead = f", {task.preceding_tasks} ahead" if task.status == "PENDING" and task.preceding_tasks else ""
            progress.update(bar, completed=task.progress, description=f"{title}  {_words(task.status)}{ahead}")

        yield show


def _words(status: str) -> str:
    return status.lower().replace("_", " ")


@contextmanager
def model_bar(title: str, *, quiet: bool) -> Generator[Report]:
    """Show the progress of a FlightHub model and of its zip while the block runs."""
    with progress_bar(title, quiet=quiet) as report:
        yield lambda task: report(_AsTask(task))


class _AsTask:
    """A model in the words of a task."""

    def __init__(self, model: ModelDetails) -> None:
        self.status = model.model_status.name if model.model_status else "waiting"
        self.progress = model.reconstruction_progress or 0
        self.preceding_tasks = 0
