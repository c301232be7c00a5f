"""Types of the command line for the values that the spec describes: how they are read, and what a shell completes."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from ..spec.calendar import TODAY, day_of, ends
from ..spec.reading import Json

if TYPE_CHECKING:
    _Text = click.ParamType[str]
    _Json = click.ParamType[Any]
    _Choice = click.Choice[str]
else:
    _Text = _Json = click.ParamType  # no generic class before click 8.4
    _Choice = click.Choice


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
            return JsonValue(dict, "object, such as '{\"name\": 1}'")
        case "array":
            return JsonValue(list, "array, such as '[1, 2]'")
        case _:
            return click.STRING


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


class JsonValue(_Json):
    """A JSON object or array, as the API takes it."""

    name = "json"

    def __init__(self, form: type[Any], wanted: str) -> None:
        self.form = form
        self.wanted = wanted

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the value; a wrong one is a usage error."""
        try:
            found = json.loads(value)
        except ValueError as error:
            self.fail(f"{value!r} is not JSON: {error}", param, ctx)
        if not isinstance(found, self.form):
            self.fail(f"{value!r} is not a JSON {self.wanted}", param, ctx)
        return found


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


class Offering:
    """Offers a shell the values of an enum, without those that have ended today."""

    field: Json

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Offer the values of today that begin as typed."""
        today, ended = day_of(TODAY, time.time()), ends(self.field)
        values = [str(value) for value in self.field["enum"] if ended.get(str(value), "9999") > today]
        return [CompletionItem(value) for value in values if value.startswith(incomplete)]


class OpenValues(Offering, _Text):
    """A text of which a shell is offered the known values."""

    name = "text"

    def __init__(self, field: Json) -> None:
        self.field = field


class Values(Offering, _Choice):
    """The values of an enum. One that has ended is accepted, as the service decides, but not offered to a shell."""

    def __init__(self, field: Json) -> None:
        super().__init__([str(value) for value in field["enum"]])
        self.field = field
