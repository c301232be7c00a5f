"""Show how far a batch is: in a line, in a few lines, or live."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from ..errors import LedgerError
from .output import show_line
from .terminal import colour, is_terminal

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text

    from ..fleet.batch import BatchOf
    from ..fleet.status import Status

SECOND = 1.0
WIDEST = 100
"""The most columns of the bar."""
BAR = {
    "done": "green",
    "made": "cyan",
    "making": "blue",
    "failed": "red",
    "unpaid": "yellow",
    "queued": "bright_black",
}
"""The states in the order of the bar, and their colours."""


def watch(opened: BatchOf, *, as_json: bool) -> None:
    """Show a batch on stdout until all items are over; as lines of JSON where that is not a terminal."""
    if as_json or not is_terminal(sys.stdout):
        while True:
            found = opened.status()
            show_line(found.to_dict())
            if not found.left:
                return
            time.sleep(SECOND)
    with _live(opened, sys.stdout):
        while opened.status().left:
            time.sleep(SECOND)


@contextmanager
def progress(opened: BatchOf) -> Generator[None]:
    """Show how far a batch is on stderr while the block runs, if that is a terminal."""
    if is_terminal(sys.stderr):
        with _live(opened, sys.stderr, transient=True):
            yield
    else:
        yield


def _live(opened: BatchOf, stream: TextIO, *, transient: bool = False) -> Live:
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    def shown() -> Text:
        try:
            found = opened.status()
        except LedgerError as error:  # it ends, or waits for the database
            return Text(str(error))
        return Text("\n").join([bar(found, min(console.width, WIDEST)), Text("\n".join(details(found, opened.unit)))])

    console = Console(file=stream, no_color=colour() is False)
    return Live(get_renderable=shown, console=console, refresh_per_second=1, transient=transient)


def bar(found: Status, width: int) -> Text:
    """Return the states of all items as a bar."""
    from rich.text import Text

    counts = {state: getattr(found, state) for state in BAR}
    total, shown, used, line = sum(counts.values()), 0, 0, Text()
    for state, count in counts.items():
        shown += count
        until = round(width * shown / total) if total else 0
        line.append(("─" if state == "queued" else "━") * (until - used), BAR[state])
        used = until
    return line


def summary(found: Status) -> str:
    """Return a status in one line."""
    parts = [f"{found.done} done", f"{found.making} being made", f"{found.made} to fetch", f"{found.queued} queued"]
    parts += [f"{found.failed} failed"] if found.failed else []
    parts += [f"{found.unpaid} not paid"] if found.unpaid else []
    return ", ".join(parts)


def details(found: Status, unit: str) -> list[str]:
    """Return a status in a few lines."""
    budget = f" of {found.max_credits}" if found.max_credits is not None else ""
    lines = [
        summary(found),
        f"about {found.credits}{budget} {unit} so far, {found.planned} for the whole batch",
        f"{found.making + found.open_creates} of {found.room} places used; {_pace(found)}",
    ]
    lines += [f"not fetched, and deleted {_time(item.expires or 0)}: {item.name}" for item in found.expiring]
    lines += [f"failed: {item.name}: {item.reason}" for item in found.failures]
    return lines


def _pace(found: Status) -> str:
    if not found.per_hour:
        return "no item was done lately" if found.left else "all items are over"
    end = f", done about {_time(found.ends_at)}" if found.left and found.ends_at else ""
    return f"{found.per_hour:.0f} items an hour{end}"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")
