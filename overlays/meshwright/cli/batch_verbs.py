"""The commands that every batch has: work on it, look, try again what failed, change settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from .batch_progress import details, progress, summary
from .batch_progress import watch as show_until_done
from .common import as_json
from .output import show_json, wants_json
from .terminal import tell, wrapped

if TYPE_CHECKING:
    pass

PLACES = click.option("--places", type=click.IntRange(1), help="Unfinished tasks at once, on all machines. [new: 20]")
RATE = click.option("--rate", type=click.FloatRange(0, min_open=True), help="Requests a second, of all. [new: 15]")
BUDGET = click.option("--max-credits", type=click.IntRange(0), help="Stop buying at this estimated total.")
SHARED = click.option(
    "--shared", is_flag=True, default=None, help="All machines find local files and folders under the same paths."
)
OUTPUT = click.option("--output", "-o", "out", metavar="FOLDER", help="Folder or s3://bucket/prefix for the results.")


@dataclass(frozen=True)
class Desk:
    """The batch that the options of a command name."""

    opened: Callable[..., Any]
    """Opens the batch with settings; returns a ``BatchOf``."""
    group: str
    """The words of the group of commands."""
    ledger: str | None
    variable: str
    """The environment variable that names the ledger."""

    def command(self, words: str) -> str:
        """Return a command for the same batch."""
        more = f" --ledger {self.ledger}" if self.ledger and not os.environ.get(self.variable) else ""
        return f"  Next: meshwright {self.group} {words}{more}"


def ledger_option(variable: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that names the batch."""
    return click.option(
        "--ledger",
        metavar="FILE_OR_URL",
        envvar=variable,
        help=f"The batch: a file, or postgresql://... for several machines ({variable}).",
    )


def verbs(at_desk: Callable[..., Any], budget: Callable[..., Any]) -> list[click.Command]:
    """Return the commands. ``at_desk`` adds the options of a service and passes a ``Desk``; ``budget`` is an option."""

    @click.command()
    @at_desk
    @click.option("--until-done", is_flag=True, help="End when all items are over. [default: wait for more]")
    @click.option("--reconnect", is_flag=True, help="Wait for a database that cannot be reached, in place of ending.")
    def work(desk: Desk, until_done: bool, reconnect: bool) -> int:
        """Work on the batch on this machine: buy, wait, fetch, and take over from workers that died.

        SIGTERM and Ctrl-C: buy nothing more, write down, end. Start it on as many machines as you like.
        """
        with desk.opened() as opened:
            with progress(opened):
                opened.work(until_done=until_done, reconnect=reconnect)
            status = opened.status()
        tell(summary(status))
        tell(desk.command("retry" if status.failed and not status.left else "status"))
        return 1 if until_done and status.failed else 0

    @click.command()
    @at_desk
    @click.option("--watch", is_flag=True, help="Go on showing it until all items are over.")
    @as_json
    def status(desk: Desk, watch: bool, as_json: bool) -> None:
        """Show how far the batch is, on all machines together. Sends nothing."""
        with desk.opened() as opened:
            if watch:
                show_until_done(opened, as_json=as_json)
                return
            found, out = opened.status(), opened.settings.out
        if wants_json(as_json):
            show_json(found.to_dict())
            return
        click.echo("\n".join(wrapped(line, sys.stdout, "  ") for line in details(found, opened.unit)))
        if found.failed or found.unpaid:
            tell(desk.command("retry"))
        elif found.left:
            tell(desk.command("work"))
        elif found.done:
            tell(f"  Files: {out}")

    @click.command()
    @at_desk
    @click.option("--port", type=click.IntRange(0, 65535), default=8766, help="0 takes a free one.", show_default=True)
    def page(desk: Desk, port: int) -> None:
        """Serve a page that shows how far the batch is, with thumbnails, until Ctrl-C. Only this machine can open it.

        It buys and fetches nothing: `work` does, here or on other machines.
        """
        with desk.opened() as opened, opened.page(port) as served:
            tell(f"The batch is shown at {served.url} (Ctrl-C ends this)")
            with suppress(KeyboardInterrupt):
                served.serve_forever()

    @click.command()
    @at_desk
    @as_json
    def retry(desk: Desk, as_json: bool) -> None:
        """Queue the items that failed or were not paid again; each goes on at the task that failed."""
        with desk.opened() as opened:
            again = opened.retry()
        if wants_json(as_json):
            show_json({"again": again})
            return
        click.echo(f"{again} items queued again." if again else "No item has failed.")
        if again:
            tell(desk.command("work"))

    @click.command("set")
    @at_desk
    @OUTPUT
    @PLACES
    @RATE
    @click.option("--fetchers", type=click.IntRange(1), help="Items whose files are fetched at once, on each machine.")
    @budget
    @SHARED
    @as_json
    def set_(desk: Desk, as_json: bool, **settings: Any) -> None:
        """Change settings for all machines; workers take them over, but for -o and --shared, within seconds."""
        from attrs import asdict

        with desk.opened() as opened:
            changes = {name: value for name, value in settings.items() if value is not None}
            found = asdict(opened.change(**changes))
        if wants_json(as_json):
            show_json(found)
            return
        click.echo("\n".join(f"{name} = {value}" for name, value in found.items()))

    return [work, status, page, retry, set_]
