"""The HTTP library (httpx2, the maintained fork of httpx, if installed, else httpx), its errors and its pools.

Calls share one pool. Long answers (event streams, files) use other pools, fifty per pool, so that they never delay a
call. Measured: a thousand streams in one pool cost 18 s of CPU in 20 s, because a pool scans all its connections at
each change; in twenty pools with one TLS context they cost 1.7 s.

Requests to this machine ignore the environment's proxies and, over plain HTTP, its certificates.
"""

from __future__ import annotations

import logging
import re
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

from attrs import define, field, frozen

from ..errors import ConfigurationError, ConnectionFailed
from ..texts import without_signatures
from .deadlines import AsyncBackend, Backend
from .environment import check_proxies, tls_context, unreadable_proxies

if TYPE_CHECKING:
    import httpx as httpx
else:
    try:
        import httpx2 as httpx
    except ImportError:
        import httpx

C = TypeVar("C", httpx.Client, httpx.AsyncClient)

LOGGING_PARTS = ("connection", "http11", "http2", "proxy", "socks")
STREAMS = 50
"""Maximum number of long answers per pool."""
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
"""Hosts for which the environment's proxies are ignored: a key may be sent to them unencrypted, so it must not go
through a proxy, which could not reach them anyway."""


class _WithoutSecrets(logging.Filter):
    """Redact signed URLs, and headers in which a server may echo a key, in the logs of the HTTP library."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        record.msg = HEADERS_LOGGED.sub(r"\1", without_signatures(text))
        record.args = None
        return True


HEADERS_LOGGED = re.compile(r"(receive_response_headers\.complete).*", re.DOTALL)
for _library in (httpx.__name__, *(f"httpcore{n}.{part}" for n in ("", "2") for part in LOGGING_PARTS)):
    logging.getLogger(_library).addFilter(_WithoutSecrets())


class _NoCookies(httpx.Cookies):
    """Stores no cookie, so that none is sent: another server on the same host must not receive it."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Do nothing; searching for cookies would be a twelfth of the cost of a call."""


def user_agent() -> str:
    """Return the User-Agent header."""
    from importlib.metadata import PackageNotFoundError, version  # slow, and not needed to import us

    try:
        return f"meshwright/{version('meshwright')}"
    except PackageNotFoundError:
        return "meshwright"


