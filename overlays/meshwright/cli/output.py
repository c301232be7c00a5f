"""Results on stdout: JSON for programs, a summary for people."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..tasks.reasons import failure_reason
from ..texts import plain
from .terminal import close_stdout, is_terminal, styled, tell, wrapped

if TYPE_CHECKING:
    from ..spec.pricing import Estimate

COLOURS = {"SUCCEEDED": "green", "FAILED": "red", "CANCELED": "red"}


def wants_json(asked: bool) -> bool:
    """Return whether to print JSON: it was requested, or stdout is not a terminal."""
    return asked or not is_terminal(sys.stdout)


def show_json(value: Any, *, indent: int | None = 2) -> None:
    """Print JSON with control characters escaped; if stdout cannot encode a character, all of non-ASCII is escaped."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    text = re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", text)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=indent)
    click.echo(text)


def show_line(value: Any) -> None:
    """Print JSON on one line."""
    show_json(value, indent=None)


class Output:
    """Printing that survives a failing stdout: the first error is stored, and later output is discarded.

    A broken pipe is not an error: the reader has gone.
    """

    def __init__(self) -> None:
        self.error: OSError | None = None

    @contextmanager
    def printing(self) -> Generator[None]:
        """Catch the errors of stdout in the block, and store the first."""
        try:
            yield
        except OSError as error:
            close_stdout()
            if not isinstance(error, BrokenPipeError):
                self.error = error


def task_json(task: Any, files: Iterable[Path] = (), notes: Sequence[str] = ()) -> dict[str, Any]:
    """Return a task with the files that were fetched, and the emulator's notes on it."""
    more = {"files": [str(path) for path in files], "notes": list(notes)}
    return {**task.to_dict(), **{name: value for name, value in more.items() if value}}


def show_notes(notes: Iterable[str]) -> None:
    """Print notes on stderr, each once."""
    for note in dict.fromkeys(notes):
        click.echo(wrapped(f"Note: {note}", sys.stderr, "  "), err=True)


def show_task(
    task: Any,
    files: Iterable[Path] = (),
    notes: Sequence[str] = (),
    *,
    as_json: bool,
    title: str = "",
    quiet: bool = False,
) -> None:
    """Print a task and the files that were fetched, and unless ``quiet`` notes on stderr."""
    paths = list(files)
    if not quiet:
        show_notes(notes)
    if as_json:
        show_json(task_json(task, paths, notes))
        return
    cost, status = task.to_dict().get("consumed_credits"), str(task.status)
    line = (
        f"{title or task.id}  {status}"
        + ("" if status in COLOURS else f"  {task.progress}%")
        + (f"  {cost} credits" if cost is not None else "")
    )
    click.echo(coloured(wrapped(line, sys.stdout, "  "), status))
    if reason := failure_reason(task.task_error):
        click.echo(wrapped(f"  {reason}", sys.stdout, "  "))
    show_files(paths)


def coloured(text: str, status: str) -> str:
    """Colour the status in a text of a service."""
    text, status = plain(text), plain(status)
    return text.replace(status, styled(status, fg=COLOURS.get(status)), 1)


def show_files(paths: list[Path]) -> None:
    """Print the sizes and paths of files, relative to the working folder if they are below it."""
    here = Path.cwd()
    for path in paths:
        name = path.relative_to(here) if path.is_relative_to(here) else path
        click.echo(f"  {size(path.stat().st_size):>8}  {name}")


def show_estimate(estimates: list[Estimate], *, as_json: bool) -> None:
    """Print the total estimated price of creates and, if there are several, their number."""
    first = estimates[0]
    total = sum(estimate.credits for estimate in estimates)
    if as_json:
        found = {"credits": total, "day": first.day, "source": first.source, "caveats": list(first.caveats)}
        show_json(found if len(estimates) == 1 else {**found, "inputs": len(estimates)})
    elif len(estimates) == 1:
        click.echo(first)
    else:
        click.echo(f"{len(estimates)} inputs, about {total} credits; each {first}")


def show_next(step: str, *, quiet: bool = False) -> None:
    """Print the next command on stderr, for a person; nothing if there is none."""
    if step and not quiet and is_terminal(sys.stdout):
        tell(f"  Next: {plain(step)}")


def moment(milliseconds: Any) -> str:
    """Return a time for a person, unchanged if it is not in milliseconds."""
    try:
        return datetime.fromtimestamp((milliseconds or 0) / 1000).strftime("%Y-%m-%d %H:%M:%S")
    except (TypeError, ValueError, OverflowError, OSError):
        return f"{milliseconds!s:.19}"


def size(count: int) -> str:
    """Return a number of bytes as text for a person."""
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"
