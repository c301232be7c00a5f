"""The command that lists what the services announced for the days to come."""

from __future__ import annotations

import sys
import time

import click

from ..spec.calendar import TODAY, day_of
from ..spec.reading import load_spec, services
from .common import as_json
from .output import show_json, wants_json
from .terminal import wrapped

DAYS = 90


@click.command()
@click.option("--service", type=click.Choice(services()), help="Only this service. [default: all]")
@click.option("--days", type=click.IntRange(1, 3650), default=DAYS, show_default=True, help="How far to look ahead.")
@click.option("--from", "start", metavar="DAY", default=TODAY, show_default=True, help="The first day: YYYY-MM-DD.")
@as_json
def calendar(service: str | None, days: int, start: str, as_json: bool) -> None:
    """List what begins, ends or changes in the next days, as far as the specs of this version know. Sends nothing."""
    from attrs import asdict  # not for --help

    from ..spec.upcoming import upcoming

    try:
        first = day_of(start, time.time())
        chosen = [service] if service else services()
        found = [(event, name) for name in chosen for event in upcoming(load_spec(name), first, days)]
    except (ValueError, OverflowError):
        raise click.BadParameter(f"must be a day (YYYY-MM-DD) or today, not {start!r}.", param_hint="--from") from None
    found.sort()
    if wants_json(as_json):
        show_json([{"service": name, **asdict(event)} for event, name in found])
        return
    for event, name in found:
        where = ", ".join(event.operations)
        click.echo(wrapped(f"{event.day}  {name}  {event.change:<7}  {event.subject}  ({where})", sys.stdout, "  "))
    if not found:
        click.echo(f"Nothing is known from {first} on, for {days} day{'s' * (days > 1)}.")
