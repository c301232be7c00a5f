"""Create a task once: check the price, record the intention, send, record the answer.

With a ledger, the process may end at any of these steps and nothing is lost: ``recovery`` finds the task of an
intention without an answer. Waiting for a slot in a full queue is safe, as a refused create has created nothing.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from attrs import define, evolve, frozen
from meshwright_api._runtime import Operation

from ..core.announcements import INPUT
from ..core.blocking import iterate
from ..core.files import is_remote
from ..core.hooks import Exchange
from ..core.retrying import may_have_arrived
from ..core.wire import Body, Request
from ..errors import (
    InputError,
    LedgerError,
    MeshwrightError,
    MeshwrightWarning,
    PriceTooHigh,
    QueueFull,
    SubmissionUnknown,
)
from ..spec.calendar import TODAY, day_of
from ..spec.effects import caveats
from ..spec.pricing import Estimate, estimate
from ..spec.shapes import shape_of
from .ids import Created, checked_id
from .session import Journal, TaskSession
from .sources import check_sources
from .waiting import Pace

LONGEST_NAME = 100
"""The most characters of the name of an input."""
TURN_PAUSE = 0.02
"""Seconds between two looks at whether the account's turn to buy is free."""


@frozen
class AnnouncedBody:
    """A body that waits for ``leaving`` when it is sent: just before its last block, because a service does nothing
    before it has the whole body. Uploads can so run side by side, although the creates are sent one at a time.
    """

    body: Body
    leaving: Callable[[], Coroutine[Any, Any, None]]

    @property
    def length(self) -> int:
        """Total length in bytes."""
        return self.body.length

    def __iter__(self) -> Iterator[bytes]:
        return iterate(self.blocks())

    async def blocks(self) -> AsyncGenerator[bytes]:
        """Yield the bytes, block by block."""
        blocks = iter(self.body)
        held = next(blocks, b"")
        for block in blocks:
            yield held
            held = block
        await self.leaving()
        yield held


async def submit(session: TaskSession, kind: str, operation: Operation[Created]) -> str:
    """Create a task and return its id; raises the errors of ``TaskSession.call``, and PriceTooHigh."""
    check_price(session, operation)
    warn_of_vain_parameters(session, operation)
    await check_sources(session, operation)
    request = _named_request(session, kind, operation)
    attempt = _Attempt(session)
    body = None if request.body is None else AnnouncedBody(request.body, attempt.leave)
    session = evolve(session, hooks=(*session.hooks, attempt.see))
    if session.ledger is not None:
        attempt.intend(session.ledger, kind, described(operation), digest(operation, request))
    try:
        if body is None:
            await attempt.leave()
        task_id = await _sent(session, operation, evolve(request, body=body))
        attempt.record("created", task_id)
    except BaseException as error:
        stopped = attempt.under_way and not isinstance(error, MeshwrightError)
        if stopped or isinstance(error, SubmissionUnknown):
            attempt.record("unknown", clock_ahead(session, session.ledger))
        else:  # the service refused it, or nothing was sent
            attempt.record("refused")
        if not isinstance(error, Exception):  # Ctrl-C, or cancelled
            error.add_note(f"{operation.name}: {MAY_BE_BOUGHT if stopped else NOTHING_BOUGHT}")
        raise
    else:
        return task_id
    finally:  # also if Ctrl-C prevented that the outcome was recorded
        attempt.let_go()


NOTHING_BOUGHT = "the create was waiting to be sent; nothing was bought"
MAY_BE_BOUGHT = "the create was being sent and may have been received; check before you send it again"


