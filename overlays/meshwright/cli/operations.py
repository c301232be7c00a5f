"""Commands generated from the spec: one for each operation of FlightHub.

Path parameters are arguments; query parameters and members of the body are options. A list is printed as a table, a
single object as its members, by the formatter for its class if there is one; in a pipe as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import click
from meshwright_api._names import python_names

from ..spec.reading import Json, body_schema, fields, load_spec, operations, parameters, resolve
from ..texts import plain
from .common import as_json
from .hub_connection import connected
from .options import given, options_for, variable
from .output import show_json, wants_json
from .terminal import tell
from .values import type_of

if TYPE_CHECKING:
    from ..flighthub import FlightHub

STEPS_OF_AN_UPLOAD = ("stores.", "projects.storage_credential", "routes.finish_upload")
"""Operations without commands: they return secrets, or their parameters come from a running upload."""
SUCCESS_ALONE = "/StatusAnswer"
"""End of the ``$ref`` to an answer that only reports success."""
Lines: TypeAlias = dict[str, Callable[[Any], str]]
"""Formatters of results for a person, by the name of the result's class."""


def operation_groups(lines: Lines) -> dict[str, click.Group]:
    """Return the groups of commands by name: ``model`` has the operations of the tag ``models``."""
    spec = load_spec("flighthub")
    said = {tag["name"]: tag["description"] for tag in spec["tags"]}
    groups: dict[str, click.Group] = {}
    for path, _, operation in operations(spec):
        tag, _, verb = operation["operationId"].partition(".")
        if not operation["operationId"].startswith(STEPS_OF_AN_UPLOAD):
            name = _group_name(tag)
            command = _command(operation, list(_taken(spec, path, operation)), lines)
            groups.setdefault(name, click.Group(name, help=said[tag])).add_command(command, verb.replace("_", "-"))
    return {_group_name(tag): groups[_group_name(tag)] for tag in said if _group_name(tag) in groups}


def _group_name(tag: str) -> str:
    return tag.removesuffix("s").replace("_", "-")


def _taken(spec: Json, path: str, operation: Json) -> Iterator[tuple[str, Json]]:
    """Yield the place of each parameter (path, query or body), and its schema with ``name`` and ``required``."""
    for one in parameters(spec, path, operation):
        if one["in"] in ("path", "query"):
            yield one["in"], {**resolve(spec, one["schema"]), **one}
    body = resolve(spec, body_schema(operation) or {})
    for name, field in fields(spec, body).items():
        for one in field.get("oneOf", [])[:1]:  # a member that may be null: an option that is not given is not sent
            field = {**resolve(spec, one), **{key: value for key, value in field.items() if key != "oneOf"}}
        yield "body", {**field, "name": name, "required": name in body.get("required", ())}


def _command(operation: Json, taken: list[tuple[str, Json]], lines: Lines) -> click.Command:
    tag, _, verb = operation["operationId"].partition(".")
    keywords = python_names(field["name"] for _, field in taken)

    def call(fh: FlightHub, as_json: bool = False, **values: Any) -> None:
        sent = given({keyword: values[variable(keyword)] for keyword in keywords.values()})
        _show(getattr(getattr(fh, tag), verb)(**sent), lines, as_json=wants_json(as_json))

    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    run = connected(call if answer.endswith(SUCCESS_ALONE) else as_json(call))
    command = click.command(help=f"{operation['summary']}.\n\n{operation['description']}")(run)
    arguments = [
        click.Argument([variable(keywords[field["name"]])], metavar=_metavar(field["name"], tag), type=type_of(field))
        for where, field in taken
        if where == "path"
    ]
    options = options_for({field["name"]: field for where, field in taken if where != "path"}, keywords, command)
    command.params = [*arguments, *command.params, *options.values()]
    return command


def _metavar(name: str, tag: str) -> str:
    """Return the metavar of an argument: ``model_uuid`` of the tag ``models`` becomes UUID."""
    return name.removeprefix(f"{tag.removesuffix('s')}_").upper()


def _show(result: Any, lines: Lines, *, as_json: bool) -> None:
    """Print the result of an operation, if it has one."""
    from meshwright_api._runtime import dumped

    from .tables import TABLES, details, table

    if result is None:
        return
    if hasattr(result, "session"):  # a handle: what follows needs only its id
        result = result.id
    several: list[Any] = result if result.__class__ is list else [result]
    names = {type(one).__name__ for one in several}
    if as_json:
        show_json(dumped(result))
    elif result == []:
        tell("Nothing to list.")
    elif names <= lines.keys():
        for one in several:
            click.echo(lines[type(one).__name__](one))
    elif several is result and len(names) == 1 and names <= TABLES.keys():
        for line in table(several, TABLES[names.pop()]):
            click.echo(line)
    elif hasattr(result, "to_dict"):
        for line in details(result):
            click.echo(line)
    else:
        click.echo(plain(result)) if isinstance(result, str) else show_json(dumped(result))
