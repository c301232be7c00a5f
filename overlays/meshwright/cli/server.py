"""The command that runs the emulator as a server."""

from __future__ import annotations

import click

from ..errors import ConfigurationError


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; another than loopback is open to others.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one.")
@click.option("--api-key", metavar="KEY", help="Accept this key only; otherwise any that begins with msy_.")
@click.option("--balance", type=click.IntRange(0), default=1000, show_default=True, help="Credits of the account.")
def emulator(host: str, port: int, api_key: str | None, balance: int) -> None:
    """Start the local server that does what Meshy does: offline, without a credit. Ctrl-C ends it."""
    try:
        from ..emulator import Emulator, Settings
    except ImportError as error:
        raise ConfigurationError(
            f"the emulator needs the extra: pip install 'meshwright[emulator]' ({error})"
        ) from error
    loopback = host in ("localhost", "::1") or host.startswith("127.")
    server = Emulator(Settings(api_key=api_key, balance=balance, private_urls=loopback), host, port)
    listener = server.listen()
    click.echo(f"Emulated Meshy at {server.url}", err=True)
    click.echo(f"  export MESHY_BASE_URL={server.url} MESHY_API_KEY={server.api_key}", err=True)
    server.run(listener)
