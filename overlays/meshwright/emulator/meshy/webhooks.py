"""Send every change of status to webhooks, as the service does: the whole task, with a shared secret in a header, in no
guaranteed order.

The spec's `webhooks` names the headers and the answers after which a delivery is repeated; the number of repetitions is
our guess.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine

import httpx
from attrs import define, field

from ...spec.reading import Json, load_spec
from ..addresses import is_this_machine
from ..outgoing import caller
from ..settings import Settings
from .service import LOOK, MeshyService, ServiceError
from .tasks import Task
from .views import repeats

SPEC = load_spec("meshy")
DELIVERY: Json = SPEC["webhooks"]["taskChanged"]["post"]
SECRET_HEADER: str = SPEC["components"]["securitySchemes"]["webhookSecret"]["name"]
USER_HEADER: str = DELIVERY["parameters"][0]["name"]
REDELIVERED = {status[0] for status, answer in DELIVERY["responses"].items() if answer.get("x-redelivered")}
"""First digits of the statuses after which a delivery is repeated."""
TRIES = 4
STEP_SECONDS = 5.0
TRY_SECONDS = 10.0
"""Seconds for one whole try, including a receiver that answers byte by byte."""
PAUSE = 0.5
"""Real seconds before the second try; doubled for each further try."""
SECRET = re.compile(r"[!-~\xa1-\xff](?:[ -~\xa0-\xff]*[!-~\xa1-\xff])?")
logger = logging.getLogger("meshwright.emulator")


def checked_targets(settings: Settings) -> tuple[httpx.URL, ...]:
    """Return the URLs; raises ValueError for an invalid one, for one that is not on this machine (unless that is
    allowed), and for a secret that a header cannot hold.
    """
    targets = tuple(_target(url, settings) for url in settings.webhooks)
    if targets and not SECRET.fullmatch(settings.webhook_secret):  # the message does not quote it
        raise ValueError(
            "webhook_secret must be at least one visible Latin-1 character, without line ends or surrounding spaces"
        )
    return targets


def _target(url: str, settings: Settings) -> httpx.URL:
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, TypeError) as error:
        raise ValueError(f"webhook {url!r} is not a valid URL: {error}") from None
    if target.scheme not in ("http", "https") or not target.host:
        raise ValueError(f"webhook {url!r}: only http://HOST/... and https://HOST/... are allowed")
    if target.port is not None and not 0 < target.port < 65536:
        raise ValueError(f"webhook {url!r}: the port must be from 1 to 65535")
    if not settings.webhooks_anywhere and not is_this_machine(target.host):
        raise ValueError(f"webhook {url!r}: only addresses of this machine are allowed")
    return target


@define(eq=False)
class Webhooks:
    """Follows tasks and delivers their states."""

    service: MeshyService
    base: str
    """The emulator's own address, for the URLs inside a task."""
    _targets: tuple[httpx.URL, ...] = field(init=False)
    _running: set[asyncio.Task[None]] = field(init=False, factory=set["asyncio.Task[None]"])

    def __attrs_post_init__(self) -> None:
        self._targets = checked_targets(self.service.settings)

    def follow(self, task: Task) -> None:
        """Deliver this task at every change of status until it ends."""
        if self._targets:
            self._start(self._follow(task))

    async def close(self) -> None:
        """Cancel the running deliveries."""
        for running in list(self._running):
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, coroutine: Coroutine[None, None, None]) -> None:
        running = asyncio.create_task(coroutine)
        self._running.add(running)
        running.add_done_callback(self._ended)

    def _ended(self, running: asyncio.Task[None]) -> None:
        """Remove a delivery; log its error if it failed."""
        self._running.discard(running)
        if not running.cancelled() and (error := running.exception()) is not None:
            logger.error("a webhook failed: %s: %s", type(error).__name__, error)

    async def _follow(self, task: Task) -> None:
        clock, told = self.service.settings.clock, ""
        while self.service.store.find(task.id) is task:
            if task.status(clock.now()) != told:
                try:
                    state = (await self.service.get(task.kind, task.id, self.base))[0]
                except ServiceError:  # deleted just now
                    return
                told = state["status"]
                for target in self._targets:
                    self._start(self._deliver(target, state))
            if not repeats(told):
                return
            await clock.pause(LOOK)

    async def _deliver(self, target: httpx.URL, state: dict[str, object]) -> None:
        """Send a state until the receiver accepts it, at most ``TRIES`` times. Only the head of an answer is read."""
        secret = self.service.settings.webhook_secret.encode("latin-1")
        headers = {SECRET_HEADER.encode(): secret, USER_HEADER.encode(): b"emulated-user"}
        async with await caller(STEP_SECONDS) as client:
            for attempt in range(TRIES):
                try:
                    async with (
                        asyncio.timeout(TRY_SECONDS),
                        client.stream("POST", target, json=state, headers=headers) as response,
                    ):
                        if f"{response.status_code}"[0] not in REDELIVERED:  # no redirect is followed
                            return
                except (httpx.HTTPError, TimeoutError, OSError, ValueError) as error:
                    logger.debug("webhook %s: %s", target, error)
                await asyncio.sleep(PAUSE * 2**attempt)
        logger.warning("webhook %s did not accept the state of task %s", target, state["id"])
