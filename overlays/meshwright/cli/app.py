"""The tree of commands. A group's module is imported when it is used, so that ``--help`` is fast."""

from __future__ import annotations

from importlib import import_module

import click
from meshwright_api.meshy import DESCRIPTIONS

from .running import HELP_FLAGS
from .terminal import colour

COMMANDS = {
    **{kind: (f"tasks:{kind}", text) for kind, text in DESCRIPTIONS.items()},
    "estimate": ("estimating:estimate", "Print what a create would cost, without sending anything."),
    "resume": ("ledger:resume", "Go on where Ctrl-C or a crash stopped a command."),
    "ledger": ("ledger:ledger", "Show the creates that were sent from this machine."),
    "balance": ("account:balance", "Show the credits that are left."),
    "flighthub": ("flighthub:flighthub", "Drone photos become maps and models through DJI FlightHub 2."),
    "emulator": ("server:emulator", "Start a local server that emulates Meshy."),
    "spec": ("spec:spec", "Print the API contract of a day as plain OpenAPI, for other tools."),
    "login": ("login:login", "Store a key, so that later commands need no variable."),
    "logout": ("login:logout", "Remove the stored key."),
    "doctor": ("doctor:doctor", "Show versions, addresses and the source of the key, without a request."),
    "api": ("raw:api", "Send one raw request."),
    "completion": ("completion:completion", "Print the completion script of a shell."),
}
"""Module and one-line help of each command; the kinds of task come from the spec."""


class LazyGroup(click.Group):
    """A group that lists its commands and their one-line help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f".{module}", __package__), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; for an unknown one, suggest the nearest name."""
        if args and args[0] not in COMMANDS:
            from difflib import get_close_matches

            longer = [name for name in COMMANDS if name.startswith(args[0])]
            if near := longer or get_close_matches(args[0], COMMANDS, 1):
                ctx.fail(f"No such command '{args[0]}'. Did you mean '{near[0]}'?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": HELP_FLAGS, "max_content_width": 120, "color": colour()},
)
@click.version_option(package_name="meshwright")
def app() -> None:
    """Pictures to 3D models through Meshy, or through the emulator that needs no key and costs nothing."""
