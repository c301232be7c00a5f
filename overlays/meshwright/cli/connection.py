"""Options for the address and the key of the service, and the client that is opened with them."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..spec.calendar import TODAY
from .keys import key_for
from .verbose import VERBOSE

if TYPE_CHECKING:
    from ..meshy.client import AsyncMeshy, Meshy

Command = Callable[..., Any]

ELSEWHERE = click.option("--base-url", metavar="URL", help="Another address of the service (MESHY_BASE_URL).")
KEY = click.option(
    "--api-key", metavar="KEY", help="The key; MESHY_API_KEY or `meshwright login` are safer, as others cannot see it."
)
EMBEDDED = click.option(
    "--emulator", is_flag=True, help="Use an emulator that runs as long as this command: offline, free, no ledger."
)
NO_LEDGER = click.option(
    "--no-ledger", is_flag=True, help="Do not record creates in the ledger; `meshwright resume` will not find them."
)


def ledger_path() -> Path:
    """Return the path of the ledger: MESHWRIGHT_LEDGER, else a file in the platform's state folder."""
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(os.environ.get("MESHWRIGHT_LEDGER") or Path(state, "meshwright", "ledger.sqlite"))


@dataclass(frozen=True)
class Connection:
    """The values of the connection options. Nothing is opened yet."""

    base_url: str | None
    api_key: str | None = field(repr=False)
    emulator: bool = False
    no_ledger: bool = True

    @property
    def journaled(self) -> bool:
        """Whether creates are recorded in the ledger."""
        return not (self.emulator or self.no_ledger)

    @property
    def as_of(self) -> str:
        """The day whose prices the service charges."""
        from ..meshy.client import checked_as_of

        return checked_as_of(None, self.base_url, emulator=self.emulator) or TODAY

    @contextmanager
    def opened(self) -> Generator[Meshy]:
        """Open a blocking client."""
        from ..meshy.client import Meshy

        with ExitStack() as stack:
            yield stack.enter_context(Meshy(**self._settings(stack)))

    @asynccontextmanager
    async def opened_async(self, **options: Any) -> AsyncGenerator[AsyncMeshy]:
        """Open an asyncio client, for concurrent calls."""
        from ..meshy.client import AsyncMeshy

        with ExitStack() as stack:
            async with AsyncMeshy(**self._settings(stack), **options) as meshy:
                yield meshy

    def _settings(self, stack: ExitStack) -> dict[str, Any]:
        from ..ledger.journal import Ledger
        from ..meshy.client import BASE_URL

        address = self.base_url or os.environ.get("MESHY_BASE_URL")
        return {
            "api_key": None if self.emulator else key_for("meshy", self.api_key, address, BASE_URL),
            "base_url": self.base_url,
            "emulator": self.emulator,
            "ledger": stack.enter_context(Ledger(ledger_path())) if self.journaled else None,
        }


def connected(command: Command) -> Command:
    """Add the options of the connection; the command gets them as ``connection``."""

    @wraps(command)
    def run(
        *, base_url: str | None, api_key: str | None, emulator: bool = False, no_ledger: bool = True, **arguments: Any
    ) -> Any:
        return command(connection=Connection(base_url, api_key, emulator, no_ledger), **arguments)

    return ELSEWHERE(KEY(VERBOSE(run)))


def journaled(command: Command) -> Command:
    """Also add ``--no-ledger``, for commands that create, wait or download."""
    return NO_LEDGER(connected(command))


def embeddable(command: Command) -> Command:
    """Also add ``--emulator``, for commands that make sense with a service that has no tasks yet."""
    return EMBEDDED(journaled(command))
