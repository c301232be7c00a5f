"""Which HTTP library: httpx, or httpx2, its maintained continuation, when that is installed; its errors and its pools.

Calls have one pool. Long answers (event streams, files) have others, fifty in each, so that no number of them keeps a
call waiting. Measured: a thousand streams in one pool cost 18 s of CPU in 20 s, for a pool looks through all its
connections at each change; in twenty pools over one TLS context they cost 1.7 s.
"""

from __future__ import annotations

import logging
import re
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import define, field

from .errors import ConfigurationError, ConnectionFailed
from .texts import without_signatures

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
"""Long answers that share a pool."""
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
"""Hosts that are asked directly, whatever proxy the environment names: a key may go to them in clear, so it must not
leave for a proxy, which could not reach them anyway."""
DIRECT = {f"all://[{host}]" if ":" in host else f"all://{host}": None for host in THIS_MACHINE}
"""The same as the library wants it."""


class _WithoutSecrets(logging.Filter):
    """Keep signed URLs, and headers in which a server may echo a key, out of what the HTTP library logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        record.msg = HEADERS_LOGGED.sub(r"\1", without_signatures(text))
        record.args = None
        return True


HEADERS_LOGGED = re.compile(r"(receive_response_headers\.complete).*", re.DOTALL)
for _library in (httpx.__name__, *(f"httpcore{n}.{part}" for n in ("", "2") for part in LOGGING_PARTS)):
    logging.getLogger(_library).addFilter(_WithoutSecrets())


NO_COOKIES = CookieJar(DefaultCookiePolicy(allowed_domains=()))
"""Takes no cookie and sends none: what one server sets is no business of another on the same machine."""


def user_agent() -> str:
    """Say who calls."""
    from importlib.metadata import PackageNotFoundError, version  # slow, and not needed to import us

    try:
        return f"meshwright/{version('meshwright')}"
    except PackageNotFoundError:
        return "meshwright"


@contextmanager
def translated(*, sending: bool = False) -> Generator[None]:
    """Turn the library's errors into ours, and say whether the service can have seen the request."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
        raise ConnectionFailed(_text(error), sent=False) from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        if sending and isinstance(error, httpx.InvalidURL):  # of the redirect that the answer is
            raise ConnectionFailed(
                f"the answer is a redirect that cannot be read: {_text(error)}", sent=True
            ) from error
        raise ConfigurationError(f"the address cannot be used: {_text(error)}") from error
    except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as error:
        raise ConnectionFailed(_text(error), sent=True) from error


def _text(error: Exception) -> str:
    return str(error) or type(error).__name__


@define
class _Pool(Generic[C]):
    client: C
    streams: int = 0


@define
class Connections(Generic[C]):
    """The pools of one client, each made when first needed: a TLS context costs more than all else at the start.

    Asked for a pool after the end, raises ConfigurationError: nothing was sent.
    """

    kind: type[C]
    _ended: bool = False
    _calls: C | None = None
    _pools: list[_Pool[C]] = field(factory=list[_Pool[C]])
    _tls: ssl.SSLContext | None = None
    _lock: threading.Lock = field(factory=threading.Lock)

    @property
    def calls(self) -> C:
        """The pool for ordinary calls."""
        with self._lock:
            self._check()
            if self._calls is None:
                self._calls = self._new()
            return self._calls

    @contextmanager
    def for_stream(self) -> Generator[C]:
        """Hold a place in a pool for a long answer."""
        with self._lock:
            self._check()
            pool = next((pool for pool in self._pools if pool.streams < STREAMS), None)
            if pool is None:
                pool = _Pool(self._new())
                self._pools.append(pool)
            pool.streams += 1
        try:
            yield pool.client
        finally:
            with self._lock:
                pool.streams -= 1

    def opened(self) -> list[C]:
        """Return what there is to close."""
        calls = [] if self._calls is None else [self._calls]
        return calls + [pool.client for pool in self._pools]

    def end(self) -> list[C]:
        """Refuse all further use; return what there is to close."""
        with self._lock:
            self._ended = True
            return self.opened()

    def _check(self) -> None:
        if self._ended:
            raise ConfigurationError("the client is closed; make a new one")

    def _new(self) -> C:
        if self._tls is None:
            self._tls = httpx.create_ssl_context()
        return self.kind(headers={"user-agent": user_agent()}, verify=self._tls, mounts=DIRECT, cookies=NO_COOKIES)
