"""``create`` and ``estimate``: one task per input, or one task of all inputs if the kind takes a list of files.

With one input the files go to the folder itself, with several each gets its own folder there. Foreseeable failures
are reported before anything is bought: a folder that cannot be written to or that holds other files of the same
names, a price above ``--max-credits``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from ..errors import InputError, PriceTooHigh, WaitTimeout
from ..spec.calendar import day_of
from .common import as_json, deadline, folder, formats, overwrite, quiet
from .connection import Connection, embeddable
from .failures import name_unprinted, worst
from .following import Following, Job, Outcome, follow, situation
from .formats import check_formats
from .grouped import CreateCommand, examples
from .hints import Situation, after, hinting, looking_back
from .inputs import STDIN, check_folder, check_source, check_unused, folder_names, read_stdin, title
from .kinds import command_of, resource_of
from .options import CreateParameters, create_parameters
from .output import Output, show_estimate, show_json, show_line, show_next, show_notes, show_task, wants_json
from .output import task_json as json_of
from .terminal import is_terminal, styled, tell

if TYPE_CHECKING:
    from ..meshy.client import AsyncMeshy
    from ..spec.pricing import Estimate
    from ..tasks.handles import AsyncTaskHandle

JOBS = 4
"""Default number of concurrent inputs; less than the queue limit of any plan."""


def create_command(tag: str) -> click.Command:
    """Build ``create`` of one kind of task."""
    parameters = create_parameters(tag)
    create = _plain_create(tag, parameters)
    create.params = [
        parameters.argument(complete=True),
        *create.params,
        *parameters.options(create, complete=True),
    ]
    return create


def _plain_create(tag: str, parameters: CreateParameters) -> click.Command:
    """Build ``create`` without the parameters of the service."""
    group = command_of(tag.replace("_", "-"))
    what = "All pictures make one task." if parameters.many else "Each input makes its own task; they run concurrently."

    @click.command(
        cls=CreateCommand,
        epilog=examples(tag, parameters),
        help=f"Create a task, wait for it, and with -o fetch its files. One POST, which costs credits. {what}\n\n"
        "When stdout is not a terminal, the task is printed as JSON; several are printed one per line, as they end.",
    )
    @embeddable
    @folder
    @formats
    @overwrite
    @click.option("--open", "in_browser", is_flag=True, help="Show the model in the browser once it is there.")
    @deadline
    @click.option("--no-wait", is_flag=True, help="Print the id and do not wait.")
    @click.option("--dry-run", is_flag=True, help="Print the estimated price, and send nothing.")
    @click.option("--max-credits", type=click.IntRange(0), help="Send nothing if the estimated total is higher.")
    @click.option("--queue", is_flag=True, help="Wait up to an hour for a slot when the queue is full.")
    @quiet
    @as_json
    def create(
        connection: Connection,
        folder: Path | None,
        formats: tuple[str, ...],
        overwrite: bool,
        in_browser: bool,
        timeout: float,
        no_wait: bool,
        dry_run: bool,
        max_credits: int | None,
        queue: bool,
        quiet: bool,
        as_json: bool,
        jobs: int | None = None,
        **rest: Any,
    ) -> int:
        as_json = wants_json(as_json)
        bodies = parameters.bodies(rest)
        several = jobs is not None or len(bodies) > 1
        output, at = Output(), situation(connection, group, "create")

        def show(done: Outcome) -> None:
            if several and as_json:
                with output.printing():
                    show_line({"input": done.job.title, **done.to_json()})

        with hinting(at):
            _check(tag, parameters, bodies, folder, formats)
            if in_browser:
                _check_open(folder, several=several, waits=not no_wait)
            if dry_run:
                show_estimate(prices(tag, bodies, connection.as_of), as_json=as_json)
                return 0
            check_total(tag, bodies, max_credits, connection.as_of)
            made = _jobs(tag, parameters, bodies, folder, formats or None, several=several)
            for into, wanted in (each for job in made for each in job.downloads if not overwrite):
                check_unused(into, wanted)
            how = Following(
                timeout, jobs or JOBS, wait=not no_wait, each_told=several, on_end=show, overwrite=overwrite
            )
            beside_bars = several and as_json and is_terminal(sys.stdout)  # lines and bars would mix
            outcomes = follow(connection, made, how, quiet=quiet or beside_bars, queue=queue or several)
            if several and not quiet:
                show_notes(note for outcome in outcomes for note in outcome.notes)
            if not several and outcomes[0].error is not None:
                raise outcomes[0].error
        with output.printing():
            if not several:
                _show_one(outcomes[0], replace(at, folder=folder), as_json=as_json, quiet=quiet)
            elif not as_json:
                show_outcomes(outcomes, waited=not no_wait)
        codes = [outcome.code for outcome in outcomes]
        if output.error is not None:
            bought = [f"{outcome.id}  {outcome.job.title}" for outcome in outcomes if outcome.id]
            codes.append(name_unprinted(output.error, bought, looking_back(at, len(outcomes))))
        if in_browser:
            _open(outcomes[0].files)
        return worst(codes)

    create.params += [] if parameters.many else [_at_once()]
    return create


def _at_once() -> click.Option:
    return click.Option(
        ["--jobs"],
        type=click.IntRange(1, 64),
        help=f"Concurrent inputs, by default {JOBS}. If given, even a single input gets its own folder below -o.",
    )


def estimate_command(tag: str) -> click.Command:
    """Build the command that estimates the price of a create; its options have the names of those of ``create``."""
    parameters = create_parameters(tag)

    @click.command(tag.replace("_", "-"))
    @click.option("--emulator", is_flag=True, help="Use an emulator's prices: those of the seed documents.")
    @as_json
    def estimate(emulator: bool, as_json: bool, **rest: Any) -> None:
        """Print the estimated price of such a create. Needs no key and sends nothing."""
        as_of = Connection(None, None, emulator=emulator).as_of
        show_estimate(prices(tag, parameters.bodies(rest), as_of), as_json=wants_json(as_json))

    options = parameters.options(_plain_create(tag, parameters), complete=False)
    estimate.params = [parameters.argument(complete=False), *estimate.params, *options]
    return estimate


def prices(tag: str, bodies: list[dict[str, Any]], as_of: str) -> list[Estimate]:
    """Return the estimated price of each create."""
    from ..spec.pricing import estimate

    day = day_of(as_of, time.time())
    return [estimate("meshy", f"{tag}.create", body, day) for body in bodies]


def check_total(tag: str, bodies: list[dict[str, Any]], allowed: int | None, as_of: str) -> None:
    """Raise PriceTooHigh if the creates would cost more than allowed in total."""
    if allowed is None:
        return
    expected = prices(tag, bodies, as_of)
    total = sum(each.credits for each in expected)
    if total > allowed:
        what = str(expected[0]) if len(expected) == 1 else f"{len(expected)} inputs cost about {total} credits"
        raise PriceTooHigh(f"{tag}.create", what, allowed)


def _check(
    tag: str, parameters: CreateParameters, bodies: list[dict[str, Any]], folder: Path | None, formats: tuple[str, ...]
) -> None:
    """Raise InputError or OSError for foreseeable failures, before anything is bought."""
    if formats and folder is None:
        raise InputError("--format", "needs --output, the folder for the files")
    check_formats(tag, bodies[0], formats)
    sources = [each for body in bodies for each in _listed(body.get(parameters.main))]
    if sources.count(STDIN) > 1:
        raise InputError(parameters.main, "stdin (-) can be given once")
    check_folder(folder)
    if len(bodies) == 1 and parameters.of_files:
        for source in sources:
            check_source(parameters.main, source)


def _check_open(folder: Path | None, *, several: bool, waits: bool) -> None:
    """Raise InputError if there will not be one model in a folder to show."""
    if folder is None:
        raise InputError("--open", "needs --output, the folder for the files")
    if several or not waits:
        raise InputError("--open", "shows the model of one input, and waits for it" + " (no --no-wait)" * (not waits))


def _open(files: list[Path]) -> None:
    """Show the model among the files that were fetched, until Ctrl-C."""
    from .viewing import best_to_show, show_model

    if model := best_to_show(files):
        show_model(model, in_browser=True)
    else:
        tell("--open: none of the files is a model that can be shown.")


def _listed(value: Any) -> list[str]:
    """Return the inputs of a create as a list."""
    if value is None:
        return []
    return cast("list[str]", value) if isinstance(value, list) else [value]


def _with_stdin(parameters: CreateParameters, body: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a create, with the content of stdin in place of ``-``."""
    main, given = parameters.main, body.get(parameters.main)
    if given == STDIN:
        return {**body, main: read_stdin(main, text=not parameters.of_files)}
    if isinstance(given, list) and STDIN in given:
        content = read_stdin(main, text=not parameters.of_files)
        return {**body, main: [content if each == STDIN else each for each in cast("list[str]", given)]}
    return body


