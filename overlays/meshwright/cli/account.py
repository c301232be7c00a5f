"""Commands about the account and the animation library; their options are those of the spec."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
from meshwright_api._names import python_names

from ..spec.reading import load_spec, operation, parameters, path_of, resolve
from ..texts import plain
from .common import as_json
from .connection import EMBEDDED, Connection, connected
from .following import situation
from .hints import hinting
from .options import given, options_for, variable
from .output import moment, show_json, wants_json

if TYPE_CHECKING:
    from meshwright_api.meshy.models import LibraryAction, Showcase, UsageRecord

    from ..meshy.client import Meshy


@click.command()
@connected
def balance(connection: Connection) -> None:
    """Show the credits that are left."""
    with hinting(situation(connection)), connection.opened() as meshy:
        click.echo(plain(str(meshy.balance())))


def reading_command(
    operation_id: str,
    read: Callable[[Meshy, dict[str, Any]], list[Any]],
    line: Callable[[Any], str],
    *,
    embeddable: bool = False,
) -> click.Command:
    """Build a command that reads a list: its options are the query of the operation, ``line`` is for a person.

    A parameter ``search`` is an argument. ``embeddable`` is for lists that an emulator without tasks has.
    """
    spec = load_spec("meshy")
    found = operation(spec, operation_id)
    taken = {
        one["name"]: {**resolve(spec, one["schema"]), **one, "required": False}
        for one in parameters(spec, path_of(spec, operation_id), found)
    }
    keywords = python_names(taken)

    @click.command(help=f"{found['summary']}.\n\n{found['description']}")
    @connected
    @as_json
    def command(connection: Connection, as_json: bool, search: str | None = None, **values: Any) -> None:
        sent = given({keyword: values.get(variable(keyword)) for keyword in keywords.values()})
        if search is not None:
            sent["search"] = search
        with hinting(situation(connection)), connection.opened() as meshy:
            rows = read(meshy, sent)
        if wants_json(as_json):
            show_json([row.to_dict() for row in rows])
        else:
            for row in rows:
                click.echo(plain(line(row)))

    if embeddable:
        EMBEDDED(command)
    shown = {name: field for name, field in taken.items() if name != "search"}
    command.params += options_for(shown, keywords, command).values()
    if "search" in taken:
        command.params.insert(0, click.Argument(["search"], required=False, metavar="[WORDS]"))
    return command


def _usage_line(record: UsageRecord) -> str:
    return (
        f"{record.task_id}  {moment(record.created_at)}  {record.status!s:<9}  {record.consumed_credits!s:>4}  "
        f"{record.endpoint}"
    )


def _showcase_line(found: Showcase) -> str:
    return f"{found.id}  {moment(found.created_at)}  {found.name}"


def action_line(action: LibraryAction) -> str:
    """Return a line about an action of the library."""
    return f"{action.action_id!s:>4}  {action.name}  {action.category}/{action.sub_category}"


usage = reading_command("usage.tasks", lambda meshy, query: meshy.usage(**query).records, _usage_line)
showcases = reading_command("showcases.search", lambda meshy, query: meshy.showcases(**query).result, _showcase_line)
library = reading_command(
    "animation_library.search", lambda meshy, query: meshy.animation_library(**query), action_line, embeddable=True
)
LISTS = {"usage.tasks": usage, "showcases.search": showcases, "animation_library.search": library}
"""The commands by their operations."""
