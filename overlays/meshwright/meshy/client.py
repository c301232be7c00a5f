"""The Meshy client: the parts that are specific to this service."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from attrs import evolve
from meshwright_api._runtime import Operation
from meshwright_api.meshy import api, tasks

from ..clients import (
    AsyncClient,
    BlockingClient,
    Client,
    HttpClient,
    OfClient,
    checked_base_url,
    leads_to_this_machine,
    started_emulator,
    with_settings,
)
from ..core.blocking import iterate, run
from ..core.calls import Call
from ..core.hooks import Exchange
from ..core.methods import Awaited, Blocking, Both
from ..core.pacing import Pacer
from ..core.retrying import RetryPolicy
from ..core.session import Raw, checked_header
from ..errors import ConfigurationError
from ..spec.calendar import SEED, TODAY, day_of
from ..tasks.attributes import Resource
from ..tasks.session import DEADLINE, TaskSession
from .creative_lab import AsyncCreativeLab, CreativeLab
from .dialect import MESHY

if TYPE_CHECKING:
    from ..clients import Emulator
    from ..ledger.journal import Ledger
    from ..ledger.resuming import Resumed
    from ..tasks.handles import AsyncTaskHandle, Handle, TaskHandle
    from ..tasks.waiting import Task

T = TypeVar("T", bound="Task")
R = TypeVar("R")
Hook: TypeAlias = Callable[[Exchange], None]

BASE_URL = "https://api.meshy.ai"


class _MeshyClient(Client[TaskSession]):
    """The base of both Meshy clients: their parameters and resources."""

    image_to_3d = Resource(tasks.IMAGE_TO_3D)
    multi_image_to_3d = Resource(tasks.MULTI_IMAGE_TO_3D)
    resize = Resource(tasks.RESIZE)
    remesh = Resource(tasks.REMESH)
    text_to_3d = Resource(tasks.TEXT_TO_3D)
    convert = Resource(tasks.CONVERT)
    uv_unwrap = Resource(tasks.UV_UNWRAP)
    retexture = Resource(tasks.RETEXTURE)
    print_analyze = Resource(tasks.PRINT_ANALYZE)
    print_repair = Resource(tasks.PRINT_REPAIR)
    print_multi_color = Resource(tasks.PRINT_MULTI_COLOR)
    print_split = Resource(tasks.PRINT_SPLIT)
    text_to_image = Resource(tasks.TEXT_TO_IMAGE)
    image_to_image = Resource(tasks.IMAGE_TO_IMAGE)
    rigging = Resource(tasks.RIGGING)
    animations = Resource(tasks.ANIMATIONS)
    text_to_motion = Resource(tasks.TEXT_TO_MOTION)
    creative_lab = OfClient(AsyncCreativeLab, CreativeLab)

    animation_library = Call(lambda: api.animation_library.search)
    public_animations = Call(lambda: api.public_animations.search)
    usage = Call(lambda: api.usage.tasks)
    showcases = Call(lambda: api.showcases.search)

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        emulator: bool = False,
        as_of: str | None = None,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
        rate: float | None = MESHY.rate,
        ledger: Ledger | None = None,
        max_credits: int | None = None,
        queue: bool = False,
        hooks: Iterable[Hook] = (),
        http_client: HttpClient | None = None,
    ) -> None:
        transport = self._transport(http_client)
        contract = checked_as_of(as_of, base_url, emulator=emulator)
        self._emulator = started_emulator(as_of) if emulator else None
        key, address = _key_and_address(api_key, base_url, self._emulator)
        self._open(
            TaskSession(
                transport=transport,
                dialect=MESHY,
                base_url=address,
                headers={"authorization": f"Bearer {key}"},
                timeout=timeout,
                retry=retry or RetryPolicy(),
                pacer=None if rate is None else Pacer(rate),
                hooks=tuple(hooks),
                ledger=ledger,
                as_of=contract,
                max_credits=max_credits,
                queue_timeout=DEADLINE * queue,
            )
        )

    def with_options(
        self,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
        max_credits: int | None = None,
        queue: bool | None = None,
        on_queue_full: Callable[[float], object] | None = None,
    ) -> Self:
        """Return a client with changed settings; it shares this one's connections and is closed with it.

        ``on_queue_full`` is called with the seconds until the next attempt whenever ``queue`` waits for a slot.
        """
        session = with_settings(self.session, timeout, headers, retry)
        if max_credits is not None:
            session = evolve(session, max_credits=max_credits)
        if queue is not None:
            session = evolve(session, queue_timeout=DEADLINE * queue)
        if on_queue_full is not None:
            session = evolve(session, on_queue_full=on_queue_full)
        return self._sharing(session)

    @Both
    async def balance(self) -> int:
        """Return the credits that the account can still spend."""
        return (await self.session.call(api.balance.get())).balance


class AsyncMeshy(_MeshyClient, AsyncClient[TaskSession], Awaited):
    """Meshy for asyncio. Settings as for ``Meshy``.

    One instance may be used in several event loops, one after the other or in several threads; each has its own
    connections, unless ``http_client`` (here an httpx.AsyncClient) is given. Needs asyncio: under trio, or without an
    event loop, a call raises ConfigurationError before it is sent.
    """

    def as_completed(self, tasks: Iterable[Handle[T]], *, timeout: float | None = DEADLINE) -> AsyncIterator[T]:
        """Yield the tasks (of this account) as they end, each once, in its terminal state; thousands cost few requests.

        Raises WaitTimeout when some have not ended in time, NotFound when one is gone. Failures are yielded too.
        """
        from ..tasks.completion import as_completed

        return as_completed(self.session, tasks, timeout=timeout)

    async def raw(self, operation: Operation[R]) -> Raw[R]:
        """Perform any generated operation and return its result with the status, the headers and the request id.

        A create goes past the ledger, ``max_credits`` and ``queue`` this way.
        """
        reply = await self.session.perform(operation)
        return Raw(self.session.read(operation, reply), reply)

    async def resume(self) -> Resumed[AsyncTaskHandle[Any]]:
        """Find tasks after a crash or a lost answer, and unfinished downloads, with the ledger; buys nothing.

        Raises ConfigurationError without a ledger.
        """
        return await _resume(self.session)


class Meshy(_MeshyClient, BlockingClient[TaskSession], Blocking):
    """The Meshy API: pictures to 3D models, and models to real-world size.

    The key comes from ``api_key`` or MESHY_API_KEY; ``emulator=True`` needs none and starts a local server that does
    the same work offline (extra ``emulator``). ``base_url`` (or MESHY_BASE_URL) sets another address; the key is only
    sent over https or to this machine. May be used from several threads. Raises ConfigurationError.

    ``as_of`` is the day (``YYYY-MM-DD``, ``today`` or ``seed``) whose prices and parameters estimates and warnings use,
    and whose contract the embedded emulator follows: by default today, and with the embedded emulator the seed
    documents. Another emulator on this machine announces its own in every answer; set MESHY_AS_OF for the time before.

    ``timeout`` in seconds limits each connect, read and write; a whole answer may take twice as long, counted from the
    end of the request. ``rate`` is in requests a second, None for no limit.
    ``ledger`` makes creates survive a crash. ``max_credits`` refuses a create with a higher estimated price.
    ``queue`` waits up to an hour for a slot when the queue is full. ``hooks`` are called after every exchange.

    ``http_client`` is your own httpx.Client for all requests, files included, with your proxies, certificates and
    limits. It is not closed with this client. Its default headers and cookies go to every host; its ``auth`` is not
    used, and it follows no redirect.
    """

    def as_completed(self, tasks: Iterable[Handle[T]], *, timeout: float | None = DEADLINE) -> Iterator[T]:
        """Yield the tasks (of this account) as they end, each once, in its terminal state; thousands cost few requests.

        Raises WaitTimeout when some have not ended in time, NotFound when one is gone. Failures are yielded too.
        """
        from ..tasks.completion import as_completed

        return iterate(as_completed(self.session, tasks, timeout=timeout))

    def raw(self, operation: Operation[R]) -> Raw[R]:
        """Perform any generated operation and return its result with the status, the headers and the request id.

        A create goes past the ledger, ``max_credits`` and ``queue`` this way.
        """
        reply = run(self.session.perform(operation))
        return Raw(self.session.read(operation, reply), reply)

    def resume(self) -> Resumed[TaskHandle[Any]]:
        """Find tasks after a crash or a lost answer, and unfinished downloads, with the ledger; buys nothing.

        Raises ConfigurationError without a ledger.
        """
        from ..tasks.handles import blocking

        return run(_resume(self.session)).map(blocking)


def checked_as_of(as_of: str | None, base_url: str | None, *, emulator: bool) -> str | None:
    """Return the day whose contract the service follows, None if nothing names one; raises ConfigurationError.

    MESHY_AS_OF counts for an address of this machine only: a price list of an emulator must never weaken
    ``max_credits`` at the service itself.
    """
    url = base_url or os.environ.get("MESHY_BASE_URL") or BASE_URL
    announced = os.environ.get("MESHY_AS_OF") if leads_to_this_machine(url) else None
    named = as_of or (SEED if emulator else announced)
    try:
        day_of(named or TODAY, 0.0)
    except ValueError as error:
        raise ConfigurationError(str(error) if as_of else f"MESHY_AS_OF: {error}") from None
    return named


def _key_and_address(api_key: str | None, base_url: str | None, emulator: Emulator | None) -> tuple[str, str]:
    """Return the key and the address; raises ConfigurationError without a key."""
    if emulator is not None:
        return emulator.api_key, emulator.url
    key = api_key or os.environ.get("MESHY_API_KEY", "")
    if not key:
        raise ConfigurationError(
            "no API key: set MESHY_API_KEY or pass api_key=...; Meshy(emulator=True) works offline and needs none"
        )
    url = base_url or os.environ.get("MESHY_BASE_URL") or BASE_URL
    return checked_header("api_key", key), checked_base_url(url)


async def _resume(session: TaskSession) -> Resumed[AsyncTaskHandle[Any]]:
    from ..ledger.resuming import resume  # with SQLite, which few programs need

    return await resume(session, tasks.KINDS)
