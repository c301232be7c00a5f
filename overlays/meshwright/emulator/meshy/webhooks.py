"""Tell addresses of every change of status, as the service does: the whole task, a shared secret in a header, no
promise of order.

The header names were seen live in May 2026; no signature is documented. How often a delivery is tried again is our
guess.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from urllib.parse import urlsplit

import httpx
from attrs import define, field

from ..outgoing import caller, is_this_machine
from ..settings import Settings
from .service import LOOK, MeshyService, ServiceError
from .tasks import Task
from .views import repeats

SECRET_HEADER = "x-meshy-api-webhook-secret-key"
USER_HEADER = "x-meshy-api-webhook-user-id"
TRIES = 4
STEP_SECONDS = 5.0
PAUSE = 0.5
"""Real seconds before the second try; doubles from try to try."""
logger = logging.getLogger("meshwright.emulator")


def checked_targets(settings: Settings) -> tuple[str, ...]:
    """Return the addresses; raises ValueError for one that is not on this machine unless that is allowed."""
    for url in settings.webhooks:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise ValueError(f"webhook {url}: only http and https are possible")
        if not settings.webhooks_anywhere and not is_this_machine(parts.hostname or ""):
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

    def _start(self, coroutine: Coroutine[None, None, None]) -> None:
        running = asyncio.create_task(coroutine)
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    async def _follow(self, task: Task) -> None:
        clock, told = self.service.settings.clock, ""
        while self.service.store.find(task.id) is task:
            if task.status(clock.now()) != told:
                try:
                    state = (await self.service.get(task.kind, task.id, self.base))[0]
                except ServiceError:  # deleted just now
                    return
                told = state["status"]
                for url in self.service.settings.webhooks:
                    self._start(self._deliver(url, state))
            if not repeats(told):
                return
            await clock.pause(LOOK)

    async def _deliver(self, url: str, state: dict[str, object]) -> None:
        headers = {SECRET_HEADER: self.service.settings.webhook_secret, USER_HEADER: "emulated-user"}
        async with await caller(STEP_SECONDS) as client:
            for attempt in range(TRIES):
                try:
                    if (await client.post(url, json=state, headers=headers)).is_success:  # no redirect is followed
                        return
                except httpx.HTTPError as error:
                    logger.debug("webhook %s: %s", url, error)
                await asyncio.sleep(PAUSE * 2**attempt)
        logger.warning("webhook %s did not take the state of task %s", url, state["id"])