def _jobs(
    tag: str,
    parameters: CreateParameters,
    bodies: list[dict[str, Any]],
    folder: Path | None,
    formats: tuple[str, ...] | None,
    *,
    several: bool,
) -> list[Job]:
    main, kind = parameters.main, tag.replace("_", "-")

    def beginning(body: dict[str, Any]) -> Callable[[AsyncMeshy], Any]:
        async def begin(meshy: AsyncMeshy) -> AsyncTaskHandle[Any]:
            if several and parameters.of_files:
                check_source(main, str(body.get(main, "")))
            arguments = parameters.arguments(_with_stdin(parameters, body))
            handle: AsyncTaskHandle[Any] = await resource_of(meshy, kind).create(**arguments)
            return handle

        return begin

    group = command_of(kind)
    if not several:
        into = ((folder, formats),) if folder else ()
        return [Job(group, beginning(bodies[0]), into, group)]
    sources = [str(body.get(main, "")) for body in bodies]
    return [
        Job(title(source), beginning(body), ((folder / name, formats),) if folder else (), group)
        for source, body, name in zip(sources, bodies, folder_names(sources), strict=True)
    ]


def _show_one(done: Outcome, at: Situation, *, as_json: bool, quiet: bool) -> None:
    """Print the outcome of a single create, and the next command."""
    if done.task is not None:
        show_task(done.task, done.files, done.notes, as_json=as_json, quiet=quiet)
        show_next(after(done.task, at), quiet=quiet or as_json)
    elif as_json:
        show_json({"id": done.id})
    else:
        click.echo(done.id)
        show_next("" if at.ephemeral else at.follow("wait", done.id), quiet=quiet)


def show_outcomes(outcomes: list[Outcome], *, waited: bool) -> None:
    """Print each outcome for a person, and the total."""
    for done in outcomes:
        if done.error is None and waited:
            show_task(done.task, done.files, as_json=False, title=done.job.title)
        elif done.error is None:
            click.echo(f"{done.job.title}  {done.id}")
        else:  # the reason was printed when it happened
            made = "not fetched" if done.formats else "failed" if done.begun else "not sent"
            what = "goes on" if isinstance(done.error, WaitTimeout) else made
            click.echo(f"{done.job.title}  {styled(what, fg='red')}")
    well = sum(done.error is None for done in outcomes)
    spent = sum(json_of(done.task).get("consumed_credits") or 0 for done in outcomes if done.formats)
    what = "succeeded" if waited else "created"
    click.echo(f"{well} of {len(outcomes)} {what}" + (f", {spent} credits" if spent else ""))
