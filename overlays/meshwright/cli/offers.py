"""Completions besides choices and files: recent ids from the ledger, model formats, faults of the emulator.

Nothing is sent, and nothing is created: without a ledger there are no ids.
"""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from .connection import ledger_path

RECENT = 50
"""Maximum number of ids to offer."""


def recent_ids(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the newest tasks of the command's kind that the ledger has, each with its input and its state."""
    if not ledger_path().is_file():
        return []
    from ..errors import LedgerError
    from ..ledger.journal import Ledger
    from .records import input_of

    kind = "-".join(context.command_path.split()[1:-1])
    try:
        with Ledger(ledger_path()) as found:
            newest = [each for each in found.newest(RECENT, kind) if each.task_id]
    except LedgerError:
        return []
    return [
        CompletionItem(each.task_id, help=f"{input_of(each)} {each.status or each.state}".strip())
        for each in newest
        if (each.task_id or "").startswith(incomplete)
    ]


def model_formats(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the formats in which there are models."""
    from ..spec.reading import load_spec

    known = load_spec("meshy")["components"]["schemas"]["ModelUrls"]["properties"]
    return [CompletionItem(name) for name in known if name.startswith(incomplete)]


def faults(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the faults of the emulator; none without its extra."""
    try:
        from ..emulator.faults import CATALOGUE
    except ImportError:
        return []
    return [CompletionItem(name, help=text[0]) for name, text in CATALOGUE.items() if name.startswith(incomplete)]
