"""Options generated from the spec: a parameter added there is an option after one regeneration, with its help, choices
and range. If the command has an option of that name, such as --timeout, the parameter becomes --param-timeout.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import click
from click.shell_completion import CompletionItem
from meshwright_api._names import python_names

from ..spec.calendar import TODAY, day_of, ends
from ..spec.reading import Json, media_types
from ..spec.shapes import shape_of
from ..spec.wording import facts, plain
from .running import HELP_FLAGS

if TYPE_CHECKING:
    _Text = click.ParamType[str]
    _Object = click.ParamType[Json]
    _Choice = click.Choice[str]
else:
    _Text = _Object = click.ParamType  # no generic class before click 8.4
    _Choice = click.Choice


@dataclass(frozen=True)
class CreateParameters:
    """The parameters of a create command."""

    main: str
    """The parameter that takes the input: a file or a URL, or a text if the kind takes no file."""
    fields: Json
    """The schemas of all parameters, by their names in the API."""
    keywords: dict[str, str]
    """The keyword of ``create`` for each parameter."""
    required: frozenset[str]
    """Parameters that every create has."""

    @property
    def many(self) -> bool:
        """Whether one task takes several inputs; else each input makes its own task."""
        return bool(self.fields[self.main].get("type") == "array")

    @property
    def of_files(self) -> bool:
        """Whether the input is a file or a URL."""
        return bool(media_types(self.fields[self.main]))

    def argument(self, *, complete: bool) -> click.Argument:
        """Return the argument that takes the inputs; ``complete``: it must be given if the service requires it."""
        return Inputs(
            [self._variable(self.main)],
            about=plain(self.fields[self.main].get("description", "")) + " - reads stdin." * complete,
            nargs=-1,
            required=complete and self.main in self.required,
            metavar="[FILE_OR_URL]..." if self.of_files else f"[{self.main.upper()}]...",
            type=FileOrUrl() if self.of_files else click.STRING,
        )

    def options(self, command: click.Command, *, complete: bool) -> list[click.Option]:
        """Return an option for every other parameter, without conflicts with the command's own options; ``complete``:
        those that the service requires must be given.
        """
        needed = self.required if complete else ()
        fields = {name: {**field, "required": name in needed} for name, field in self.fields.items()}
        return [option for name, option in options_for(fields, self.keywords, command).items() if name != self.main]

    def bodies(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """Split the values of the command line into the parameters of each create."""
        named = given({name: values[self._variable(name)] for name in self.fields})
        sources: list[str] = named.pop(self.main, [])
        if self.many or not sources:
            return [{self.main: sources, **named} if sources else named]
        return [{self.main: source, **named} for source in sources]

    def arguments(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the keyword arguments of ``create`` for the parameters of one create."""
        return {self.keywords[name]: value for name, value in body.items()}

    def _variable(self, name: str) -> str:
        return variable(self.keywords[name])


def variable(keyword: str) -> str:
    """Return the name under which click passes a parameter; the prefix avoids conflicts with the command's own."""
    return f"body_{keyword}"


class Inputs(click.Argument):
    """The inputs of a create, with a description, which an argument of click 8.4 cannot have."""

    def __init__(self, *declarations: Any, about: str, **attributes: Any) -> None:
        super().__init__(*declarations, **attributes)
        self.about = about

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return the row of the help."""
        return self.make_metavar(ctx), self.about


class FileOrUrl(_Text):
    """A local file, which a shell can complete, or a URL."""

    name = "file or url"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Let the shell complete file names."""
        return [CompletionItem(incomplete, type="file")]


class JsonObject(_Object):
    """A JSON object, as the API takes it."""

    name = "json"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Json:
        """Read the object; a wrong one is a usage error."""
        try:
            found = json.loads(value)
        except ValueError as error:
            self.fail(f"{value!r} is not JSON: {error}", param, ctx)
        if not isinstance(found, dict):
            self.fail(f"{value!r} is not a JSON object, such as '{{\"name\": 1}}'", param, ctx)
        return cast("Json", found)


class JsonArray(_Object):
    """A JSON array, as the API takes it."""

    name = "json"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the array; a wrong one is a usage error."""
        try:
            found = json.loads(value)
        except ValueError as error:
            self.fail(f"{value!r} is not JSON: {error}", param, ctx)
        if not isinstance(found, list):
            self.fail(f"{value!r} is not a JSON array, such as '[1, 2]'", param, ctx)
        return cast("Json", found)


class Moment(_Text):
    """A time: seconds since 1970, or a date and a time with an offset, such as 2026-12-01T09:00+01:00."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the time as seconds since 1970; one without an offset is a usage error."""
        if isinstance(value, int) or value.isdecimal():
            return int(value)
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.utcoffset() is None:
            self.fail(
                f"{value!r} is not a time: give seconds since 1970, or a date and a time with an offset, such as "
                "2026-12-01T09:00+01:00 or 2026-12-01T08:00Z",
                param,
                ctx,
            )
        return int(found.timestamp())


