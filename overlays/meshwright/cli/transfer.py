"""Progress of an upload on stderr: a bar for each file in transfer and one for all. Silent without a terminal."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .terminal import is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from ..flighthub.uploads import OnProgress, UploadProgress


@contextmanager
def transfer_bars(*, quiet: bool) -> Generator[OnProgress | None]:
    """Show the progress of an upload while the block runs."""
    if quiet or not is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield _Bars(progress).show


class _Bars:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._all = progress.add_task("all files", total=None)
        self._files: dict[str, tuple[TaskID, int]] = {}

    def show(self, event: UploadProgress) -> None:
        """Update the bar of a file and the one of all files."""
        bar, _ = self._files.get(event.name) or (self._progress.add_task(event.name, total=event.size), 0)
        self._progress.update(bar, completed=event.sent)
        self._files[event.name] = (bar, event.sent)
        if event.done:
            self._progress.remove_task(self._files.pop(event.name)[0])
        under_way = sum(sent for _, sent in self._files.values())
        self._progress.update(
            self._all,
            description=f"{event.files_done} of {event.files} files, {event.files_reported} reported",
            completed=event.bytes_done + under_way,
            total=event.bytes,
        )
