"""The commands for batches: add items, work on them on any number of machines, look, and try again what failed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from meshwright_api.meshy import DESCRIPTIONS

from ..errors import InputError
from .batch_verbs import BUDGET, OUTPUT, PLACES, RATE, SHARED, Desk, ledger_option, verbs
from .common import as_json
from .connection import Connection, connected, ledger_path
from .inputs import check_source
from .options import create_parameters
from .output import show_json, wants_json
from .terminal import tell

if TYPE_CHECKING:
    from ..fleet.chains import Step
    from ..meshy.batch import Batch

VARIABLE = "MESHWRIGHT_BATCH"
THEN = click.option(
    "--then",
    "steps",
    multiple=True,
    metavar="'STEP [NAME=VALUE]...'",
    help="One more task of the chain, such as 'remesh target_polycount=5000'; may be repeated.",
)


def at_desk(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that lead to a batch; the command gets them as ``desk``."""

    @wraps(command)
    def run(*, connection: Connection, ledger: str | None, **arguments: Any) -> Any:
        place = ledger or ledger_path().with_name("batch.sqlite")
        desk = Desk(partial(open_batch, connection, place), "batch", ledger, VARIABLE)
        return command(desk=desk, **arguments)

    return ledger_option(VARIABLE)(connected(run))


def open_batch(connection: Connection, ledger: str | Path, **settings: Any) -> Batch:
    """Open a batch with the options of a connection."""
    from ..meshy.batch import Batch
    from ..meshy.client import BASE_URL
    from .keys import key_for

    address = connection.base_url or os.environ.get("MESHY_BASE_URL")
    key = key_for("meshy", connection.api_key, address, BASE_URL)
    return Batch(ledger, api_key=key, base_url=connection.base_url, **settings)


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


for _command in verbs(at_desk, BUDGET):
    batch.add_command(_command)
