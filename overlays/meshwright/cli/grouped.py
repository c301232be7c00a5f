"""The help of ``create``: its options in groups, and three examples. The group of a parameter follows from its name and
its schema, so that a new one has a place.
"""

from __future__ import annotations

import re
import shlex

import click

from ..spec.reading import Json, media_types
from ..spec.shapes import shape_of
from .kinds import command_of
from .options import CreateParameters

INPUT, MODEL, TEXTURE, FILES, MONEY, REST = "Input", "Model", "Texture", "Files", "Money", "Connection and output"
OWN = {
    **dict.fromkeys(("folder", "formats", "overwrite", "in_browser"), FILES),
    **dict.fromkeys(("max_credits", "dry_run", "queue", "no_ledger", "emulator"), MONEY),
}
"""Groups of the options that are not parameters of the service."""
PARAMETERS = (
    (INPUT, re.compile("_task_id$|prompt$|^mode$|_urls?$|image_enhancement|remove_background|moderation|^name$")),
    (TEXTURE, re.compile("texture|pbr|lighting|original_uv|style")),
    (FILES, re.compile("formats|thumbnail|auto_size|origin|pre_remeshed|multi_view|^output$")),
)
"""Groups of parameters by a part of their names; the others are about the model."""


class CreateCommand(click.Command):
    """A create, with its options in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, group by group."""
        found: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if (record := parameter.get_help_record(ctx)) is not None:
                found.setdefault(group_of(parameter.name or ""), []).append(record)
        for group in (INPUT, MODEL, TEXTURE, FILES, MONEY, REST):
            if group in found:
                with formatter.section(group):
                    formatter.write_dl(found[group])


def group_of(name: str) -> str:
    """Return the group of an option, by the name under which click passes it."""
    if not name.startswith("body_"):
        return OWN.get(name, REST)
    plain = name.removeprefix("body_")
    if "texture" in plain:
        return TEXTURE
    return next((group for group, words in PARAMETERS if words.search(plain)), MODEL)


def examples(tag: str, parameters: CreateParameters) -> str:
    """Return three commands: to a folder, for free, and several inputs or stdin under a limit."""
    kind = tag.replace("_", "-")
    example = shape_of("meshy", kind).body
    needed = sorted(parameters.required - {parameters.main})
    more = "".join(f" --{name.replace('_', '-')} {shlex.quote(str(example.get(name, '...')))}" for name in needed)
    one, several = _inputs(parameters, example)
    free = "--dry-run" if "x-task-input" in parameters.fields[parameters.main] else "--emulator -o out/"
    start = f"meshwright {command_of(kind)} create"
    return (
        f"\b\nExamples:\n  {start} {one}{more} -o out/\n  {start} {one}{more} {free}\n"
        f"  {start} {several}{more} -o models/ --max-credits 500"
    )


def _inputs(parameters: CreateParameters, example: Json) -> tuple[str, str]:
    """Return one input of a create, and several or stdin."""
    field = parameters.fields[parameters.main]
    if "x-task-input" in field:
        return "TASK_ID", "TASK_ID ANOTHER_ID"
    if not parameters.of_files:
        return shlex.quote(str(example.get(parameters.main, "a wooden chair"))), "- < words.txt"
    ending = "png" if "image/png" in media_types(field) else "glb"
    one = "picture.png" if ending == "png" else "model.glb"
    return (f"front.{ending} back.{ending}", f"views/*.{ending}") if parameters.many else (one, f"*.{ending}")
