"""The command that prints the API contract of a day for other tools."""

from __future__ import annotations

import time

import click

from ..errors import InputError
from ..spec.calendar import TODAY
from ..spec.public import FORMATS, Unsayable, as_text, edition, public_form
from ..spec.reading import load_spec, services


@click.command()
@click.option("--service", type=click.Choice(services()), default="meshy", show_default=True)
@click.option(
    "--as-of",
    metavar="DAY",
    default=TODAY,
    show_default=True,
    help="Print the contract of this day: YYYY-MM-DD, today or seed.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True)
def spec(service: str, as_of: str, form: str) -> None:
    """Print the API contract of a day as plain OpenAPI 3.1, for code generators, renderers and mocks.

    meshwright spec --as-of 2026-09-01 > meshy.yaml
    """
    source = load_spec(service)
    try:
        written = public_form(source, edition(source, as_of, time.time()))
    except Unsayable as error:
        raise InputError("spec", str(error)) from None
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--as-of") from None
    click.echo(as_text(written, form), nl=False)
