"""Options that say which service a command talks to; the command is given the client they make."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from typing import Any

import click

from ..ledger import Ledger
from ..meshy import Meshy

Command = Callable[..., Any]

ELSEWHERE = click.option("--base-url", metavar="URL", help="Another address of the service (MESHY_BASE_URL).")
KEY = click.option("--api-key", metavar="KEY", help="The key; better in MESHY_API_KEY, where it leaves no trace.")
EMBEDDED = click.option(
    "--emulator", is_flag=True, help="Use an emulator that lives as long as this command: offline, free, no ledger."
)
NO_LEDGER = click.option(
    "--no-ledger", is_flag=True, help="Do not write down what is bought; `meshwright resume` will not know of it."
)


def ledger_path() -> Path:
    """Return where creates are written down: MESHWRIGHT_LEDGER, else in the platform's state folder."""
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(os.environ.get("MESHWRIGHT_LEDGER") or Path(state, "meshwright", "ledger.sqlite"))


def connected(command: Command) -> Command:
    """Add the options of the connection; the command gets an open client as ``meshy``."""

    @wraps(command)
    def run(
        *, base_url: str | None, api_key: str | None, emulator: bool = False, no_ledger: bool = True, **arguments: Any
    ) -> Any:
        with ExitStack() as stack:
            ledger = None if emulator or no_ledger else stack.enter_context(Ledger(ledger_path()))
            meshy = stack.enter_context(Meshy(api_key, base_url=base_url, emulator=emulator, ledger=ledger))
            return command(meshy=meshy, **arguments)

    return ELSEWHERE(KEY(run))


def journaled(command: Command) -> Command:
    """Add the ledger besides, for commands that buy, wait for or fetch something."""
    return NO_LEDGER(connected(command))


def embeddable(command: Command) -> Command:
    """Add ``--emulator`` besides, for commands that make sense in a service that is empty when they begin."""
    return EMBEDDED(journaled(command))