@define
class _Attempt:
    """One create while it is sent, possibly several times: tracks whether it may be bought, and updates the ledger."""

    session: TaskSession
    under_way: bool = False
    """Whether it was sent and not refused."""
    ledger: Journal | None = None
    number: int = 0
    turn: Callable[[], None] | None = None
    """Gives the account's turn to buy back."""

    def intend(self, ledger: Journal, kind: str, parameters: dict[str, Any], digest: str) -> None:
        """Record the intention; from then on the ledger is updated."""
        self.number = ledger.intend(account(self.session), kind, parameters, digest, clock_ahead(self.session, ledger))
        self.ledger = ledger

    async def leave(self) -> None:
        """Wait for the account's turn, and record that it is being sent.

        Raises LedgerError if that cannot be written, and then nothing is bought.
        """
        if self.ledger is not None:
            while self.turn is None:
                self.turn = self.ledger.take_turn(account(self.session))
                if self.turn is None:
                    await self.session.transport.sleep(TURN_PAUSE)
            self.ledger.sending(self.number, clock_ahead(self.session, self.ledger))
        self.under_way = True

    def see(self, exchange: Exchange) -> None:
        """Note a refusal: until the create is sent again, nothing is bought, and others have their turn."""
        if self.under_way and not may_have_arrived(exchange.outcome):
            self.under_way = False
            self.record("not_sent")
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self.turn = self.turn, None
        if turn is not None:
            turn()

    def record(self, outcome: str, *details: Any) -> None:
        """Record the outcome. If that fails, only warn: the caller must still get the id or the error."""
        if self.ledger is None:
            return
        try:
            getattr(self.ledger, outcome)(self.number, *details)
        except LedgerError as error:  # the intention is recorded, so a later resume finds the task
            what = f"task {details[0]} was created" if outcome == "created" else f"a create is {outcome}"
            warnings.warn(f"{what}, and {error}", MeshwrightWarning, stacklevel=3)

    def let_go(self) -> None:
        """Stop tracking the create as in flight, and give the turn back."""
        if self.ledger is not None:
            self.ledger.let_go(self.number)
        self._end_turn()


def _named_request(session: TaskSession, kind: str, operation: Operation[Created]) -> Request:
    """Return the request of a create; on this machine it names its files, for the page of an emulator."""
    request = session.request(operation)
    if not (session.is_local and operation.files):
        return request
    name = shape_of(session.dialect.name, kind).input_of(described(operation))
    return (
        evolve(request, headers={**request.headers, INPUT: quote(name[:LONGEST_NAME], errors="surrogateescape")})
        if name
        else request
    )


def clock_ahead(session: TaskSession, ledger: Journal | None) -> float | None:
    """Return the seconds by which the service's clock is ahead of the ledger's; None if that is unknown."""
    service = session.service_clock.time()
    return None if service is None or ledger is None else service - ledger.now()


async def _sent(session: TaskSession, operation: Operation[Created], request: Request) -> str:
    """Send a create, again while the queue is full and the timeout allows, and return the id."""
    deadline, delays = session.transport.now() + session.queue_timeout, Pace().polls()
    while True:
        try:
            created = await session.call(operation, request)
            break
        except QueueFull:
            left = deadline - session.transport.now()
            if left <= 0:
                raise
            pause = min(next(delays), left)
            if session.on_queue_full is not None:
                session.on_queue_full(pause)
            await session.transport.sleep(pause)
    try:
        return checked_id(created.result)
    except InputError as error:
        raise SubmissionUnknown(operation.name, f"the answer has no {error}") from error


def check_price(session: TaskSession, operation: Operation[Any]) -> None:
    """Raise PriceTooHigh if the estimated price of a create exceeds the session's limit."""
    if session.max_credits is None:
        return
    expected = price_of(session, operation)
    if expected.credits > session.max_credits:
        raise PriceTooHigh(operation.name, expected, session.max_credits)


def warn_of_vain_parameters(session: TaskSession, operation: Operation[Any]) -> None:
    """Warn, once for each text in the life of a client, of what a create gives in vain."""
    if (day := session.contract_day()) is None:
        return
    for caveat in caveats(session.dialect.name, operation.name, operation.body or {}, day):
        session.announcements.warn(f"{operation.name}: {caveat}")


def price_of(session: TaskSession, operation: Operation[Any]) -> Estimate:
    """Return the estimated price of a create at the session's service."""
    day = session.contract_day() or day_of(TODAY, session.transport.wall())
    return estimate(session.dialect.name, operation.name, operation.body or {}, day)


def described(operation: Operation[Any]) -> dict[str, Any]:
    """Return the parameters of a create, with the names of its local files, and without bytes and data URIs."""
    found = {
        name: _named(value) if name in operation.files else value for name, value in (operation.body or {}).items()
    }
    return {name: value for name, value in found.items() if value is not None}


def _named(value: Any) -> Any:
    """Return the URL or the name of a file, or of several; None for content without a name."""
    if value.__class__ is list:
        names = [_named(member) for member in value]
        return None if None in names else names
    if is_remote(value):
        return None if value[:5].lower() == "data:" else value
    return PurePath(value).name if isinstance(value, (str, os.PathLike)) else None


def digest(operation: Operation[Any], request: Request) -> str:
    """Return a hash of a create's operation and whole body, by which equal creates are recognized."""
    found = hashlib.sha256(operation.name.encode())
    for block in request.body or ():
        found.update(block)
    return found.hexdigest()


def account(session: TaskSession) -> str:
    """Return a name of the session's account that does not reveal its key."""
    named = f"{session.base_url}\n{session.headers.get(session.dialect.key_header, '')}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]
