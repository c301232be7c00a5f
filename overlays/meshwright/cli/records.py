"""The ledger's knowledge of tasks, for people: the input, the cost, and the folder of their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from meshwright_api.meshy import DESCRIPTIONS

from ..texts import plain
from .connection import ledger_path
from .output import coloured
from .tables import Column, table

if TYPE_CHECKING:
    from ..ledger.journal import Submission

KNOWN = 1000
"""Number of creates of a kind among which the tasks of a list are looked up."""


@dataclass(frozen=True)
class Record:
    """One task, as far as the ledger knows it."""

    input: str = ""
    folder: str = ""


def records(kind: str) -> dict[str, Record]:
    """Return what the ledger knows about the newest tasks of a kind, by their ids; nothing without a ledger."""
    if not ledger_path().is_file():
        return {}
    from ..errors import LedgerError
    from ..ledger.journal import Ledger

    try:
        with Ledger(ledger_path()) as found:
            newest, folders = found.newest(KNOWN, kind), found.folders()
    except LedgerError:  # the list itself is the service's
        return {}
    return {
        each.task_id: Record(input_of(each), folder_name(folders.get(each.task_id)))
        for each in newest
        if each.task_id is not None
    }


def input_of(submission: Submission) -> str:
    """Return the name of what a create is made of: its files, its text or its task; empty if it was not recorded."""
    from ..spec.shapes import shape_of

    given = submission.parameters
    if submission.kind not in DESCRIPTIONS:
        return str(given.get("resource_uuid", ""))
    return shape_of("meshy", submission.kind).input_of(given)


def folder_name(folder: Path | None) -> str:
    """Return a folder, relative to the working folder if it is below it."""
    here = Path.cwd()
    if folder is None:
        return ""
    return f"{folder.relative_to(here) if folder.is_relative_to(here) else folder}/"


def show_records(rows: Sequence[Any], columns: Sequence[Column], below: Sequence[str], states: Sequence[str]) -> None:
    """Print a table that fits the terminal; below each row, indented, what must not be shortened: an id, a folder."""
    head, *lines = table(rows, columns)
    click.echo(head)
    for line, more, state in zip(lines, below, states, strict=True):
        click.echo(coloured(line, state))
        if more.strip():
            click.echo(f"      {plain(more)}".rstrip())
