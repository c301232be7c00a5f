"""A service under test: every call is recorded and judged by the oracle; time passes only on request.

``opened`` starts an emulator for it. A walk states with ``expect`` what must hold besides the rules.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx
from attrs import define, field

from ...emulator import Clock, Emulator, Settings
from ...spec.calendar import contract_of
from ...spec.reading import Json, load_spec
from ...spec.shapes import shape_of
from ..exchange import Exchange
from ..oracle import Oracle
from ..samples import CREATES, EPOCH, GOOD_SOURCES

ROOT = "/openapi/v1"
SECONDS = 120.0
"""Seconds for each step of a call; on a busy machine the engine took more than 30."""


@define(eq=False)
class Watched:
    """An emulated service, as a walk sees it."""

    emulator: Emulator
    oracle: Oracle
    http: httpx.Client
    findings: list[str] = field(factory=list[str])
    """Violated rules and failed expectations, in order."""
    trace: list[Exchange] = field(factory=list[Exchange])

    def expect(self, holds: bool, sentence: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.findings.append(sentence)

    def send(
        self, method: str, url: str, body: Any = None, *, headers: Mapping[str, str], content: bytes | None = None
    ) -> Exchange:
        """Send one request and judge the answer; headers that are empty are left out."""
        sent = content if content is not None else None if body is None else json.dumps(body).encode()
        given = {**({} if sent is None else {"content-type": "application/json"}), **headers}
        request = httpx.Request(method, url, headers={k: v for k, v in given.items() if v}, content=sent)
        response = self.http.send(request)
        return self.observe(request, response, response.content)

    def observe(self, request: httpx.Request, response: httpx.Response, content: bytes) -> Exchange:
        """Record an exchange and let the oracle judge it."""
        exchange = Exchange(
            method=request.method,
            url=str(request.url),
            request_headers=dict(request.headers),
            request_body=request.content,
            status=response.status_code,
            headers=dict(response.headers),
            body=content,
            at=self.emulator.settings.clock.now(),
        )
        self.trace.append(exchange)
        self.findings += map(str, self.oracle.observe(exchange))
        return exchange

    def advance(self, seconds: float) -> None:
        """Advance the clock."""
        self.emulator.advance(seconds=seconds)

    def begin_anew(self) -> None:
        """Reset the service and the oracle; keep the findings."""
        self.emulator.reset()
        self.oracle.reset()


CANCELING = frozenset(kind for kind in CREATES if shape_of("meshy", kind).cancels)
"""Kinds whose tasks a DELETE cancels."""


def place_of(kind: str) -> str:
    """Return where tasks of a kind are created and listed."""
    return shape_of("meshy", kind).path


@define(eq=False)
class Bench(Watched):
    """The emulated Meshy."""

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Exchange:
        """Make one call; ``headers`` replace those of the client. A short path is one of the API's first version."""
        given = {"authorization": f"Bearer {self.oracle.key}", **(headers or {})}
        whole = path if path.startswith("/openapi/") or path in self.oracle.spec["paths"] else ROOT + path
        url = self.emulator.url + whole + (f"?{query}" if query else "")
        return self.send(method, url, body, headers=given, content=content)

    def create(self, kind: str, body: Any) -> str:
        """Create a task and return its id; one that is refused is noted."""
        exchange = self.call("POST", place_of(kind), body)
        self.expect(exchange.status == 202, f"{exchange}: a create of the walk was refused: {exchange.body[:200]!r}")
        return str(exchange.data.get("result", "none")) if exchange.status == 202 else "none"

    def refused(self, kind: str, body: Json, sentence: str) -> None:
        """Send a create that has to be refused with 400; the sentence says what it means if it is not."""
        exchange = self.call("POST", place_of(kind), body)
        self.expect(exchange.status == 400, f"{sentence}: {exchange.status}")

    def body(self, kind: str) -> Json:
        """Return a small good create of a kind; a task that it has to be made of is made first."""
        body, tasks = dict(CREATES[kind]), shape_of("meshy", kind).tasks()
        for name in body.keys() & tasks:
            source = next(other for other in CREATES if {other, "any"} & set(tasks[name]))
            body[name] = self.create(source, self.body(source))
            self.advance(10.0)
            made = self.task(source, body[name])
            for other, parameter in shape_of("meshy", kind).taken.items():
                if "x-item-of" in parameter:
                    body[other] = made.get(parameter["x-item-of"], ["none"])[0]
        return body

    def delete(self, kind: str, id: str) -> int:
        """Delete a task, or cancel it, as the kind has it; return the status of the answer."""
        return self.call("DELETE", f"{place_of(kind)}/{id}").status

    def price(self, kind: str, body: Json) -> int:
        """Return what a create costs by the spec."""
        create = f"{kind.replace('-', '_')}.create"
        return next(found.price(body) for found in self.oracle.operations if found.id == create)

    def bodies(self) -> dict[str, Json]:
        """Return a small good create of each kind."""
        return {kind: self.body(kind) for kind in CREATES}

    def task(self, kind: str, id: str) -> dict[str, Any]:
        """Return a task; an empty one if it is not answered."""
        exchange = self.call("GET", f"{place_of(kind)}/{id}")
        found: dict[str, Any] = exchange.data if exchange.status == 200 else {}
        return found

    def balance(self) -> int:
        """Return the balance."""
        exchange = self.call("GET", "/balance")
        return int(exchange.data["balance"]) if exchange.status == 200 else -1

    def stream(self, kind: str, id: str, *, jumps: tuple[float, ...] = (), pause: float = 0.0) -> Exchange:
        """Read an event stream to its end over the socket, jumping in time after each of the first events.

        ``pause``: real seconds before each jump.
        """
        request = self.http.build_request(
            "GET",
            f"{self.emulator.url}{place_of(kind)}/{id}/stream",
            headers={"authorization": f"Bearer {self.oracle.key}"},
        )
        response = self.http.send(request, stream=True)
        pieces: list[bytes] = []
        waiting = list(jumps)
        give_up = time.monotonic() + SECONDS
        try:
            for piece in response.iter_bytes():
                pieces.append(piece)
                if waiting:
                    time.sleep(pause)
                    self.emulator.advance(seconds=waiting.pop(0))
                if time.monotonic() > give_up:
                    self.findings.append("a stream does not end")
                    break
        finally:
            response.close()
        return self.observe(request, response, b"".join(pieces))

    def arm(self, fault: str) -> None:
        """Arm a fault."""
        self.emulator.faults.arm(fault)


