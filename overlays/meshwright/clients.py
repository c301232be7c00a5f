"""Shared parts of both services' clients: checks of the base URL, changed settings, the embedded emulator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import TIMEOUT_MAX
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeAlias, TypeVar, overload
from urllib.parse import urlsplit

from attrs import evolve

from .core.blocking import run
from .core.connections import THIS_MACHINE, checked_http_client, httpx
from .core.methods import Awaited, Blocking
from .core.retrying import RetryPolicy
from .core.session import Session, checked_header
from .core.transport import BlockingTransport
from .errors import ConfigurationError

if TYPE_CHECKING:
    from .core.asyncio_transport import AsyncTransport
    from .emulator import Emulator as Emulator

HttpClient: TypeAlias = "httpx.Client | httpx.AsyncClient"
S = TypeVar("S", bound=Session)
Entered = TypeVar("Entered")
"""The type of a client in a with statement; jedi takes ``Self`` for the class that the method is in."""
A = TypeVar("A")
B = TypeVar("B")


def checked_base_url(url: str) -> str:
    """Return the address without a trailing slash; raises ConfigurationError unless it is https or on this machine.

    A user, a password, a query and a fragment are refused too, because errors would show them.
    """
    if mark := next((mark for mark in "@?#" if mark in url), ""):  # the address is not quoted: it may hold a secret
        raise ConfigurationError(
            f"base_url must be an address without user, password, query and fragment; leave the part with {mark!r} out"
        )
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        safe = parts.scheme == "https" or (parts.scheme == "http" and host in THIS_MACHINE)
        usable = host and parts.port != 0 and safe
    except ValueError:
        usable = False
    if not usable:
        raise ConfigurationError(f"base_url must be https://..., or http://127.0.0.1:..., not {url!r}")
    return url.rstrip("/")


def leads_to_this_machine(url: str) -> bool:
    """Return whether a URL points at this machine; False if it cannot be parsed."""
    try:
        return urlsplit(url).hostname in THIS_MACHINE
    except ValueError:
        return False


def with_settings(session: S, timeout: float | None, headers: Mapping[str, str] | None, retry: RetryPolicy | None) -> S:
    """Return a session with changed settings that shares the connections."""
    more = {name.lower(): checked_header(name, value) for name, value in (headers or {}).items()}
    return evolve(
        session,
        timeout=session.timeout if timeout is None else timeout,
        headers={**session.headers, **more},
        retry=retry or session.retry,
    )


def _check_timeout(seconds: float) -> None:
    if not 0 < seconds <= TIMEOUT_MAX:
        raise ConfigurationError(f"timeout must be a number of seconds above 0, not {seconds!r}")


def started_emulator(as_of: str | None = None) -> Emulator:
    """Start the embedded emulator; raises ConfigurationError without the extra."""
    try:
        from .emulator import Emulator, Settings
    except ImportError as error:
        raise ConfigurationError(
            f"the emulator needs the extra: pip install 'meshwright[emulator]' ({error})"
        ) from error
    return Emulator(Settings(as_of=as_of)).start()


class Client(Generic[S]):
    """A client of a service: a session, and the embedded emulator that goes with it."""

    session: S
    _emulator: Emulator | None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.session.base_url}>"

    def _transport(self, http_client: HttpClient | None = None) -> AsyncTransport | BlockingTransport:
        """Return new connections, or those of a client of the HTTP library."""
        raise NotImplementedError

    def _open(self, session: S) -> None:
        """Set the session; subclasses create their resources from it."""
        _check_timeout(session.timeout)
        self.session = session

    def _sharing(self, session: S) -> Self:
        """Return a client for another session with the same connections; only this client closes them."""
        other = object.__new__(type(self))
        other._emulator = None
        other._open(session)
        return other


class BlockingClient(Client[S], Blocking):
    """A blocking client; close it with ``close()`` or use it in ``with``."""

    def _transport(self, http_client: HttpClient | None = None) -> BlockingTransport:
        return BlockingTransport(checked_http_client(http_client, httpx.Client))

    def close(self) -> None:
        """Close the connections, and the embedded emulator if there is one."""
        run(self.session.transport.aclose())
        if self._emulator is not None:
            self._emulator.stop()

    def __enter__(self: Entered) -> Entered:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(Client[S], Awaited):
    """An asyncio client; close it with ``aclose()`` or use it in ``async with``."""

    def _transport(self, http_client: HttpClient | None = None) -> AsyncTransport:
        from .core.asyncio_transport import AsyncTransport  # a blocking client starts without asyncio

        return AsyncTransport(checked_http_client(http_client, httpx.AsyncClient))

    async def aclose(self) -> None:
        """Close the connections, and the embedded emulator if there is one."""
        await self.session.transport.aclose()
        if self._emulator is not None:
            self._emulator.stop()

    async def __aenter__(self: Entered) -> Entered:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


class Group(Generic[S]):
    """A part of a client that has parts itself, such as a family of kinds of task."""

    def __init__(self, session: S) -> None:
        self.session = session

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.session.base_url}>"


class BlockingGroup(Group[S], Blocking):
    """A part of a blocking client."""


class AsyncGroup(Group[S], Awaited):
    """A part of an asyncio client."""


class OfClient(Generic[S, A, B]):
    """A descriptor for a part of both clients, such as a group of calls. It is defined once, on their common base.

    Each client, or group of a client, creates its own instance when the attribute is first read, and caches it.
    Classes name ``Awaited`` or ``Blocking`` among their bases, and ``owner`` is any object, for jedi: it does not look
    at the bases of a base with parameters, and takes no class for a ``type``.
    """

    def __init__(self, awaited: Callable[[S], A], blocking: Callable[[S], B]) -> None:
        self._awaited = awaited
        self._blocking = blocking
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, client: None, owner: object) -> Self: ...
    @overload
    def __get__(self, client: Awaited, owner: object) -> A: ...
    @overload
    def __get__(self, client: Blocking, owner: object) -> B: ...
    def __get__(self, client: Any, owner: object) -> Any:
        if client is None:
            return self
        return client.__dict__.setdefault(self._name, self._of(client))

    def _of(self, client: Client[S] | Group[S]) -> A | B:
        make = self._awaited if isinstance(client, Awaited) else self._blocking
        return make(client.session)
