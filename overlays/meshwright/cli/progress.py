"""Live progress on stderr: a bar for each running task and one for all; in a log, a line every half minute. Silent when
quiet.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from ..texts import one_line
from .terminal import is_terminal, tell

if TYPE_CHECKING:
    from meshwright_api.flighthub.models import FlightDetails, ModelDetails
    from rich.progress import Progress

NARROW = 60
"""Below this many columns no bars are shown, only names."""
BESIDE_NAME = 52
"""Columns of the bar, the percentage, the time and the state, with gaps."""
MANY = 8
"""With more tasks than this, the bars of tasks that have ended are removed."""

EVERY = 30.0
"""Seconds between two lines of a log."""
NAMED = 4
"""Maximum number of tasks that a line of a log names."""
FAILED = "[not dim red]failed[/]"


class Report(Protocol):
    """A callback for every new state of a task."""

    def __call__(self, task: Any) -> None:
        """Show a state."""
        ...


class Board(Protocol):
    """A display of progress; tasks are identified by their index in the list of titles."""

    def begin(self, place: int) -> Report:
        """Show a task."""
        ...

    def queued(self, place: int, seconds: float) -> None:
        """Show that the queue is full, and the time of the next attempt."""
        ...

    def end(self, place: int, *, well: bool) -> None:
        """Count a task as ended."""
        ...

    def say(self, text: str) -> None:
        """Print a line without breaking the bars."""
        ...


class SilentBoard:
    """A board without bars that only prints lines."""

    def begin(self, place: int) -> Report:  # noqa: ARG002
        """Return a callback that does nothing."""
        return lambda task: None  # noqa: ARG005

    def queued(self, place: int, seconds: float) -> None:
        """Show nothing."""

    def end(self, place: int, *, well: bool) -> None:
        """Count nothing."""

    def say(self, text: str) -> None:
        """Print on stderr."""
        tell(text)


class LogBoard(SilentBoard):
    """A board for logs: ``tick`` prints a line about the tasks that have not ended."""

    def __init__(self, titles: Sequence[str], now: Callable[[], float] = monotonic) -> None:
        self._titles = titles
        self._now = now
        self._begun = now()
        self._states: dict[int, str] = {}
        self._ended = 0

    def begin(self, place: int) -> Report:
        """Follow a task."""
        self._states[place] = "sending"

        def note(task: Any) -> None:
            self._states[place] = f"{_words(task.status)} {task.progress} %"

        return note

    def queued(self, place: int, seconds: float) -> None:  # noqa: ARG002
        """Note that the queue is full."""
        self._states[place] = "queue is full"

    def end(self, place: int, *, well: bool) -> None:  # noqa: ARG002
        """Count a task as ended."""
        self._states.pop(place, None)
        self._ended += 1

    def tick(self) -> None:
        """Print a line: the time so far, how many tasks have ended, and the states of the first ``NAMED`` others."""
        states = [f"{self._titles[place]} {state}" for place, state in sorted(self._states.items())]
        more = f" and {len(states) - NAMED} more" if len(states) > NAMED else ""
        count = f"{self._ended} of {len(self._titles)} ended; " if len(self._titles) > 1 else ""
        if states:
            tell(f"{timedelta(seconds=int(self._now() - self._begun))}  {count}{', '.join(states[:NAMED])}{more}")


@contextmanager
def _ticking(board: LogBoard) -> Generator[None]:
    """Print a line every ``EVERY`` seconds while the block runs."""
    from threading import Event, Thread

    over = Event()

    def run() -> None:
        while not over.wait(EVERY):
            board.tick()

    thread = Thread(target=run, name="meshwright-log", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class BarBoard:
    """Bars on a terminal, the total below the others."""

    def __init__(self, progress: Progress, titles: Sequence[str]) -> None:
        self._progress = progress
        self._many = len(titles) > MANY
        self._bars = [progress.add_task(title, total=100, state="sending", visible=False) for title in titles]
        several = len(titles) > 1
        self._all = progress.add_task(f"all {len(titles)}", total=len(titles), state="") if several else None
        self._failed = 0

    def begin(self, place: int) -> Report:
        """Show a bar."""
        from rich.markup import escape

        bar = self._bars[place]
        self._progress.reset(bar, visible=True)

        def show(task: Any) -> None:
            ahead = f", {task.preceding_tasks} ahead" if task.status == "PENDING" and task.preceding_tasks else ""
            done = task.progress if isinstance(task.progress, (int, float)) else 0
            self._progress.update(bar, completed=done, state=escape(f"{_words(task.status)}{ahead}"))

        return show

    def queued(self, place: int, seconds: float) -> None:
        """Show the full queue in place of a state, with the time of day of the next attempt."""
        then = datetime.now() + timedelta(seconds=seconds)
        self._progress.update(self._bars[place], state=f"queue is full, next try {then:%H:%M:%S}")

    def end(self, place: int, *, well: bool) -> None:
        """Stop the clock of a bar, and advance the total."""
        bar = self._bars[place]
        if self._progress.tasks[place].visible:
            self._progress.stop_task(bar)
            self._progress.update(bar, visible=not self._many)
        if not well:
            self._progress.update(bar, state=FAILED)
        self._failed += not well
        if self._all is not None:
            self._progress.update(self._all, advance=1, state=f"{self._failed} {FAILED}" if self._failed else "")

    def say(self, text: str) -> None:
        """Print above the bars."""
        from rich.text import Text

        self._progress.console.print(Text.from_ansi(text), soft_wrap=True)


@contextmanager
def board(titles: Sequence[str], *, quiet: bool) -> Generator[Board]:
    """Show the progress of tasks while the block runs."""
    if quiet:
        yield SilentBoard()
        return
    if not is_terminal(sys.stderr):
        log = LogBoard(titles)
        with _ticking(log):
            yield log
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    console = Console(stderr=True)
    narrow = console.width < NARROW
    if narrow:
        console.width -= 2  # where a terminal writes ^C; a full line would be broken by it
    shortened = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    if not narrow:  # the bar, the state and the other columns keep their places beside a long name
        shortened = Column(no_wrap=True, overflow="ellipsis", max_width=console.width - BESIDE_NAME)
    name = TextColumn("{task.description}", markup=False, table_column=shortened)
    whole = Column(no_wrap=True, min_width=11)
    state = TextColumn("{task.fields[state]}", style="dim", table_column=whole)
    bar = BarColumn(24, complete_style="cyan", finished_style="green")
    percent = TextColumn("{task.percentage:>3.0f} %", table_column=Column(no_wrap=True, min_width=5))
    columns = (name, percent, state) if narrow else (name, bar, percent, TimeElapsedColumn(), state)
    with Progress(*columns, console=console, redirect_stdout=False, expand=narrow) as progress:
        yield BarBoard(progress, titles)


def _words(status: str) -> str:
    return one_line(str(status)).lower().replace("_", " ")


@contextmanager
def model_bar(title: str, *, quiet: bool) -> Generator[Report]:
    """Show the progress of a FlightHub model and of its zip while the block runs."""
    with board([title], quiet=quiet) as shown:
        report = shown.begin(0)
        yield lambda task: report(_AsTask(task))


class _AsTask:
    """An adapter that gives a model the attributes of a task."""

    def __init__(self, model: ModelDetails) -> None:
        self.status = model.model_status.name if model.model_status else "waiting"
        self.progress = model.reconstruction_progress or 0
        self.preceding_tasks = 0


@contextmanager
def flight_line(title: str, *, quiet: bool) -> Generator[Report]:
    """Show the state of a flight, and how many of its files have come, while the block runs."""
    with board([title], quiet=quiet) as shown:
        report = shown.begin(0)
        yield lambda task: report(_FlightAsTask(task))


class _FlightAsTask:
    """An adapter that gives a flight the attributes of a task; its progress is that of its files."""

    def __init__(self, flight: FlightDetails) -> None:
        from ..flighthub.missions import uploads_of

        done, expected = uploads_of(flight) or (0, 0)
        self.status = str(flight.status or "waiting")
        self.progress = 100 * done // expected if expected else 0
        self.preceding_tasks = 0
