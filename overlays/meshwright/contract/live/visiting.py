"""Visit a running service within limits of requests a second and of credits, and keep every exchange.

A visitor sends a create that could be carried out only if it has the credits, by the highest price in the spec; once
they are spent, also by the balance, it refuses. A paid request is in the trace before it is sent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

import httpx
from attrs import define, field

from ...clients import leads_to_this_machine
from ...core.connections import client_for
from ...errors import ConfigurationError
from ..exchange import Exchange
from ..expectations import Expectations
from ..listing import json_of
from ..oracle import Oracle
from .asking import Target, Unanswered, ask, pause_before_again
from .bounds import COSTS, CannotVisit
from .purse import Purse

SECONDS = 20.0
"""Seconds for each step of a call."""
WHOLE = 20.0
"""Seconds for the whole of an answer once it has begun."""
FIRST = 64
"""The bytes of a file that are asked for."""
MOST_WAITS = 4
"""Tries of a request that is answered with 429."""


@define(eq=False)
class Visitor:
    """Calls a service and keeps its answers."""

    base_url: str
    oracle: Oracle
    expectations: Expectations
    rate: float = 2.0
    spend: int = 0
    """The credits that may be spent in all."""
    headers: Mapping[str, str] = field(factory=dict[str, str])
    """The headers of every call."""
    trace: list[Exchange] = field(factory=list[Exchange])
    fuzz: int = field(default=0, kw_only=True)
    """The number of generated requests for each operation that only reads."""
    seed: int = field(default=1, kw_only=True)
    on_call: Callable[[Exchange], None] | None = field(default=None, kw_only=True)
    """Called with each exchange."""
    purse: Purse = field(init=False)
    http: httpx.Client = field(init=False)
    _target: Target = field(init=False)
    _next: float = field(init=False, default=0.0)

    def __attrs_post_init__(self) -> None:
        self.purse = Purse(self.spend)
        self._target = Target.of(self.base_url)
        try:
            self.http = client_for(httpx.Client, self.base_url, timeout=SECONDS, follow_redirects=False)
        except ConfigurationError as error:
            raise CannotVisit(str(error)) from error

    @property
    def credits(self) -> int:
        """The credits that may still be spent."""
        return self.purse.left

    @property
    def spent(self) -> int:
        """The credits that were spent: the decrease of the balance if known, else the prices."""
        return self.purse.spent

    @property
    def pending(self) -> str:
        """The uncertain spending if the visit ends here, in one clause; empty if there is none."""
        return self.purse.pending

    def call(
        self, method: str, path: str, body: Any = None, *, query: str = "", headers: Mapping[str, str] | None = None
    ) -> Exchange:
        """Make one call, and repeat it after 429.

        Raises CannotVisit if the service does not answer, or if the call could cost more than the remaining credits.
        The exchange has the path of the spec, without the prefix of the base URL.
        """
        given = {**self.key_header, "accept": "application/json", **self.headers, **(headers or {})}
        price = self._price(method, path, body, given)
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            given["content-type"] = "application/json"
        tail = f"{path}?{query}" if query else path
        request = httpx.Request(
            method, self._target.base_url + tail, headers={k: v for k, v in given.items() if v}, content=content
        )
        lost = Exchange(
            method=method,
            url=self._target.origin + tail,
            request_headers=dict(request.headers),
            request_body=content or b"",
            status=0,
            headers={},
            cut=True,
        )
        exchange = self._once(request, lost, price)
        for attempt in range(MOST_WAITS):
            pause = pause_before_again(exchange, attempt)
            if pause is None:
                break
            time.sleep(pause)
            exchange = self._once(request, lost, price)
        return exchange

    def fetch(self, url: str) -> None:
        """Fetch the first bytes of a file, without the key, and keep the exchange if there was an answer. A visit of
        a service on this machine does not leave it.
        """
        if leads_to_this_machine(self.base_url) and not leads_to_this_machine(url):
            return
        request = httpx.Request("GET", url, headers={"range": f"bytes=0-{FIRST - 1}"})
        lost = Exchange(method="GET", url=url, request_headers=dict(request.headers), status=0, headers={}, cut=True)
        self._wait()
        try:
            exchange = ask(self.http, request, lost, WHOLE, FIRST)
        except Unanswered:
            return
        self._keep(exchange)

    def _wait(self) -> None:
        """Wait for the next turn."""
        pause = self._next - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._next = time.monotonic() + 1 / self.rate

    def _once(self, request: httpx.Request, lost: Exchange, price: int) -> Exchange:
        self._wait()
        if price:
            self.purse.pay(price)
            self.trace.append(lost)
        try:
            exchange = ask(self.http, request, lost, WHOLE)
        except Unanswered as error:
            if price and not error.sent:
                self.trace.pop()
                self.purse.take_back(price)
            raise CannotVisit(f"{self.base_url} does not answer: {error}") from None
        if price:
            self.trace.pop()
            self.purse.answered(exchange, price)
        self._keep(exchange)
        return exchange

    def _keep(self, exchange: Exchange) -> None:
        self.trace.append(exchange)
        if exchange.status == 200 and exchange.path.endswith("/balance"):
            self.purse.saw(json_of(exchange, "balance"))
        if self.on_call is not None:
            self.on_call(exchange)

    @property
    def key_header(self) -> dict[str, str]:
        """The header that carries the key."""
        key = self.oracle.key
        return {"x-user-token": key} if self.oracle.service == "flighthub" else {"authorization": f"Bearer {key}"}

    def _price(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> int:
        """Return the most that a call may cost; raises CannotVisit for a call that could be carried out but
        not paid.
        """
        operation = self.expectations.at(path).get(method)
        if operation is None or any(headers[name] != value for name, value in self.key_header.items()):
            return 0
        price = COSTS[self.oracle.service](operation, path, body)
        self.purse.check(operation.id, price)
        return price

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