@contextmanager
def translated(url: str, *, sending: bool = False) -> Generator[None]:
    """Translate the library's errors into our own, with the host and ``sent``: whether the request may have arrived."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
        raise ConnectionFailed(f"cannot reach {host_of(url)}: {_text(error)}", sent=False) from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        if sending and isinstance(error, httpx.InvalidURL):  # in the answer's Location
            raise ConnectionFailed(
                f"the answer is a redirect that cannot be read: {_text(error)}", sent=True
            ) from error
        raise ConfigurationError(f"the address cannot be used: {_text(error)}") from error
    except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as error:
        raise ConnectionFailed(f"the exchange with {host_of(url)} failed: {_text(error)}", sent=True) from error


def host_of(url: str) -> str:
    """Return the host and the port of a URL, for messages."""
    return url.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]


def _text(error: Exception) -> str:
    return str(error) or type(error).__name__


@frozen
class _Route:
    """The way to a host."""

    direct: bool
    """Whether the proxies of the environment are ignored."""
    tls: bool
    """Whether the certificates of the environment are used."""

    @classmethod
    def to(cls, url: str) -> _Route:
        return _route_to("/".join(url.split("/", 3)[:3]))


@lru_cache
def _route_to(origin: str) -> _Route:
    try:
        parts = urlsplit(origin)
    except ValueError:  # sending reports it
        return _Route(direct=False, tls=True)
    direct = parts.hostname in THIS_MACHINE
    return _Route(direct, tls=parts.scheme == "https" or not direct)


@define
class _Pool(Generic[C]):
    client: C
    route: _Route
    streams: int = 0


@define
class Trust:
    """The TLS context that pools share. It is created when first needed, as that is the slowest step of the start."""

    _context: ssl.SSLContext | None = None
    _lock: threading.Lock = field(factory=threading.Lock)

    def context(self, route: _Route) -> ssl.SSLContext:
        """Return the context for a route; raises ConfigurationError for certificates that cannot be read."""
        if not route.tls:
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nothing, and is not used
        with self._lock:
            if self._context is None:
                self._context = tls_context(httpx.create_ssl_context)
            return self._context


@define
class Connections(Generic[C]):
    """The pools of one client, each created when first needed.

    Raises ConfigurationError if the client is closed, or if the environment names proxies or certificates that cannot
    be used: nothing was sent.
    """

    kind: type[C]
    trust: Trust = field(factory=Trust)
    own: C | None = None
    """The caller's client, which makes all requests then and is never closed here."""
    ended: bool = field(init=False, default=False)
    _calls: dict[_Route, C] = field(init=False, factory=dict[_Route, C])
    _pools: list[_Pool[C]] = field(init=False, factory=list[_Pool[C]])
    _lock: threading.Lock = field(init=False, factory=threading.Lock)

    def calls(self, url: str) -> C:
        """Return the pool for an ordinary call."""
        route = _Route.to(url)
        with self._lock:
            self._check()
            if self.own is not None:
                return self.own
            if (client := self._calls.get(route)) is None:
                client = self._calls[route] = self._new(route)
            return client

    @contextmanager
    def for_stream(self, url: str) -> Generator[C]:
        """Reserve a slot in a pool for a long answer."""
        if self.own is not None:
            self._check()
            yield self.own
            return
        route = _Route.to(url)
        with self._lock:
            self._check()
            pool = next((pool for pool in self._pools if pool.route == route and pool.streams < STREAMS), None)
            if pool is None:
                pool = _Pool(self._new(route), route)
                self._pools.append(pool)
            pool.streams += 1
        try:
            yield pool.client
        finally:
            with self._lock:
                pool.streams -= 1

    def opened(self) -> list[C]:
        """Return the open clients."""
        return list(self._calls.values()) + [pool.client for pool in self._pools]

    def end(self) -> list[C]:
        """Refuse all further use; return the clients to close."""
        with self._lock:
            self.ended = True
            return self.opened()

    def _check(self) -> None:
        if self.ended:
            raise closed()
        if self.own is not None and self.own.is_closed:
            raise ConfigurationError("http_client was closed; nothing was sent")

    def _new(self, route: _Route) -> C:
        return _client(self.kind, route, self.trust, headers={"user-agent": user_agent()})


def client_for(kind: type[C], url: str, **settings: Any) -> C:
    """Return a client of the HTTP library for one host; raises ConfigurationError as ``Connections`` does."""
    return _client(kind, _Route.to(url), Trust(), **settings)


def _client(kind: type[C], route: _Route, trust: Trust, **settings: Any) -> C:
    settings |= {"verify": trust.context(route)}
    if route.direct:
        return _prepared(kind(trust_env=False, **settings))
    check_proxies(_with_proxy)
    try:
        return _prepared(kind(**settings))
    except Exception as error:  # which one differs by library and setting
        raise unreadable_proxies(error) from None


def checked_http_client(client: httpx.Client | httpx.AsyncClient | None, kind: type[C]) -> C | None:
    """Return the caller's client; raises ConfigurationError for one of another library or kind."""
    if client is not None and not isinstance(client, kind):
        found = f"{type(client).__module__.partition('.')[0]}.{type(client).__qualname__}"
        raise ConfigurationError(f"http_client must be a {httpx.__name__}.{kind.__name__}, not a {found}")
    return client


def closed() -> ConfigurationError:
    """Return the error for the use of a closed client."""
    return ConfigurationError("the client is closed; make a new one")


def _with_proxy(url: str) -> object:
    return httpx.Client(proxy=url, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), trust_env=False)


def _prepared(client: C) -> C:
    """Make a client store no cookies, and all its connections observe deadlines; there is no public API for either."""
    client._cookies = _NoCookies()  # pyright: ignore[reportPrivateUsage]
    mounted: dict[Any, Any] = client._mounts  # pyright: ignore[reportPrivateUsage]
    for transport in (client._transport, *mounted.values()):  # pyright: ignore[reportPrivateUsage]
        if (pool := getattr(transport, "_pool", None)) is not None:
            backend = AsyncBackend if isinstance(client, httpx.AsyncClient) else Backend
            pool._network_backend = backend(pool._network_backend)
    return client
