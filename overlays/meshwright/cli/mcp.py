"""The command that lets agents use Meshwright: an MCP server over stdin and stdout."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from ..errors import ConfigurationError, InputError
from ..spec.calendar import TODAY
from .connection import Connection, connected, ledger_path
from .hub_connection import token_for
from .keys import key_for

if TYPE_CHECKING:
    from ..mcp_server.desk import Desk


@click.command("mcp")
@click.option("--live", is_flag=True, help="Use the service with your key, which costs credits, and not an emulator.")
@click.option(
    "--output",
    "-o",
    "folder",
    metavar="FOLDER",
    default=".",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Let the agent download into this folder and those below it, nowhere else.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Let the agent create only this; may be given more than once.",
)
@click.option("--max-credits", type=click.IntRange(0), help="Refuse each create with a higher estimated price.")
@connected
def mcp(connection: Connection, live: bool, folder: Path, kinds: tuple[str, ...], max_credits: int | None) -> None:
    """Let an agent make models: an MCP server over stdin and stdout, which ends when stdin does.

    It uses an emulator of its own, offline and free, unless --live is given. A create names a key, and a repeated call
    with the same key buys nothing.
    """
    import asyncio

    if not live and (connection.base_url or connection.api_key):
        raise InputError("--live", "is missing; --base-url and --api-key mean nothing to the emulator of this command")
    try:
        from ..mcp_server.serving import serve
    except ImportError as error:
        raise ConfigurationError(f"the MCP server needs the extra: pip install 'meshwright[mcp]' ({error})") from error

    async def run() -> None:
        async with desk_of(connection, folder, kinds, max_credits, live=live) as desk:
            where = "the service, which costs credits" if live else "an emulator of its own, which is free"
            click.echo(f"{len(desk.tools)} tools, with {where}. Waiting for an agent on stdin.", err=True)
            await serve(desk, version("meshwright"))

    asyncio.run(run())


@asynccontextmanager
async def desk_of(
    connection: Connection, folder: Path, kinds: tuple[str, ...], max_credits: int | None, *, live: bool
) -> AsyncGenerator[Desk]:
    """Open what performs the tools, with the service or with an emulator.

    Raises ConfigurationError without a key, or without the extra of the emulator.
    """
    from ..clients import started_emulator
    from ..flighthub import EMULATOR_TOKEN, AsyncFlightHub
    from ..ledger.journal import Ledger
    from ..mcp_server.desk import open_desk
    from ..meshy.client import BASE_URL, AsyncMeshy

    async with AsyncExitStack() as stack:
        if live:
            address = connection.base_url or os.environ.get("MESHY_BASE_URL")
            key = key_for("meshy", connection.api_key, address, BASE_URL)
            token = token_for(None, None, None)
            ledger = stack.enter_context(Ledger(ledger_path()))
            meshy = AsyncMeshy(key, base_url=connection.base_url, ledger=ledger, max_credits=max_credits)
            hub = AsyncFlightHub(token) if token else None
        else:
            emulator = started_emulator(TODAY)
            stack.callback(emulator.stop)
            ledger = stack.enter_context(Ledger(Path(stack.enter_context(TemporaryDirectory()), "ledger.sqlite")))
            meshy = AsyncMeshy(
                emulator.api_key, base_url=emulator.url, as_of=TODAY, ledger=ledger, max_credits=max_credits
            )
            project = next(iter(emulator.flighthub.organization.projects))
            hub = AsyncFlightHub(EMULATOR_TOKEN, base_url=emulator.url, project_uuid=project)
        await stack.enter_async_context(meshy)
        if hub is not None:
            await stack.enter_async_context(hub)
        yield open_desk(meshy, hub, ledger, folder, kinds)
