"""Raw requests, for operations without a command: with the client's key, address, retries and errors. The answer is
printed as it is.

A create sent this way bypasses the ledger and ``--max-credits``. A POST is sent once, even if it fails.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .connection import Connection
from .failures import exit_code, told
from .hints import Situation, advise
from .output import show_json

if TYPE_CHECKING:
    from ..answers import Answer
    from ..core.session import Session

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


@click.command("api")
@click.argument("method", type=click.Choice(METHODS, case_sensitive=False))
@click.argument("path")
@click.option("--data", "-d", metavar="JSON|@FILE", help="The body, a JSON object; @FILE reads it, @- from stdin.")
@click.option("--service", type=click.Choice(["meshy", "flighthub"]), default="meshy", show_default=True)
@click.option("--base-url", metavar="URL", help="Another address of the service.")
@click.option("--api-key", metavar="KEY", help="The key; the environment or `meshwright login` are safer.")
@click.option("--region", metavar="REGION", help="FlightHub's region, if FLIGHTHUB_REGION is not set.")
def api(
    method: str,
    path: str,
    data: str | None,
    service: str,
    base_url: str | None,
    api_key: str | None,
    region: str | None,
) -> int:
    """Send one raw request: print the status on stderr and the body on stdout.

    PATH begins with a slash: meshwright api GET /openapi/v1/balance. A POST is never sent twice, and a create bypasses
    the ledger.
    """
    from meshwright_api._runtime import Operation, plain

    from ..core.blocking import run
    from ..core.retrying import SAFE_METHODS, RetryPolicy
    from ..errors import ApiError

    if not path.startswith("/"):
        raise click.BadParameter("must begin with a slash, without the address of the service", param_hint="PATH")
    body = None if data is None else read_body(data)
    operation = Operation(name=f"{method} {path}", method=method, path=path, parse=plain, body=body)
    with _session(service, base_url, api_key, region) as client:
        once = RetryPolicy() if method in SAFE_METHODS else RetryPolicy(attempts=1)
        session: Session = client.with_options(retry=once).session
        try:
            reply = run(session.perform(operation))
        except ApiError as error:
            _show(error.reply)
            advise(error, Situation())
            click.echo(told(error), err=True)
            return exit_code(error)
    _show(reply)
    return 0


def read_body(data: str) -> dict[str, Any]:
    """Return the body of a request, given as JSON or as @ and the name of a file; raises BadParameter."""
    try:
        if data == "@-":
            data = sys.stdin.read()
        elif data.startswith("@"):
            data = Path(data[1:]).read_text("utf-8")
        body: Any = json.loads(data)
    except OSError as error:
        raise click.BadParameter(f"{error.filename}: {error.strerror}", param_hint="--data") from None
    except (ValueError, RecursionError) as error:
        raise click.BadParameter(f"is not JSON: {error}", param_hint="--data") from None
    if body.__class__ is not dict:
        raise click.BadParameter("is not a JSON object, {...}", param_hint="--data")
    return body


@contextmanager
def _session(service: str, base_url: str | None, api_key: str | None, region: str | None) -> Generator[Any]:
    if service == "meshy":
        with Connection(base_url, api_key).opened() as meshy:
            yield meshy
    else:
        from .hub_connection import opened

        with opened(base_url=base_url, token=api_key, region=region) as hub:
            yield hub


def _show(reply: Answer) -> None:
    """Print the status and the body: JSON is indented, everything else is unchanged."""
    click.echo(f"HTTP {reply.status}", err=True)
    try:
        show_json(json.loads(reply.content))
    except (ValueError, RecursionError):
        click.echo(reply.content, nl=False)
