"""The oracle as a check of schemathesis.

It also works for plain ``st run`` without a configured oracle: it creates one for the service whose path is called,
with the key from the environment, and assumes that other clients use the service too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import schemathesis
from attrs import define

from ..emulator import Clock
from ..spec.reading import load_spec
from ..spec.versions import written_out
from .exchange import Exchange
from .oracle import Oracle, Violation


@define
class Asked:
    """An oracle, and the clock of the emulator if it judges one."""

    oracle: Oracle
    clock: Clock | None = None
    step: float = 0.0

    def judge(self, response: Any) -> list[Violation]:
        """Judge an exchange and advance the clock."""
        exchange = exchange_of(response, self.clock.now() if self.clock else 0.0)
        found = self.oracle.observe(exchange)
        if self.clock is not None:
            self.clock.advance(seconds=self.step)
        return found


_asked: list[Asked] = []
_by_service: dict[str, Asked] = {}
KEYS = {"meshy": "MESHY_API_KEY", "flighthub": "FLIGHTHUB_USER_TOKEN"}
"""Environment variables with the key of each service."""


@contextmanager
def asking(oracle: Oracle, clock: Clock, step: float) -> Iterator[None]:
    """Make this oracle judge the requests of schemathesis; advance the clock by a step after each exchange."""
    _asked.append(Asked(oracle, clock, step))
    try:
        yield
    finally:
        _asked.pop()


@schemathesis.check
def contract_oracle(ctx: Any, response: Any, case: Any) -> None:  # noqa: ARG001 - the names are schemathesis' own
    """Raise AssertionError with the rules that an exchange violates."""
    asked = _asked[-1] if _asked else _asked_for(response.request.url)
    if found := asked.judge(response):
        raise AssertionError("\n".join(map(str, found)))


def _asked_for(url: str) -> Asked:
    service = "flighthub" if any(f"/openapi/{one}/" in url for one in ("v0.1", "v2.0")) else "meshy"
    if service not in _by_service:
        key = os.environ.get(KEYS[service], "")
        _by_service[service] = Asked(Oracle(written_out(load_spec(service)), key, service=service, exclusive=False))
    return _by_service[service]


def exchange_of(response: Any, at: float) -> Exchange:
    """Translate a response of schemathesis."""
    request = response.request
    body = request.body or b""
    return Exchange(
        method=request.method,
        url=request.url,
        request_headers={name: _text(value) for name, value in request.headers.items()},
        request_body=body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else b"",
        status=response.status_code,
        headers=_joined(response.headers),
        body=response.content,
        at=at,
        cut=getattr(response, "stream_cut_short", False),
    )


def _joined(headers: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: ", ".join(values) for name, values in headers.items()}


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
