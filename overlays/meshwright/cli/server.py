"""The command that runs the emulator as a server."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import click

from ..errors import ConfigurationError, InputError
from ..spec.calendar import contract_name, day_of
from . import offers
from .hints import Situation, advise
from .hub_emulator import flighthub_options, taken_settings
from .ranges import FiniteRange

PLANS = {"pro": (20, 10), "premium": (20, 30), "studio": (20, 20), "ultra": (20, 100)}
"""Requests a second and tasks in the queue (doc rate-limits, 2026-08)."""
FASTEST = 10**6
"""Largest factor of real time: eleven days a second. With much larger ones, times overflow dates."""
RICHEST = 10**9
"""Largest balance in credits; they are stored in 64 bits."""


def _sendable(_: click.Context, __: click.Parameter, key: str | None) -> str | None:
    if key is not None and not re.fullmatch("[!-~]+", key):
        raise click.BadParameter("must be visible ASCII; leave it out to accept any that begins with msy_.")
    return key


def _day(_: click.Context, __: click.Parameter, as_of: str | None) -> str | None:
    try:
        return None if as_of is None else day_of(as_of, time.time())
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; only loopback is hidden from others."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Keep tasks and files in this folder.")
@click.option(
    "--as-of",
    metavar="DAY",
    callback=_day,
    help="Emulate the contract of this day: YYYY-MM-DD, today or seed. [default: seed]",
)
@click.option(
    "--speed", type=FiniteRange(0, FASTEST), default=1.0, show_default=True, help="Speed of its clock; 0 stops it."
)
@click.option("--plan", type=click.Choice(list(PLANS)), help="Apply the rate and queue limits of a plan.")
@click.option(
    "--balance", type=click.IntRange(0, RICHEST), default=1000, show_default=True, help="Credits of the account."
)
@click.option(
    "--account",
    type=click.Choice(["personal", "studio", "enterprise"]),
    default="personal",
    show_default=True,
    help="Whose key it is; records of usage and showcases are for teams.",
)
@click.option(
    "--api-key", metavar="KEY", callback=_sendable, help="Accept this key only; by default any that begins with msy_."
)
@click.option("--dummy-key", is_flag=True, help="Also accept the service's former test key: free, at once.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME[:DETAIL]",
    shell_complete=offers.faults,
    help="Arm a fault; may be given more than once.",
)
@click.option("--chaos", type=FiniteRange(0, 1), default=0.0, help="Share of requests that get a random fault.")
@click.option("--seed", type=int, help="Repeat the same chaos and the same ids.")
@click.option(
    "--webhook", "webhooks", multiple=True, metavar="URL", help="Send every change of status to this address."
)
@click.option(
    "--webhook-secret",
    default="emulated-secret",
    show_default=True,
    help="Secret to send with each webhook, for your receiver.",
)
@click.option(
    "--allow-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    help="Also answer to this host name; may be given more than once. IP addresses, localhost and names of one word "
    "are always accepted.",
)
@click.option(
    "--try-it", is_flag=True, help="Let the page at /_emulator/explorer send requests; needs the extra explorer."
)
@click.option("--strict", is_flag=True, help="Check every answer against the spec.")
@flighthub_options
def emulator(host: str, port: int, speed: float, plan: str | None, **settings: Any) -> None:
    """Start a local server that emulates Meshy: offline, without credits. Ctrl-C stops it."""
    try:
        from ..emulator import Clock, Emulator, Settings
    except ImportError as error:
        raise ConfigurationError(
            f"the emulator needs the extra: pip install 'meshwright[emulator]' ({error})"
        ) from error
    rate, queue = PLANS[plan] if plan else (None, Settings().queue)
    try:
        wanted = Settings(
            clock=Clock(speed),
            rate=rate,
            queue=queue,
            flighthub=taken_settings(settings),
            **settings,
        )
        server = Emulator(wanted, host, port)
    except (ValueError, OSError) as error:
        raise InputError("emulator", str(error)) from None
    try:
        listener = server.listen()
    except OSError as error:
        taken = ConfigurationError(f"cannot listen at {host} port {port}: {error.strerror or error}")
        advise(taken, Situation(group="emulator"))
        raise taken from None
    click.echo(f"Emulated Meshy at {server.url}, {contract_name(server.as_of)}", err=True)
    click.echo(
        f"  export MESHY_BASE_URL={server.url} MESHY_API_KEY={server.api_key} MESHY_AS_OF={server.as_of}", err=True
    )
    project = next(iter(server.flighthub.organization.projects))
    click.echo(
        f"  export FLIGHTHUB_BASE_URL={server.url} FLIGHTHUB_USER_TOKEN=emulator FLIGHTHUB_PROJECT_UUID={project}",
        err=True,
    )
    server.run(listener)
