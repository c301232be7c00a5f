"""Options made from the spec: a parameter added there is an option after one regeneration, with its help, choices
and range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from ..specs import Json, body_schema, fields, load_spec, media_types, operation

if TYPE_CHECKING:
    _Text = click.ParamType[str]
else:
    _Text = click.ParamType  # no generic class before click 8.4


@dataclass(frozen=True)
class CreateParameters:
    """What a create command takes."""

    main: str
    """The parameter that takes the input: a file or a URL."""
    many: bool
    """Whether one task takes several inputs; otherwise several inputs are several tasks."""
    argument: click.Argument
    options: list[click.Option]

    def bodies(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """Split what was given on the command line into the parameters of each create."""
        rest = given({name: value for name, value in values.items() if name != self.main})
        sources: tuple[str, ...] = values[self.main]
        if self.many or not sources:
            return [{self.main: list(sources), **rest} if sources else rest]
        return [{self.main: source, **rest} for source in sources]


class FileOrUrl(_Text):
    """A local file, which a shell can complete, or a URL."""

    name = "file or url"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Leave it to the shell to complete the names of files."""
        return [CompletionItem(incomplete, type="file")]


def create_parameters(operation_id: str) -> CreateParameters:
    """Return the parameters of a create command: the input files as its argument, everything else as options."""
    spec = load_spec("meshy")
    found = fields(spec, body_schema(operation(spec, operation_id)) or {})
    main = main_input(found)
    argument = click.Argument([main], nargs=-1, required=False, metavar="[FILE_OR_URL]...", type=FileOrUrl())
    options = [_option(name, field) for name, field in found.items() if name != main]
    return CreateParameters(main, found[main].get("type") == "array", argument, options)


def main_input(found: Json) -> str:
    """Name the first parameter that takes a file."""
    return next(name for name, field in found.items() if media_types(field))


def _option(name: str, field: Json) -> click.Option:
    flag = name.replace("_", "-")
    text = f"{field.get('description', '')}{_facts(field)}"
    hidden = bool(field.get("deprecated"))
    if field.get("type") == "boolean":
        return click.Option([f"--{flag}/--no-{flag}", name], default=None, help=text, hidden=hidden)
    many = field.get("type") == "array"
    return click.Option(
        [f"--{flag}", name],
        type=FileOrUrl() if media_types(field) else _type(field["items"] if many else field),
        multiple=many,
        help=text + (" May be given more than once." if many else ""),
        hidden=hidden,
    )


def _type(field: Json) -> click.ParamType[Any]:
    if field.get("enum") and not field.get("x-open-enum"):
        return click.Choice([str(value) for value in field["enum"]])
    match field.get("type"):
        case "integer":
            return click.IntRange(field.get("minimum"), field.get("maximum"))
        case "number":
            low = field.get("exclusiveMinimum")
            return click.FloatRange(low, min_open=low is not None)
        case _:
            return click.STRING


def _facts(field: Json) -> str:
    enum = field.get("enum") or field.get("items", {}).get("enum")
    facts = [", ".join(str(value) for value in enum if value != "")] if enum else []
    if field.get("default") not in (None, ""):
        facts.append(f"the service's default: {_defaults(field)}")
    return f" [{'; '.join(facts)}]" if facts else ""


def _defaults(field: Json) -> str:
    """Write a default with the days on which it became another one."""
    later = [f"{_word(change['set']['default'])} since {change['day']}" for change in _changes(field)]
    return ", ".join([_word(field["default"]), *later])


def _changes(field: Json) -> list[Json]:
    """Return the changes of a field's default; one that takes it away has none."""
    changes: list[Json] = field.get("x-changes", [])
    return [change for change in changes if change.get("set", {}).get("default") not in (None, "")]


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def given(values: dict[str, Any]) -> dict[str, Any]:
    """Keep what was given on the command line."""
    lists = {name: list(value) for name, value in values.items() if value.__class__ is tuple and value}
    return lists | {name: value for name, value in values.items() if value is not None and value.__class__ is not tuple}
