"""The options of ``meshwright emulator`` that are about FlightHub."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from .ranges import FiniteRange

if TYPE_CHECKING:
    from ..emulator.flighthub.settings import FlightHubSettings

NAMES = ("photogrammetry", "cloud", "failures", "private_cloud", "offline_docks", "hms", "flight_faults")
"""Options that are settings of the same name."""
OPTIONS = (
    click.option(
        "--photogrammetry",
        is_flag=True,
        help="FlightHub: reconstruct photo surveys for real: takes minutes, and needs the extra photogrammetry.",
    ),
    click.option("--cloud", default="aws", show_default=True, help="FlightHub: the cloud of upload keys; ali or aws."),
    click.option(
        "--scenario",
        "scenarios",
        multiple=True,
        metavar="[KIND:]NAME",
        help="FlightHub: how models end, as failed or 3d:zip_failed; may be given more than once.",
    ),
    click.option(
        "--failure",
        "failures",
        multiple=True,
        metavar="OPERATION:CODE[:COUNT]",
        help="FlightHub: make calls fail, as models.start:200500; may be given more than once.",
    ),
    click.option("--private-cloud", is_flag=True, help="FlightHub: serve stream forwarders, as private clouds do."),
    click.option(
        "--offline-dock",
        "offline_docks",
        multiple=True,
        metavar="NAME",
        help="FlightHub: a dock that is offline, by callsign or serial number; may be given more than once.",
    ),
    click.option("--hms/--no-hms", default=True, show_default=True, help="FlightHub: report samples of HMS messages."),
    click.option(
        "--flight-faults",
        type=FiniteRange(0, 1),
        default=0.0,
        help="FlightHub: share of the flights that fail to start or abort.",
    ),
)


def flighthub_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def taken_settings(given: dict[str, Any]) -> FlightHubSettings:
    """Take the values of these options out of those of the command; raises ValueError for an unknown scenario."""
    from ..emulator.flighthub.settings import FlightHubSettings, read_scenarios

    scenario, scenarios = read_scenarios(given.pop("scenarios"))
    own = {name: given.pop(name) for name in NAMES}
    return FlightHubSettings(scenario=scenario, scenarios=scenarios, **own)