class OpenValues(_Text):
    """A text of which a shell is offered the known values, without those that have ended."""

    name = "text"

    def __init__(self, field: Json) -> None:
        self.field = field

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Offer the values of today."""
        return offered(self.field, incomplete)


class Values(_Choice):
    """The values of an enum. One that has ended is accepted, as the service decides, but not offered to a shell."""

    def __init__(self, field: Json) -> None:
        super().__init__([str(value) for value in field["enum"]])
        self.field = field

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Offer the values of today."""
        return offered(self.field, incomplete)


def offered(field: Json, incomplete: str) -> list[CompletionItem]:
    """Return the values of an enum that have not ended today and begin as typed."""
    today, ended = day_of(TODAY, time.time()), ends(field)
    values = [str(value) for value in field["enum"] if ended.get(str(value), "9999") > today]
    return [CompletionItem(value) for value in values if value.startswith(incomplete)]


def create_parameters(tag: str) -> CreateParameters:
    """Return the parameters of a create command: the inputs as its argument, everything else as options.

    The input is what the task is made of: the first parameter that takes a file, else the first that takes any text.
    """
    shape = shape_of("meshy", tag.replace("_", "-"))
    return CreateParameters(shape.main, shape.taken, python_names(shape.taken), shape.required)


def options_for(fields: Json, keywords: dict[str, str], command: click.Command) -> dict[str, click.Option]:
    """Return an option for each parameter, without conflicts with the command's own options."""
    words = _words(fields, flags(command))
    return {name: _option(name, words[name], keywords[name], field) for name, field in fields.items()}


def flags(command: click.Command) -> set[str]:
    """Return the flags of a command, including those of its help option.

    Click caches a command's help option for the first context that requests it, so it is not requested here.
    """
    own = (flag for parameter in command.params for flag in (*parameter.opts, *parameter.secondary_opts))
    return {*HELP_FLAGS, *own}


def _words(found: Json, taken: set[str]) -> dict[str, str]:
    """Choose the name of each option. Plain names come first, so that no_x or foo-bar cannot take the flag of x or
    foo_bar.
    """
    words: dict[str, str] = {}
    for name in sorted(found, key=lambda name: (name.startswith("no"), _usual_word(name) != name.replace("_", "-"))):
        word = _usual_word(name)
        while taken & {*_flags_of(word, found[name])}:
            word = f"param-{word}"
        taken = {*taken, *_flags_of(word, found[name])}
        words[name] = word
    return words


def _usual_word(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name).strip("-") or "unnamed"


def _flags_of(word: str, field: Json) -> list[str]:
    return [f"--{word}", f"--no-{word}"] if field.get("type") == "boolean" else [f"--{word}"]


def _option(name: str, word: str, keyword: str, field: Json) -> click.Option:
    text = f"{plain(field.get('description', ''))}{_facts(field, renamed='' if word == _usual_word(name) else name)}"
    hidden = bool(field.get("deprecated"))
    required = field.get("required") is True  # of an object schema it is a list
    if field.get("type") == "boolean":
        return click.Option(
            ["/".join(_flags_of(word, field)), variable(keyword)],
            default=None,
            help=text,
            hidden=hidden,
            required=required,
        )
    many = field.get("type") == "array"
    return click.Option(
        [f"--{word}", variable(keyword)],
        required=required,
        type=FileOrUrl() if media_types(field) else type_of(field["items"] if many else field),
        multiple=many,
        help=text + (" May be given more than once." if many else ""),
        hidden=hidden,
    )


def type_of(field: Json) -> click.ParamType[Any]:
    """Return the type of an option or an argument for a field."""
    if field.get("x-time") == "seconds":
        return Moment()
    if field.get("enum") and not field.get("x-open-enum"):
        return Values(field)
    if field.get("enum") and field.get("type") == "string":
        return OpenValues(field)
    match field.get("type"):
        case "integer" if "minimum" in field or "maximum" in field:
            return click.IntRange(field.get("minimum"), field.get("maximum"))
        case "integer":
            return click.INT
        case "number":
            low = field.get("exclusiveMinimum", field.get("minimum"))
            high = field.get("maximum")
            bounded = low is not None or high is not None
            return click.FloatRange(low, high, min_open="exclusiveMinimum" in field) if bounded else click.FLOAT
        case "object":
            return JsonObject()
        case "array":
            return JsonArray()
        case _:
            return click.STRING


def _facts(field: Json, *, renamed: str) -> str:
    known = [*([f"{renamed} in the API"] if renamed else []), *facts(field)]
    return f" [{'; '.join(known)}]" if known else ""


def given(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that were given on the command line."""
    lists = {name: list(value) for name, value in values.items() if value.__class__ is tuple and value}
    return lists | {name: value for name, value in values.items() if value is not None and value.__class__ is not tuple}
