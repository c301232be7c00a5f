"""The commands about what was bought: go on after a crash or Ctrl-C, look at the ledger, settle what only a person can.

A lost create that could be several tasks is never guessed at; it ends as exit code 10 until it is settled by hand.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from attrs import asdict

from ..errors import InputError, NotFound
from ..ledger import UNKNOWN, Ledger, Submission
from ..meshy import Meshy
from ..resuming import Resumed
from ..tasks import DEADLINE, TaskHandle
from .connection import journaled, ledger_path
from .output import show_json, show_task, wants_json
from .progress import progress_bar

STILL_UNKNOWN = 10
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, as when stdout is no terminal.")


@click.command()
@journaled
@click.option(
    "--output",
    "-o",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the files of tasks for which none was named; each gets a folder of its own there.",
)
@click.option("--timeout", type=click.FloatRange(0, min_open=True), default=DEADLINE, show_default=True)
@click.option("--quiet", "-q", is_flag=True, help="No progress on stderr.")
@as_json
def resume(meshy: Meshy, folder: Path | None, timeout: float, quiet: bool, as_json: bool) -> int:
    """Go on where Ctrl-C or a crash ended a command: find lost tasks, wait, fetch the files. Buys nothing."""
    left = meshy.resume()
    wanted: dict[str, list[tuple[Path, frozenset[str] | None]]] = {}
    for handle, download in left.downloads:
        wanted.setdefault(handle.id, []).append((download.folder, download.formats))
    if folder is not None:
        for handle in [*left.tasks, *left.unfetched]:
            wanted.setdefault(handle.id, [(folder / handle.id, None)])
    handles = {handle.id: handle for handle in [*left.tasks, *left.unfetched, *(each for each, _ in left.downloads)]}
    finished = [
        found
        for handle in handles.values()
        if (found := _finished(handle, wanted.get(handle.id, []), timeout, quiet)) is not None
    ]
    _show(left, finished, as_json=wants_json(as_json))
    return STILL_UNKNOWN if left.ambiguous or left.undecided else 0


def _finished(
    handle: TaskHandle[Any], wanted: list[tuple[Path, frozenset[str] | None]], timeout: float, quiet: bool
) -> tuple[Any, list[Path]] | None:
    """Wait for a task and fetch its files."""
    try:
        with progress_bar(handle.id, quiet=quiet) as report:
            task = handle.wait(timeout=timeout, on_update=report, check=False)
            wanted = wanted if task.status == "SUCCEEDED" else []
            paths = [path for folder, formats in wanted for path in handle.download(folder, formats=formats)]
    except NotFound:
        click.echo(f"{handle.id} is gone: deleted, or expired", err=True)
        return None
    return task, paths


def _show(left: Resumed[TaskHandle[Any]], finished: list[tuple[Any, list[Path]]], *, as_json: bool) -> None:
    if as_json:
        show_json(
            {
                "tasks": [{**task.to_dict(), "files": [str(path) for path in paths]} for task, paths in finished],
                "never": [asdict(submission) for submission in left.never],
                "ambiguous": [asdict(ambiguity) for ambiguity in left.ambiguous],
                "undecided": [asdict(submission) for submission in left.undecided],
            }
        )
    else:
        for task, paths in finished:
            show_task(task, paths, as_json=False)
    for submission in left.never:
        click.echo(f"{_brief(submission)} never arrived and cost nothing; create it again if you like.", err=True)
    for ambiguity in left.ambiguous:
        ids = ", ".join(ambiguity.candidates)
        click.echo(f"{_brief(ambiguity.submission)} may have become one of {ids}, or none of them.", err=True)
        click.echo("  Look, then say so: meshwright ledger settle NUMBER ID, or --never.", err=True)
    for submission in left.undecided:
        click.echo(f"{_brief(submission)} is too fresh to tell; resume again in half a minute.", err=True)


@click.group(invoke_without_command=True)
@click.pass_context
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Creates to show.")
@as_json
def ledger(context: click.Context, limit: int, as_json: bool) -> None:
    """Show what was bought or tried from this machine, newest first. Asks no service."""
    if context.invoked_subcommand is not None:
        return
    with Ledger(ledger_path()) as found:
        newest = found.submissions()[::-1][:limit]
    if wants_json(as_json):
        show_json([asdict(submission) for submission in newest])
    else:
        for submission in newest:
            click.echo(f"{_brief(submission)}  {submission.task_id or '-'}  {submission.status or submission.state}")


@ledger.command()
@click.argument("number", type=int)
@click.argument("id", required=False)
@click.option("--never", is_flag=True, help="It never became a task.")
def settle(number: int, id: str | None, never: bool) -> None:
    """Say what became of a create whose answer was lost: the task ID, or --never."""
    if (id is None) != never:
        raise InputError("ID", "give the id of the task, or --never")
    with Ledger(ledger_path()) as found:
        if number not in {submission.number for submission in found.submissions(None, UNKNOWN)}:
            raise InputError("NUMBER", f"{number} is no create whose answer was lost")
        if id is None:
            found.never(number)
        else:
            found.created(number, id)


def _brief(submission: Submission) -> str:
    when = datetime.fromtimestamp(submission.intended).strftime("%Y-%m-%d %H:%M:%S")
    return f"{submission.number:>4}  {when}  {submission.kind}"
