"""The commands that every kind of task has: create, get, list, wait, stream, delete, download."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import click

from ..errors import InputError
from ..meshy import Meshy
from ..resources import TaskResource
from ..tasks import DEADLINE, TaskHandle
from .connection import connected, embeddable, journaled
from .options import create_parameters, given
from .output import show_estimate, show_json, show_row, show_task, wants_json
from .progress import progress_bar

task_id = click.argument("id", metavar="ID")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, as when stdout is no terminal.")
quiet = click.option("--quiet", "-q", is_flag=True, help="No progress on stderr.")
timeout = click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=DEADLINE,
    show_default=True,
    help="Seconds to wait; the task goes on after them.",
)
folder = click.option(
    "--output", "-o", "folder", type=click.Path(path_type=Path, file_okay=False), help="Folder for the files."
)
formats = click.option("--format", "-f", "formats", multiple=True, metavar="FORMAT", help="Fetch only these models.")


def task_group(tag: str, title: str) -> click.Group:
    """Build the group of one kind of task; ``tag`` is the spec's."""

    def tasks(meshy: Meshy) -> TaskResource[..., ..., Any]:
        found: TaskResource[..., ..., Any] = getattr(meshy, tag)
        return found

    @click.group(tag.replace("_", "-"), help=title)
    def group() -> None:
        pass

    @click.command
    @embeddable
    @folder
    @formats
    @timeout
    @click.option("--no-wait", is_flag=True, help="Print the id and do not wait.")
    @click.option("--dry-run", is_flag=True, help="Print what it would probably cost, and send nothing.")
    @click.option("--max-credits", type=click.IntRange(0), help="Refuse to send what would probably cost more.")
    @click.option("--queue", is_flag=True, help="Wait up to an hour for a place when the queue is full.")
    @quiet
    @as_json
    def create(
        meshy: Meshy,
        no_wait: bool,
        dry_run: bool,
        max_credits: int | None,
        queue: bool,
        as_json: bool,
        **rest: Any,
    ) -> None:
        """Create a task, wait for it, and with -o fetch its files. One POST, which costs credits."""
        follow = {name: rest.pop(name) for name in ("folder", "formats", "timeout", "quiet")}
        resource = tasks(meshy.with_options(max_credits=max_credits, queue=queue))
        if dry_run:
            show_estimate(resource.estimate(**given(rest)), as_json=wants_json(as_json))
        elif no_wait:
            handle = resource.create(**given(rest))
            show_json({"id": handle.id}) if wants_json(as_json) else click.echo(handle.id)
        else:
            finish(lambda: resource.create(**given(rest)), tag, as_json=as_json, **follow)

    argument, options = create_parameters(f"{tag}.create")
    create.params = [argument, *create.params, *options]
    group.add_command(create)

    @group.command
    @task_id
    @connected
    @as_json
    def get(meshy: Meshy, id: str, as_json: bool) -> None:
        """Show a task."""
        show_task(tasks(meshy).get(id), as_json=wants_json(as_json))

    @group.command("list")
    @click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Tasks to show.")
    @click.option("--oldest-first", is_flag=True, help="Sort the other way round.")
    @connected
    @as_json
    def list_(meshy: Meshy, limit: int, oldest_first: bool, as_json: bool) -> None:
        """List tasks, newest first."""
        found = list(islice(tasks(meshy).list(sort_by="+created_at" if oldest_first else "-created_at"), limit))
        if wants_json(as_json):
            show_json([task.to_dict() for task in found])
        else:
            for task in found:
                show_row(task)

    @group.command
    @task_id
    @journaled
    @folder
    @formats
    @timeout
    @quiet
    @as_json
    def wait(meshy: Meshy, id: str, **follow: Any) -> None:
        """Wait for a task that exists, and with -o fetch its files."""
        finish(lambda: tasks(meshy).task(id), id, **follow)

    @group.command
    @task_id
    @connected
    @as_json
    def stream(meshy: Meshy, id: str, as_json: bool) -> None:
        """Print every new state of a task until it ends."""
        for task in tasks(meshy).task(id).stream():
            show_task(task, as_json=wants_json(as_json))

    @group.command
    @task_id
    @journaled
    def delete(meshy: Meshy, id: str) -> None:
        """Delete a task and its files for good. One that waits is refunded, one that runs is refused."""
        tasks(meshy).delete(id)

    @group.command
    @task_id
    @journaled
    @folder
    @formats
    def download(meshy: Meshy, id: str, folder: Path | None, formats: tuple[str, ...]) -> None:
        """Fetch the files of a finished task."""
        for path in fetched(tasks(meshy).task(id), folder or Path(), formats):
            click.echo(path)

    return group


def finish(
    begin: Any, title: str, *, folder: Path | None, formats: tuple[str, ...], timeout: float, quiet: bool, as_json: bool
) -> None:
    """Begin or find a task, follow it to its end, fetch its files, show what came of it."""
    if formats and folder is None:
        raise InputError("--format", "needs --output, the folder for the files")
    with progress_bar(title.replace("_", "-"), quiet=quiet) as report:
        handle: TaskHandle[Any] = begin()
        if folder is not None:
            handle.remember_download(folder, formats or None)
        task = handle.wait(timeout=timeout, on_update=report)
        files = fetched(handle, folder, formats)
    show_task(task, files, as_json=wants_json(as_json))


def fetched(handle: TaskHandle[Any], folder: Path | None, formats: tuple[str, ...]) -> list[Path]:
    """Fetch the files of a task if a folder was named."""
    return [] if folder is None else handle.download(folder, formats=formats or None)


image_to_3d = task_group("image_to_3d", "One picture becomes a textured model.")
multi_image_to_3d = task_group("multi_image_to_3d", "One to four pictures of the same object become a textured model.")
resize = task_group("resize", "Scale a model to a real-world size.")
