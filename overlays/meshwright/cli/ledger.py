"""The commands for the ledger: resume after a crash or Ctrl-C, list creates, settle lost creates by hand.

If several tasks could belong to a lost create, none is guessed: the exit code is 14 until it is settled by hand. It is
10 while the outcome is still unknown, and 13 when a create was not received, which is reported once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

import click

from ..downloads.names import safe
from ..errors import InputError, NotFound
from .common import as_json, deadline, quiet
from .connection import Connection, connected, ledger_path
from .creating import JOBS, show_outcomes
from .failures import name_unprinted, worst
from .following import Following, Job, Outcome, existing, follow, situation
from .hints import hinting
from .inputs import check_folder
from .kinds import command_of, resource_of
from .output import Output, moment, show_json, show_next, wants_json
from .records import folder_name, input_of, records, show_records
from .tables import Column
from .terminal import tell
from .turns import in_turn

if TYPE_CHECKING:
    from ..ledger.journal import Submission
    from ..ledger.resuming import Resumed
    from ..tasks.handles import AsyncTaskHandle

STILL_UNKNOWN, NOT_RECEIVED, AMBIGUOUS = 10, 13, 14
COLUMNS = (
    Column("NO", lambda each: f"{each.number:>4}"),
    Column("CREATED", lambda each: moment(1000 * each.intended)[:16]),
    Column("KIND", lambda each: each.kind),
    Column("INPUT", input_of),
    Column("STATE", lambda each: each.status or each.state),
    Column("CREDITS", lambda each: each.credits, right=True),
)
SHOWN = 5
"""Maximum number of candidates to print, those nearest in time; ``--json`` has all."""


@click.command()
@connected
@click.option(
    "--output",
    "-o",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Folder for the files of tasks that were created without one; each gets its own folder there.",
)
@deadline
@quiet
@as_json
def resume(connection: Connection, folder: Path | None, timeout: float, quiet: bool, as_json: bool) -> int:
    """Go on where Ctrl-C or a crash stopped a command: find lost tasks, wait, fetch the files. Buys nothing."""
    import asyncio  # not for --help

    from ..ledger.journal import Ledger

    connection = replace(connection, no_ledger=False)

    async def reconciled() -> Resumed[AsyncTaskHandle[Any]]:
        async with connection.opened_async() as meshy:
            return await meshy.resume()

    with hinting(situation(connection)):
        check_folder(folder)
        # The ledger stays open, so that other processes do not touch the tasks claimed here until all are done.
        with Ledger(ledger_path()) as found, in_turn(found.path, quiet=quiet):
            left = asyncio.run(reconciled())
            jobs = _jobs(left, folder)
            how = Following(timeout, limit=JOBS, each_told=True)
            outcomes = follow(connection, jobs, how, quiet=quiet) if jobs else []
    output = Output()
    with output.printing():
        _show(left, outcomes, as_json=wants_json(as_json))
    _tell_unsettled(left)
    waiting = len(left.unfetched) + sum(bool(each.formats and not each.files and not each.error) for each in outcomes)
    if waiting and folder is None:
        many = f"{waiting} finished tasks have" if waiting > 1 else "One finished task has"
        tell(f"{many} files that were never fetched.\n  Next: meshwright resume -o FOLDER")
    verdicts = ((left.undecided, STILL_UNKNOWN), (left.never, NOT_RECEIVED), (left.ambiguous, AMBIGUOUS))
    unsettled = [code for creates, code in verdicts if creates]
    unprinted = [] if output.error is None else [name_unprinted(output.error, [], "meshwright ledger")]
    return worst([*unsettled, *unprinted, *(outcome.code for outcome in outcomes)])


def _jobs(left: Resumed[AsyncTaskHandle[Any]], folder: Path | None) -> list[Job]:
    """Return a job for each task that has not ended or whose files have not all arrived."""
    unfetched = left.unfetched if folder is not None else []
    handles = {handle.id: handle for handle in [*left.tasks, *unfetched, *(each for each, _ in left.downloads)]}
    wanted: dict[str, list[tuple[Path, tuple[str, ...] | None]]] = {id: [] for id in handles}
    for handle, download in left.downloads:
        wanted[handle.id].append((download.folder, tuple(download.formats) if download.formats else None))
    if folder is not None:
        for id, downloads in wanted.items():
            downloads += [] if downloads else [(folder / safe(id), None)]
    names = {
        id: record.input
        for kind in {each.kind.name for each in handles.values()}
        for id, record in records(kind).items()
    }
    return [
        Job(names.get(id) or id, existing(handle.kind.name, id), tuple(wanted[id]), command_of(handle.kind.name))
        for id, handle in handles.items()
    ]


def _show(left: Resumed[AsyncTaskHandle[Any]], outcomes: list[Outcome], *, as_json: bool) -> None:
    if as_json:
        from attrs import asdict

        show_json(
            {
                "tasks": [outcome.to_json() for outcome in outcomes if outcome.task is not None],
                "gone": [outcome.id for outcome in outcomes if isinstance(outcome.error, NotFound)],
                "never": [asdict(submission) for submission in left.never],
                "ambiguous": [asdict(ambiguity) for ambiguity in left.ambiguous],
                "undecided": [asdict(submission) for submission in left.undecided],
                "in_use": [asdict(submission) for submission in left.in_use],
                "unsupported": [asdict(submission) for submission in left.unsupported],
            }
        )
    elif outcomes:
        show_outcomes(outcomes, waited=True)
    else:
        click.echo("Nothing is left to do.")


def _tell_unsettled(left: Resumed[AsyncTaskHandle[Any]]) -> None:
    """Print the creates whose answer was lost, and their state, on stderr."""
    from ..meshy.dialect import MESHY

    for submission in left.never:
        tell(f"{_brief(submission)} was not received and cost nothing; create it again if you like.")
    for ambiguity in left.ambiguous:
        ids = ", ".join(ambiguity.candidates[:SHOWN])
        ids += f" and {len(ambiguity.candidates) - SHOWN} more" * (len(ambiguity.candidates) > SHOWN)
        tell(f"{_brief(ambiguity.submission)} may have become one of {ids}, or none of them.")
        tell("  Next: look at them, then meshwright ledger settle NUMBER ID, or --never.")
    for submission in left.undecided:
        if time() - submission.intended > MESHY.retention:
            tell(f"{_brief(submission)} may have been bought; the service has deleted tasks of that age.")
            tell("  Next: meshwright ledger settle NUMBER --never, which closes it.")
        else:
            tell(f"{_brief(submission)} is still open: it is too recent, or the list could not be read in full.")
            tell("  Next: meshwright resume, in half a minute.")
    for submission in left.in_use:
        tell(f"{_brief(submission)}  {submission.task_id or 'being sent'}: another process works on it; not changed.")
    for submission in left.unsupported:
        what = submission.task_id or submission.state
        tell(f"{_brief(submission)}  {what}: of a kind or in a state that this version does not know.")
        tell("  It was not changed. Next: update meshwright; a newer version wrote it.")
    if left.elsewhere:
        tell(f"Of another key or address: {left.elsewhere} open; resume with that one too.")


@click.group(invoke_without_command=True)
@click.pass_context
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Creates to show.")
@as_json
def ledger(context: click.Context, limit: int, as_json: bool) -> None:
    """Show the creates that were sent from this machine, newest first. Sends no request."""
    if context.invoked_subcommand is not None:
        return
    from attrs import asdict

    from ..ledger.journal import Ledger

    with Ledger(ledger_path()) as found:
        newest, folders = found.newest(limit), found.folders()
    places = {id: folder_name(folder) for id, folder in folders.items()}
    if wants_json(as_json):
        show_json([{**asdict(each), "folder": places.get(each.task_id or "")} for each in newest])
    elif newest:
        below = [f"{each.task_id or ''}  {places.get(each.task_id or '', '')}" for each in newest]
        show_records(newest, COLUMNS, below, [each.status or each.state for each in newest])
    else:
        click.echo("No create was sent from this machine.")


@ledger.command()
@connected
@click.argument("number", type=int)
@click.argument("id", required=False)
@click.option("--never", is_flag=True, help="It never became a task.")
def settle(connection: Connection, number: int, id: str | None, never: bool) -> None:
    """Settle a create whose answer was lost: give the ID of its task, or --never."""
    if (id is None) != never:
        raise InputError("ID", "give the id of the task, or --never")
    from ..ledger.journal import GONE, NEVER, UNKNOWN, Ledger

    with Ledger(ledger_path()) as found:
        submission = next((each for each in found.submissions() if each.number == number), None)
        told_by_hand = submission is not None and (submission.state == NEVER or submission.status == GONE)
        if submission is None or not (submission.state == UNKNOWN or (told_by_hand and id is not None)):
            raise InputError("NUMBER", f"{number} is not a create whose answer was lost")
        if id is None:
            found.never(number)
            show_next("the same create again, if the task is still wanted; nothing was bought")
            return
        from meshwright_api.meshy.tasks import KINDS

        if submission.kind not in KINDS:
            raise InputError(
                "NUMBER", f"this version does not know the kind {submission.kind!r} of {number}; update it"
            )
        with connection.opened() as meshy:  # a typing error would hide the paid task for good
            resource_of(meshy, submission.kind).task(id).get()
        found.created(number, id)
    show_next("meshwright resume waits for it and fetches its files")


def _brief(submission: Submission) -> str:
    when = datetime.fromtimestamp(submission.intended).strftime("%Y-%m-%d %H:%M:%S")
    return "  ".join(filter(None, (f"{submission.number:>4}", when, submission.kind, input_of(submission))))
