"""Options made from the spec: a parameter added there is an option after one regeneration, with its help, choices
and range.
"""

from __future__ import annotations

from typing import Any

import click

from ..specs import Json, body_schema, fields, load_spec, media_types, operation


def create_parameters(operation_id: str) -> tuple[click.Argument, list[click.Option]]:
    """Return the parameters of a create command: the input files as its argument, everything else as options."""
    spec = load_spec("meshy")
    found = fields(spec, body_schema(operation(spec, operation_id)) or {})
    main = main_input(found)
    several = found[main].get("type") == "array"
    metavar = "FILE_OR_URL..." if several else "[FILE_OR_URL]"
    argument = click.Argument([main], nargs=-1 if several else 1, required=False, metavar=metavar)
    return argument, [_option(name, field) for name, field in found.items() if name != main]


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
        type=_type(field["items"] if many else field),
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
        default = field["default"]
        facts.append(f"the service's default: {str(default).lower() if isinstance(default, bool) else default}")
    return f" [{'; '.join(facts)}]" if facts else ""


def given(values: dict[str, Any]) -> dict[str, Any]:
    """Keep what was given on the command line."""
    lists = {name: list(value) for name, value in values.items() if value.__class__ is tuple and value}
    return lists | {name: value for name, value in values.items() if value is not None and value.__class__ is not tuple}