STANDING = frozenset({"rigging"})
"""Kinds whose model must be a standing figure."""
Opener = Callable[..., AbstractContextManager[Bench]]


def stopped_clock(real: Callable[[], float] = lambda: 0.0) -> Clock:
    """Return a clock that moves only when it is advanced; the limit of requests a second counts in ``real`` seconds."""
    return Clock(rate=0, epoch=EPOCH, real=real)


@contextmanager
def opened(key: str = "msy_contract", **settings: Any) -> Iterator[Bench]:
    """Start an emulator with a stopped clock, and judge its answers; settings are those of the emulator."""
    chosen = Settings(**{"clock": stopped_clock(), "seed": 1, "balance": 10**6, "queue": 1000, **settings})
    whole = load_spec("meshy")
    spec = contract_of(whole, chosen.as_of) if chosen.as_of else whole
    oracle = Oracle(spec, key, good_sources=GOOD_SOURCES, disputed_fees=chosen.disputed_fees)
    with Emulator(chosen) as emulator, connected(emulator.url + ROOT) as http:
        yield Bench(emulator, oracle, http)


@contextmanager
def connected(base: str) -> Iterator[httpx.Client]:
    """Open a client for an emulator."""
    limits = httpx.Limits(max_connections=4)
    with httpx.Client(base_url=base, timeout=SECONDS, limits=limits, trust_env=False, verify=False) as http:
        yield http
