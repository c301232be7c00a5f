"""Which HTTP library: httpx, or httpx2, its maintained continuation, when that is installed; and its connection pools.

Calls have one pool. Long answers (event streams, files) have others, fifty in each, so that no number of them keeps a
call waiting. Measured: a thousand streams in one pool cost 18 s of CPU in 20 s, for a pool looks through all its
connections at each change; in twenty pools over one TLS context they cost 1.7 s.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import define, field

if TYPE_CHECKING:
    import httpx as httpx
else:
    try:
        import httpx2 as httpx
    except ImportError:
        import httpx

C = TypeVar("C", httpx.Client, httpx.AsyncClient)

STREAMS = 50
"""Long answers that share a pool."""


def user_agent() -> str:
    """Say who calls."""
    from importlib.metadata import PackageNotFoundError, version  # slow, and not needed to import us

    try:
        return f"meshwright/{version('meshwright')}"
    except PackageNotFoundError:
        return "meshwright"


@define
class _Pool(Generic[C]):
    client: C
    streams: int = 0


@define
class Connections(Generic[C]):
    """The pools of one client, each made when first needed: a TLS context costs more than all else at the start."""

    kind: type[C]
    _calls: C | None = None
    _pools: list[_Pool[C]] = field(factory=list[_Pool[C]])
    _tls: ssl.SSLContext | None = None
    _lock: threading.Lock = field(factory=threading.Lock)

    @property
    def calls(self) -> C:
        """The pool for ordinary calls."""
        with self._lock:
            if self._calls is None:
                self._calls = self._new()
            return self._calls

    @contextmanager
    def for_stream(self) -> Generator[C]:
        """Hold a place in a pool for a long answer."""
        with self._lock:
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

    def _new(self) -> C:
        if self._tls is None:
            self._tls = httpx.create_ssl_context()
        return self.kind(headers={"user-agent": user_agent()}, verify=self._tls)
