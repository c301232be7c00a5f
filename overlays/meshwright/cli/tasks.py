"""The commands that every kind of task has: create, get, list, wait, stream, delete, download."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from meshwright_api.meshy import GROUPS

from ..errors import DownloadFailed, InputError
from ..spec.reading import load_kinds, load_spec, path_of, words_of
from ..spec.shapes import shape_of
from .account import LISTS
from .common import as_json, deadline, folder, formats, overwrite, quiet, task_id
from .connection import Connection, connected, journaled
from .creating import create_command
from .following import Following, Job, existing, follow, situation
from .hints import LISTING, after, hinting
from .inputs import check_folder, check_unused
from .kinds import command_of, resource_of
from .lazy import LazyGroup
from .output import moment, show_json, show_next, show_task, wants_json
from .records import Record, records, show_records
from .tables import Column

if TYPE_CHECKING:
    from ..meshy.client import Meshy
    from ..tasks.resources import TaskResource


DELETE = "Delete a task and its files for good. A pending task is refunded; a running one cannot be deleted."
CANCEL = "Cancel a task. A pending task is refunded, a running one is not; one that has ended stays."


def _show_list(found: list[Any], known: dict[str, Record]) -> None:
    """Print tasks, with their inputs and folders as far as the ledger knows them."""
    if not found:
        click.echo("There are no tasks of this kind.")
        return
    about = {str(task.id): known.get(str(task.id), Record()) for task in found}
    columns = (
        Column("CREATED", lambda task: moment(task.created_at)[:16]),
        Column("STATUS", lambda task: task.status),
        Column("DONE", lambda task: f"{task.progress} %", right=True),
        Column("CREDITS", lambda task: task.to_dict().get("consumed_credits"), right=True),
        Column("INPUT", lambda task: about[str(task.id)].input),
    )
    below = [f"{task.id}  {about[str(task.id)].folder}" for task in found]
    show_records(found, columns, below, [str(task.status) for task in found])


def task_group(tag: str, title: str) -> click.Group:
    """Build the group of one kind of task; ``tag`` is the spec's."""
    kind = tag.replace("_", "-")
    name = command_of(kind)

    def tasks(meshy: Meshy) -> TaskResource[..., ..., Any]:
        found: TaskResource[..., ..., Any] = resource_of(meshy, kind)
        return found

    @click.group(name.rpartition(" ")[2], help=title)
    def group() -> None:
        pass

    group.add_command(create_command(tag), "create")

    @group.command
    @task_id
    @connected
    @as_json
    def get(connection: Connection, id: str, as_json: bool) -> None:
        """Show a task."""
        with hinting(situation(connection, name, "get")), connection.opened() as meshy:
            task = tasks(meshy).get(id)
            show_task(task, notes=task.notes, as_json=wants_json(as_json))
            show_next(after(task, situation(connection, name)), quiet=as_json)

    @group.command("list")
    @click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Tasks to show.")
    @click.option("--oldest-first", is_flag=True, help="Sort in ascending order.")
    @connected
    @as_json
    def list_(connection: Connection, limit: int, oldest_first: bool, as_json: bool) -> None:
        """List tasks, newest first."""
        with hinting(situation(connection, name, "list")), connection.opened() as meshy:
            found = list(islice(tasks(meshy).list(sort_by="+created_at" if oldest_first else "-created_at"), limit))
        if wants_json(as_json):
            show_json([task.to_dict() for task in found])
        else:
            _show_list(found, records(kind))

    @group.command
    @task_id
    @journaled
    @folder
    @formats
    @overwrite
    @deadline
    @quiet
    @as_json
    def wait(
        connection: Connection,
        id: str,
        folder: Path | None,
        formats: tuple[str, ...],
        overwrite: bool,
        timeout: float,
        quiet: bool,
        as_json: bool,
    ) -> None:
        """Wait for a task that exists, and with -o fetch its files."""
        with hinting(situation(connection, name, "wait")):
            if formats and folder is None:
                raise InputError("--format", "needs --output, the folder for the files")
            check_folder(folder)
            if folder and not overwrite:  # check it before a wait of an hour
                check_unused(folder, formats, id=id)
            into = ((folder, formats or None),) if folder else ()
            how = Following(timeout, overwrite=overwrite)
            (done,) = follow(connection, [Job(id, existing(kind, id), into, name)], how, quiet=quiet)
            if done.error is not None:
                raise done.error
        show_task(done.task, done.files, done.notes, as_json=wants_json(as_json), quiet=quiet)
        show_next(after(done.task, situation(connection, name, folder=folder)), quiet=quiet or as_json)

    @group.command
    @task_id
    @connected
    @as_json
    def stream(connection: Connection, id: str, as_json: bool) -> None:
        """Print every new state of a task until it ends."""
        task = None
        with hinting(situation(connection, name, "stream", id)), connection.opened() as meshy:
            for task in tasks(meshy).task(id).stream():
                show_task(task, as_json=wants_json(as_json))
        if task is not None:
            show_next(after(task, situation(connection, name)), quiet=as_json)

    @group.command(help=CANCEL if shape_of("meshy", kind).cancels else DELETE)
    @task_id
    @journaled
    def delete(connection: Connection, id: str) -> None:
        at = situation(connection, name, "delete", id)
        with hinting(at), connection.opened() as meshy:
            tasks(meshy).delete(id)
        show_next("" if at.ephemeral else at.command(*LISTING))

    @group.command
    @task_id
    @journaled
    @folder
    @formats
    @overwrite
    def download(
        connection: Connection, id: str, folder: Path | None, formats: tuple[str, ...], overwrite: bool
    ) -> None:
        """Fetch the files of a finished task. If some were fetched before, only the missing ones are."""
        target = folder or Path()
        with hinting(situation(connection, name, "download", id, folder, formats)):
            check_folder(target)
            with connection.opened() as meshy:
                handle = tasks(meshy).task(id)
                try:
                    paths = handle.download(target, formats=formats or None, overwrite=overwrite)
                except DownloadFailed as error:
                    for path in error.paths:
                        click.echo(path)
                    raise
        for path in paths:
            click.echo(path)

    spec = load_spec("meshy")
    for operation_id, command in LISTS.items():  # a list whose path is below that of the kind
        if path_of(spec, operation_id).startswith(f"{path_of(spec, f'{tag}.create')}/"):
            group.add_command(command, operation_id.partition(".")[2])
    return group


def family(name: str, title: str) -> click.Group:
    """Build the group of a family of kinds."""
    own = {
        words[1]: (kind, text)
        for kind, text in load_kinds("meshy").items()
        if (words := words_of("meshy", kind))[0] == name and len(words) > 1
    }
    return LazyGroup(name, found={word: (f"tasks:{kind}", text) for word, (kind, text) in own.items()}, help=title)


def __getattr__(name: str) -> click.Group:
    """Build the group of a kind of task, or of a family of kinds, when it is first used."""
    kinds = load_kinds("meshy")
    if name in GROUPS:
        return family(name, GROUPS[name])
    if name not in kinds:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return task_group(name.replace("-", "_"), kinds[name])
