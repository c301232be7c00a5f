"""The commands for batches: add items, work on them on any number of machines, look, and try again what failed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from meshwright_api.meshy import DESCRIPTIONS

from ..errors import InputError
from .batch_progress import details, progress, summary
from .batch_progress import watch as show_until_done
from .common import as_json
from .connection import Connection, connected, ledger_path
from .inputs import check_source
from .options import create_parameters
from .output import show_json, wants_json
from .terminal import tell, wrapped

if TYPE_CHECKING:
    from ..fleet.chains import Step
    from ..meshy.batch import Batch

PLACES = click.option("--places", type=click.IntRange(1), help="Unfinished tasks at once, on all machines. [new: 20]")
RATE = click.option("--rate", type=click.FloatRange(0, min_open=True), help="Requests a second, of all. [new: 15]")
BUDGET = click.option("--max-credits", type=click.IntRange(0), help="Stop buying at this estimated total.")
SHARED = click.option(
    "--shared", is_flag=True, default=None, help="All machines find local files and folders under the same paths."
)
THEN = click.option(
    "--then",
    "steps",
    multiple=True,
    metavar="'STEP [NAME=VALUE]...'",
    help="One more task of the chain, such as 'remesh target_polycount=5000'; may be repeated.",
)
OUTPUT = click.option("--output", "-o", "out", metavar="FOLDER", help="Folder or s3://bucket/prefix for the results.")


@dataclass(frozen=True)
class Desk:
    """The options that lead to a batch."""

    connection: Connection
    ledger: str | None

    @contextmanager
    def opened(self, **settings: Any) -> Generator[Batch]:
        """Open the batch."""
        from ..meshy.batch import Batch
        from ..meshy.client import BASE_URL
        from .keys import key_for

        address = self.connection.base_url or os.environ.get("MESHY_BASE_URL")
        key = key_for("meshy", self.connection.api_key, address, BASE_URL)
        place = self.ledger or ledger_path().with_name("batch.sqlite")
        with Batch(place, api_key=key, base_url=self.connection.base_url, **settings) as batch:
            yield batch

    def command(self, words: str) -> str:
        """Return a command for the same batch."""
        more = f" --ledger {self.ledger}" if self.ledger and not os.environ.get("MESHWRIGHT_BATCH") else ""
        return f"  Next: meshwright batch {words}{more}"


def at_desk(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that lead to a batch; the command gets them as ``desk``."""

    @wraps(command)
    def run(*, connection: Connection, ledger: str | None, **arguments: Any) -> Any:
        return command(desk=Desk(connection, ledger), **arguments)

    option = click.option(
        "--ledger",
        metavar="FILE_OR_URL",
        envvar="MESHWRIGHT_BATCH",
        help="The batch: a file, or postgresql://... for several machines (MESHWRIGHT_BATCH).",
    )
    return option(connected(run))


@click.group()
def batch() -> None:
    """Make models of many inputs: each is bought once also if processes die, on one machine or several."""


@batch.group()
def add() -> None:
    """Add items to a batch, one for each input; nothing is bought yet."""


def _add_command(kind: str) -> click.Command:
    """Build ``add KIND``, with the parameters of the kind's create as options."""
    parameters = create_parameters(kind.replace("-", "_"))

    @click.command(
        kind,
        help=f"{DESCRIPTIONS[kind]} Add items of this kind: they are queued, and bought by `meshwright batch work`.",
    )
    @at_desk
    @OUTPUT
    @click.option("--name", help="Name of the item and its folder. [default: that of its file]")
    @THEN
    @PLACES
    @RATE
    @BUDGET
    @SHARED
    @as_json
    def command(
        desk: Desk, out: str | None, name: str | None, steps: tuple[str, ...], as_json: bool, **rest: Any
    ) -> None:
        settings = {key: rest.pop(key) for key in ("places", "rate", "max_credits", "shared")}
        bodies = [parameters.arguments(body) for body in parameters.bodies(rest)]
        main = parameters.keywords[parameters.main]
        inputs = [body.pop(main, None) for body in bodies]
        for source in _sources(inputs) if parameters.of_files else ():
            check_source(parameters.main, source)
        with desk.opened(out=out, **settings) as opened:
            then = [step_of(text) for text in steps]
            given: Any = inputs if inputs != [None] else None
            if parameters.of_files and given:
                given = [_files(value) for value in given]
            added = opened.add(kind, given, name=name, then=then, **bodies[0])
            if wants_json(as_json):
                show_json({"new": added.new, "known": added.known, "credits": added.credits})
                return
            known = f"; {added.known} were in the batch already" if added.known else ""
            click.echo(f"{added.new} items added, about {added.credits} credits{known}.")
            tell(desk.command("work"))

    command.params = [
        parameters.argument(complete=False),
        *command.params,
        *parameters.options(command, complete=False),
    ]
    return command


