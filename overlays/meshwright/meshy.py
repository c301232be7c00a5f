"""The Meshy client: what is particular to this service."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from meshwright_api.meshy.api import balance, image_to_3d, multi_image_to_3d, resize

from .blocking import run
from .clients import checked_base_url, started_emulator, with_settings
from .errors import ConfigurationError
from .kinds import TaskKind
from .resources import AsyncTaskResource, TaskResource
from .retrying import RetryPolicy
from .session import Session, checked_header
from .transport import AsyncTransport, BlockingTransport

if TYPE_CHECKING:
    from .emulator import Emulator
    from .wire import Transport

BASE_URL = "https://api.meshy.ai"

IMAGE_TO_3D = TaskKind(
    name="image-to-3d",
    create=image_to_3d.create,
    list=image_to_3d.list_,
    get=image_to_3d.get,
    stream=image_to_3d.stream,
    delete=image_to_3d.delete,
)
MULTI_IMAGE_TO_3D = TaskKind(
    name="multi-image-to-3d",
    create=multi_image_to_3d.create,
    list=multi_image_to_3d.list_,
    get=multi_image_to_3d.get,
    stream=multi_image_to_3d.stream,
    delete=multi_image_to_3d.delete,
)
RESIZE = TaskKind(
    name="resize",
    create=resize.create,
    list=resize.list_,
    get=resize.get,
    stream=resize.stream,
    delete=resize.delete,
)


class AsyncMeshy:
    """Meshy for asyncio; one instance belongs to one event loop. Settings as for ``Meshy``."""

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        emulator: bool = False,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
    ) -> None:
        self._emulator = started_emulator() if emulator else None
        self._open(_session(AsyncTransport(), api_key, base_url, timeout, retry, self._emulator))

    def _open(self, session: Session) -> None:
        self.session = session
        self.image_to_3d = AsyncTaskResource(IMAGE_TO_3D, session)
        self.multi_image_to_3d = AsyncTaskResource(MULTI_IMAGE_TO_3D, session)
        self.resize = AsyncTaskResource(RESIZE, session)

    async def balance(self) -> int:
        """Return the credits that the account can still spend."""
        return (await self.session.call(balance.get())).balance

    def with_options(
        self,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
    ) -> Self:
        """Return a client with other settings for its calls; it shares this one's connections and is closed with it."""
        other = object.__new__(type(self))
        other._emulator = None
        other._open(with_settings(self.session, timeout, headers, retry))
        return other

    async def aclose(self) -> None:
        """Close the connections, and the embedded emulator if there is one."""
        await self.session.transport.aclose()
        if self._emulator is not None:
            self._emulator.stop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


class Meshy:
    """The Meshy API: pictures to 3D models, and models to real-world size.

    The key comes from ``api_key`` or MESHY_API_KEY; ``emulator=True`` needs none and starts a local server that does
    the same work offline (extra ``emulator``). ``base_url`` (or MESHY_BASE_URL) points elsewhere; a key travels over
    https or to this machine only. ``timeout`` in seconds bounds each connect, read and write. May be used from
    several threads. Raises ConfigurationError.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        emulator: bool = False,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
    ) -> None:
        self._emulator = started_emulator() if emulator else None
        self._open(_session(BlockingTransport(), api_key, base_url, timeout, retry, self._emulator))

    def _open(self, session: Session) -> None:
        self.session = session
        self.image_to_3d = TaskResource(IMAGE_TO_3D, session)
        self.multi_image_to_3d = TaskResource(MULTI_IMAGE_TO_3D, session)
        self.resize = TaskResource(RESIZE, session)

    def balance(self) -> int:
        """Return the credits that the account can still spend."""
        return run(self.session.call(balance.get())).balance

    def with_options(
        self,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
    ) -> Self:
        """Return a client with other settings for its calls; it shares this one's connections and is closed with it."""
        other = object.__new__(type(self))
        other._emulator = None
        other._open(with_settings(self.session, timeout, headers, retry))
        return other

    def close(self) -> None:
        """Close the connections, and the embedded emulator if there is one."""
        run(self.session.transport.aclose())
        if self._emulator is not None:
            self._emulator.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _session(
    transport: Transport,
    api_key: str | None,
    base_url: str | None,
    timeout: float,
    retry: RetryPolicy | None,
    emulator: Emulator | None,
) -> Session:
    if emulator is not None:
        key, url = emulator.api_key, emulator.url
    else:
        key = api_key or os.environ.get("MESHY_API_KEY", "")
        url = base_url or os.environ.get("MESHY_BASE_URL") or BASE_URL
    if not key:
        raise ConfigurationError(
            "no API key: set MESHY_API_KEY or pass api_key=...; Meshy(emulator=True) works offline and needs none"
        )
    return Session(
        transport=transport,
        base_url=checked_base_url(url),
        headers={"authorization": f"Bearer {checked_header('api_key', key)}"},
        timeout=timeout,
        retry=retry or RetryPolicy(),
    )
