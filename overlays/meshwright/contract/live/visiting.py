"""Visit a running service within bounds: so many requests a second, so many credits, and every exchange kept.

A visitor never sends a create that could be carried out unless it has credits for it, by the price of the spec; once
they are spent, or the balance says so, it refuses.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Self

import httpx
from attrs import define, field

from ..exchange import Exchange
from ..expectations import Expectations
from ..oracle import Oracle
from .bounds import COSTS, CannotVisit

SECONDS = 20.0
"""For each step of a call."""
MOST_BYTES = 8 * 2**20


@define(eq=False)
class Visitor:
    """Calls a service and keeps what it says."""

    base_url: str
    oracle: Oracle
    expectations: Expectations
    rate: float = 2.0
    credits: int = 0
    """How many may be spent yet."""
    headers: Mapping[str, str] = field(factory=dict[str, str])
    """What goes with every call."""
    trace: list[Exchange] = field(factory=list[Exchange])
    http: httpx.Client = field(init=False)
    _next: float = field(init=False, default=0.0)

    def __attrs_post_init__(self) -> None:
        self.http = httpx.Client(timeout=SECONDS, follow_redirects=False)

    def call(
        self, method: str, path: str, body: Any = None, *, query: str = "", headers: Mapping[str, str] | None = None
    ) -> Exchange:
        """Make one call; raises CannotVisit when nothing answers, or when it could cost more than is left."""
        given = {**self.key_header, "accept": "application/json", **self.headers, **(headers or {})}
        self._guard(method, path, body, given)
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            given["content-type"] = "application/json"
        url = f"{self.base_url}{path}" + (f"?{query}" if query else "")
        pause = self._next - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._next = time.monotonic() + 1 / self.rate
        request = httpx.Request(method, url, headers={k: v for k, v in given.items() if v}, content=content)
        try:
            response = self.http.send(request, stream=True)
            try:
                answer = self._read(response)
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise CannotVisit(f"{self.base_url} does not answer: {type(error).__name__}: {error}") from None
        exchange = Exchange(
            method=method,
            url=url,
            request_headers=dict(request.headers),
            request_body=content or b"",
            status=response.status_code,
            headers=dict(response.headers),
            body=answer,
            at=time.time(),
        )
        self.trace.append(exchange)
        self.oracle.observe(exchange)
        return exchange

    def _read(self, response: httpx.Response) -> bytes:
        found = bytearray()
        give_up = time.monotonic() + SECONDS
        for piece in response.iter_bytes():
            found += piece
            if len(found) > MOST_BYTES or time.monotonic() > give_up:
                break
        return bytes(found)

    @property
    def key_header(self) -> dict[str, str]:
        """How the service wants its key."""
        key = self.oracle.key
        return {"x-user-token": key} if self.oracle.service == "flighthub" else {"authorization": f"Bearer {key}"}

    def _guard(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> None:
        """Refuse what could be carried out and is not paid for."""
        operation = self.expectations.at(path).get(method)
        if operation is None or any(headers[name] != value for name, value in self.key_header.items()):
            return
        price = COSTS[self.oracle.service](operation, path, body)
        if price > self.credits:
            raise CannotVisit(f"{operation.id} costs {price} credits and {self.credits} may be spent")
        self.credits -= price

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
