"""Options for the address and the token of FlightHub, and the client that is opened with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..spec.reading import Json, load_spec
from .connection import ledger_path
from .hints import Situation, hinting
from .keys import key_for
from .verbose import VERBOSE

if TYPE_CHECKING:
    from ..flighthub import FlightHub

Command = Callable[..., Any]
KEEPING_BOOKS = ("resume", "create")
"""Commands without the option --no-ledger that use the ledger."""


def regions() -> list[str]:
    """Return the names of the regions in the spec."""
    servers: list[Json] = load_spec("flighthub")["servers"]
    return [server["description"].partition(",")[0] for server in servers if "{" not in server["url"]]


def languages() -> list[str]:
    """Return the languages of messages in the spec."""
    found: list[str] = load_spec("flighthub")["components"]["schemas"]["Language"]["enum"]
    return found


def versions() -> list[str]:
    """Return the versions of the API in the spec, the first one first."""
    found: list[str] = load_spec("flighthub")["info"]["x-api-versions"]
    return found


def connected(command: Command) -> Command:
    """Add the options of the connection; the command gets an open client as ``fh``."""

    @wraps(command)
    def run(
        *,
        region: str | None,
        base_url: str | None,
        token: str | None,
        project: str | None,
        api_version: str | None,
        language: str,
        poll_interval: float | None,
        **arguments: Any,
    ) -> Any:
        _, *groups, verb = click.get_current_context().command_path.split()
        ledger = None if arguments.pop("no_ledger", verb not in KEEPING_BOOKS) else ledger_path()
        with (
            hinting(
                Situation(
                    group=" ".join(groups),
                    verb=verb,
                    id=arguments.get("uuid", ""),
                    base_url=base_url,
                    journaled=ledger is not None,
                )
            ),
            opened(
                ledger,
                base_url=base_url,
                token=token,
                region=region,
                project_uuid=project,
                api_version=api_version,
                language=language,
                poll_interval=poll_interval,
            ) as fh,
        ):
            return command(fh=fh, **arguments)

    for option in reversed(CONNECTION):
        run = option(run)
    return run


@contextmanager
def opened(
    ledger: Path | None = None, *, base_url: str | None, token: str | None, region: str | None, **options: Any
) -> Generator[FlightHub]:
    """Open a client with the token of an option, the environment or ``meshwright login --service flighthub``."""
    from ..flighthub import FlightHub
    from ..ledger.journal import Ledger

    key = token_for(token, region, base_url)
    with (
        nullcontext() if ledger is None else Ledger(ledger) as book,
        FlightHub(key, region=region, base_url=base_url, ledger=book, **options) as hub,
    ):
        yield hub


def token_for(token: str | None, region: str | None, base_url: str | None) -> str | None:
    """Return the token of an option, the environment or ``meshwright login --service flighthub``."""
    from ..flighthub import REGIONS

    elsewhere = base_url or (None if region else os.environ.get("FLIGHTHUB_BASE_URL"))
    return key_for("flighthub", token, elsewhere, REGIONS.get(region or os.environ.get("FLIGHTHUB_REGION", ""), ""))


PLACE = (
    click.option("--region", type=click.Choice(regions()), help="Region of the token (FLIGHTHUB_REGION)."),
    click.option("--base-url", metavar="URL", help="Another address of the service (FLIGHTHUB_BASE_URL)."),
    click.option(
        "--token",
        metavar="TOKEN",
        help="The token; FLIGHTHUB_USER_TOKEN or `meshwright login` are safer, as others cannot see it.",
    ),
    click.option("--project", metavar="UUID", help="Project to send with every call (FLIGHTHUB_PROJECT_UUID)."),
)
CONNECTION = (
    *PLACE,
    click.option(
        "--api-version",
        type=click.Choice(versions()),
        help="Version of the API (FLIGHTHUB_API_VERSION), by default the first; some operations need V2.",
    ),
    click.option(
        "--language", type=click.Choice(languages()), default="en", show_default=True, help="Language of messages."
    ),
    click.option(
        "--poll-interval",
        type=click.FloatRange(0, min_open=True),
        help="First polling interval when waiting for a model, in seconds; by default 10.",
    ),
    VERBOSE,
)
