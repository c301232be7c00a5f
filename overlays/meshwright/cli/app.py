"""The tree of commands."""

from __future__ import annotations

import click
from meshwright_api.meshy import DESCRIPTIONS, GROUPS

from ..spec.reading import words_of
from .lazy import LazyGroup
from .running import HELP_FLAGS
from .terminal import colour

COMMANDS = {
    **{kind: (f"tasks:{kind}", text) for kind, text in DESCRIPTIONS.items() if words_of("meshy", kind) == (kind,)},
    **{group: (f"tasks:{group}", text) for group, text in GROUPS.items()},
    "estimate": ("estimating:estimate", "Print what a create would cost, without sending anything."),
    "make": ("making:make", "Make something of a picture or a text in several steps, under one budget."),
    "batch": ("batch:batch", "Make models of many inputs, on one machine or several."),
    "view": ("viewing:view", "Show a model in the browser, offline."),
    "sample": ("viewing:sample", "Draw a sample picture to begin with."),
    "resume": ("ledger:resume", "Go on where Ctrl-C or a crash stopped a command."),
    "ledger": ("ledger:ledger", "Show the creates that were sent from this machine."),
    "balance": ("account:balance", "Show the credits that are left."),
    "usage": ("account:usage", "List what the tasks of a team have cost."),
    "showcases": ("account:showcases", "List published models, for Enterprise teams."),
    "flighthub": ("flighthub:flighthub", "Docks fly, and drone photos become maps and models (DJI FlightHub 2)."),
    "mcp": ("mcp:mcp", "Let an agent make models: an MCP server over stdin and stdout."),
    "emulator": ("server:emulator", "Start a local server that emulates Meshy."),
    "spec": ("spec:spec", "Print the API contract of a day as plain OpenAPI, for other tools."),
    "calendar": ("calendar:calendar", "List what the services end or change in the next days."),
    "login": ("login:login", "Store a key, so that later commands need no variable."),
    "logout": ("login:logout", "Remove the stored key."),
    "doctor": ("doctor:doctor", "Show versions, addresses and the source of the key, without a request."),
    "api": ("raw:api", "Send one raw request."),
    "completion": ("completion:completion", "Print the completion script of a shell."),
}
"""Module and one-line help of each command; the kinds of task come from the spec."""


@click.group(
    cls=LazyGroup,
    found=COMMANDS,
    context_settings={"help_option_names": HELP_FLAGS, "max_content_width": 120, "color": colour()},
)
@click.version_option(package_name="meshwright")
def app() -> None:
    """Pictures to 3D models through Meshy, or through the emulator that needs no key and costs nothing."""
