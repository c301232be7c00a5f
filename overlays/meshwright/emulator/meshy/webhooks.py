"""Tell addresses of every change of status, as the service does: the whole task, a shared secret in a header, no
promise of order.

The header names were seen live in May 2026; no signature is documented. How often a delivery is tried again is our
guess.
"""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

import httpx
from attrs import define, field

from ..settings import Settings
from .service import LOOK, MeshyService
from .tasks import Task
from .views import repeats

SECRET_HEADER = "x-meshy-api-webhook-secret-key"
USER_HEADER = "x-meshy-api-webhook-user-id"
TRIES = 4
logger = logging.getLogger("meshwright.emulator")


def checked_targets(settings: Settings) -> tuple[str, ...]:
    """Return the addresses; raises ValueError for one that is not on this machine unless that is allowed."""
    for url in settings.webhooks:
        host = urlsplit(url).hostname or ""
        if not settings.webhooks_anywhere and host not in ("localhost", "::1") and not host.startswith("127."):
            raise ValueError(f"webhook {url}: only addresses of this machine are allowed")
    return settings.webhooks


@define(eq=False)
class Webhooks:
    """Follows tasks and delivers their states."""

    service: MeshyService
    base: str
    """The emulator's own address, for the URLs inside a task."""
    _running: set[asyncio.Task[None]] = field(init=False, factory=set["asyncio.Task[None]"])

    def follow(self, task: Task) -> None:
        """Deliver this task at every change of status until it ends."""
        if self.service.settings.webhooks:
            self._start(self._follow(task))

    async def close(self) -> None:
        """Give up what is under way."""
        for running in list(self._running):
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, coroutine: object) -> None:
        running: asyncio.Task[None] = asyncio.create_task(coroutine)  # type: ignore[arg-type]
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    async def _follow(self, task: Task) -> None:
        told = ""
        while self.service.store.find(task.id) is task:
            state = (await self.service.get(task.kind, task.id, self.base))[0]
            if state["status"] != told:
                told = state["status"]
                for url in checked_targets(self.service.settings):
                    self._start(self._deliver(url, state))
            if not repeats(told):
                return
            await self.service.settings.clock.sleep(LOOK)

    async def _deliver(self, url: str, state: dict[str, object]) -> None:
        headers = {SECRET_HEADER: self.service.settings.webhook_secret, USER_HEADER: "emulated-user"}
        async with httpx.AsyncClient(timeout=5.0, trust_env=False, headers=headers) as client:
            for attempt in range(TRIES):
                try:
                    if (await client.post(url, json=state)).status_code < 400:
                        return
                except httpx.HTTPError as error:
                    logger.debug("webhook %s: %s", url, error)
                await asyncio.sleep(0.5 * 2**attempt)
        logger.warning("webhook %s did not take the state of task %s", url, state["id"])