def _sources(inputs: list[Any]) -> list[str]:
    """Return the files and URLs of all inputs."""
    members: list[Any] = [each for value in inputs for each in (value if value.__class__ in (list, tuple) else [value])]
    return [str(source) for source in members if source is not None]


def _files(value: Any) -> Any:
    """Return an input with its local files as paths."""
    if value.__class__ in (list, tuple):
        return [_files(source) for source in value]
    return value if "://" in value or value[:5].lower() == "data:" else Path(value)


def step_of(text: str) -> Step:
    """Read a step: a kind, and parameters as NAME=VALUE, each value as JSON or a text; raises InputError."""
    from ..fleet.chains import step

    kind, *pairs = text.split()
    parameters: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError("--then", f"{pair!r} in {text!r} is not NAME=VALUE")
        try:
            parameters[name.replace("-", "_")] = json.loads(value)
        except ValueError:
            parameters[name.replace("-", "_")] = value
    return step(kind, **parameters)


for _kind in DESCRIPTIONS:
    add.add_command(_add_command(_kind))


@batch.command()
@at_desk
@click.option("--until-done", is_flag=True, help="End when all items are over. [default: wait for more]")
@click.option("--reconnect", is_flag=True, help="Wait for a database that cannot be reached, in place of ending.")
def work(desk: Desk, until_done: bool, reconnect: bool) -> int:
    """Work on the batch on this machine: buy, wait, fetch, and take over from workers that died.

    SIGTERM and Ctrl-C: buy nothing more, write down, end. Start it on as many machines as you like.
    """
    with desk.opened() as opened:
        with progress(opened):
            opened.work(until_done=until_done, reconnect=reconnect)
        status = opened.status()
    tell(summary(status))
    tell(desk.command("retry" if status.failed and not status.left else "status"))
    return 1 if until_done and status.failed else 0


@batch.command()
@at_desk
@click.option("--watch", is_flag=True, help="Go on showing it until all items are over.")
@as_json
def status(desk: Desk, watch: bool, as_json: bool) -> None:
    """Show how far the batch is, on all machines together. Sends nothing."""
    with desk.opened() as opened:
        if watch:
            show_until_done(opened, as_json=as_json)
            return
        found = opened.status()
    if wants_json(as_json):
        show_json(found.to_dict())
        return
    click.echo("\n".join(wrapped(line, sys.stdout, "  ") for line in details(found)))
    if found.failed or found.unpaid:
        tell(desk.command("retry"))
    elif found.left:
        tell(desk.command("work"))


@batch.command()
@at_desk
@click.option("--port", type=click.IntRange(0, 65535), default=8766, help="0 takes a free one.", show_default=True)
def page(desk: Desk, port: int) -> None:
    """Serve a page that shows how far the batch is, with thumbnails, until Ctrl-C. Only this machine can open it.

    It buys and fetches nothing: `meshwright batch work` does, here or on other machines.
    """
    with desk.opened() as opened, opened.page(port) as served:
        tell(f"The batch is shown at {served.url} (Ctrl-C ends this)")
        with suppress(KeyboardInterrupt):
            served.serve_forever()


@batch.command()
@at_desk
@as_json
def retry(desk: Desk, as_json: bool) -> None:
    """Queue the items that failed or were not paid again; each goes on at the task that failed."""
    with desk.opened() as opened:
        again = opened.retry()
    if wants_json(as_json):
        show_json({"again": again})
        return
    click.echo(f"{again} items queued again." if again else "No item has failed.")
    if again:
        tell(desk.command("work"))


@batch.command("set")
@at_desk
@OUTPUT
@PLACES
@RATE
@click.option("--fetchers", type=click.IntRange(1), help="Items whose files are fetched at once, on each machine.")
@BUDGET
@SHARED
@as_json
def set_(desk: Desk, as_json: bool, **settings: Any) -> None:
    """Change settings for all machines; workers take them over when they start again."""
    from attrs import asdict

    with desk.opened() as opened:
        changes = {name: value for name, value in settings.items() if value is not None}
        found = asdict(opened.change(**changes))
    if wants_json(as_json):
        show_json(found)
        return
    click.echo("\n".join(f"{name} = {value}" for name, value in found.items()))
