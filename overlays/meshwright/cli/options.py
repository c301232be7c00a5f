"""Options generated from the spec: a parameter added there is an option after one regeneration, with its help, choices
and range. If the command has an option of that name, such as --timeout, the parameter becomes --param-timeout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import click
from meshwright_api._names import python_names

from ..spec.reading import Json, media_types
from ..spec.shapes import shape_of
from ..spec.wording import facts, plain
from .running import HELP_FLAGS
from .values import FileOrUrl, type_of


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


def _facts(field: Json, *, renamed: str) -> str:
    known = [*([f"{renamed} in the API"] if renamed else []), *facts(field)]
    return f" [{'; '.join(known)}]" if known else ""


def given(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that were given on the command line."""
    lists = {name: list(value) for name, value in values.items() if value.__class__ is tuple and value}
    return lists | {name: value for name, value in values.items() if value is not None and value.__class__ is not tuple}
