"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from .offers import model_formats, recent_ids


def _an_hour() -> float:
    from ..tasks.session import DEADLINE

    return DEADLINE


task_id = click.argument("id", metavar="ID", shell_complete=recent_ids)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, as when stdout is not a terminal.")
quiet = click.option("--quiet", "-q", is_flag=True, help="No progress on stderr.")
deadline = click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=_an_hour,
    show_default="an hour",
    help="Seconds to wait; the task goes on afterwards.",
)
folder = click.option(
    "--output", "-o", "folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Folder for the files."
)
overwrite = click.option(
    "--overwrite",
    is_flag=True,
    help="Replace files in the folder that belong to something else; by default they are kept.",
)
formats = click.option(
    *("--format", "-f", "formats"),
    multiple=True,
    metavar="FORMAT",
    shell_complete=model_formats,
    help="Fetch only these models.",
)
