"""Options that say which service a command talks to; the command is given the client they make."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from ..meshy import Meshy

Command = Callable[..., Any]

ELSEWHERE = click.option("--base-url", metavar="URL", help="Another address of the service (MESHY_BASE_URL).")
KEY = click.option("--api-key", metavar="KEY", help="The key; better in MESHY_API_KEY, where it leaves no trace.")
EMBEDDED = click.option(
    "--emulator", is_flag=True, help="Use an emulator that lives as long as this command: offline, free."
)


def connected(command: Command) -> Command:
    """Add the options of the connection; the command gets an open client as ``meshy``."""

    @wraps(command)
    def run(*, base_url: str | None, api_key: str | None, emulator: bool = False, **arguments: Any) -> Any:
        with Meshy(api_key, base_url=base_url, emulator=emulator) as meshy:
            return command(meshy=meshy, **arguments)

    return ELSEWHERE(KEY(run))


def embeddable(command: Command) -> Command:
    """Add ``--emulator`` besides, for commands that make sense in a service that is empty when they begin."""
    return EMBEDDED(connected(command))
