"""Buy a task once: guard the price, write the intention down, send, write the answer down.

With a ledger, a process may end at any point of this and nothing is lost: an intention without an answer is found
again by ``recovery``. Waiting for a place in a full queue is safe, as a refused create has created nothing.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve, frozen
from meshwright_api._runtime import Operation

from .errors import (
    InputError,
    LedgerError,
    MeshwrightError,
    MeshwrightWarning,
    PriceTooHigh,
    QueueFull,
    SubmissionUnknown,
)
from .files import is_remote
from .kinds import Created, checked_id
from .pricing import Estimate, estimate
from .session import Session
from .timeline import day_of
from .waiting import Pace
from .wire import Body, Request


@frozen
class AnnouncedBody:
    """A body that tells when it leaves, behind every line it may have waited in: just before its last block, since a
    service does nothing before it has the whole.
    """

    body: Body
    leaving: Callable[[], None]

    @property
    def length(self) -> int:
        """Bytes in all."""
        return self.body.length

    def __iter__(self) -> Iterator[bytes]:
        blocks = iter(self.body)
        held = next(blocks, b"")
        for block in blocks:
            yield held
            held = block
        self.leaving()
        yield held


async def submit(session: Session, kind: str, operation: Operation[Created]) -> str:
    """Create a task and return its id; raises what ``Session.call`` raises, and PriceTooHigh."""
    check_price(session, operation)
    request = session.request(operation)
    ledger = session.ledger
    if ledger is None:
        return await _sent(session, operation, request)
    has_left = request.body is None

    def leaving() -> None:
        nonlocal has_left
        ledger.sending(number)  # raises where it cannot be written: then nothing is bought
        has_left = True

    body = None if request.body is None else AnnouncedBody(request.body, leaving)
    parameters, named = described(operation), digest(operation, request)
    number = ledger.intend(account(session), kind, parameters, named)
    try:
        task_id = await _sent(session, operation, evolve(request, body=body))
        _write(f"task {task_id} was created", ledger.created, number, task_id)
    except BaseException as error:
        stopped = has_left and not isinstance(error, MeshwrightError)  # while it was under way
        if stopped or isinstance(error, SubmissionUnknown):
            _write("a create was lost", ledger.unknown, number)
        else:  # the service said no, or nothing was sent
            _write("a create was refused", ledger.refused, number)
        raise
    else:
        return task_id
    finally:  # also when Ctrl-C kept the outcome from being written
        ledger.let_go(number)


def _write(what: str, write: Callable[..., None], *args: Any) -> None:
    """Write down what came of a create. Where that fails the caller must get the id, or the error, all the same."""
    try:
        write(*args)
    except LedgerError as error:  # the intention stands there, so a later resume finds the task
        warnings.warn(f"{what}, and {error}", MeshwrightWarning, stacklevel=3)


async def _sent(session: Session, operation: Operation[Created], request: Request) -> str:
    """Send a create, if need be as often as the queue is full, and return the id."""
    deadline = session.transport.now() + session.queue_timeout
    for delay in Pace().polls():
        try:
            created = await session.call(operation, request)
        except QueueFull:
            left = deadline - session.transport.now()
            if left <= 0:
                raise
            await session.transport.sleep(min(delay, left))
            continue
        try:
            return checked_id(created.result)
        except InputError as error:
            raise SubmissionUnknown(operation.name, f"the answer has no {error}") from error
    raise AssertionError("polls never end")


def check_price(session: Session, operation: Operation[Any]) -> None:
    """Raise PriceTooHigh when a create would probably cost more than the session allows."""
    if session.max_credits is None:
        return
    expected = price_of(session, operation)
    if expected.credits > session.max_credits:
        raise PriceTooHigh(operation.name, expected, session.max_credits)


def price_of(session: Session, operation: Operation[Any]) -> Estimate:
    """Estimate what a create costs at the service that the session talks to."""
    return estimate(operation.name, operation.body or {}, day_of(session.as_of, session.transport.wall()))


def described(operation: Operation[Any]) -> dict[str, Any]:
    """Return the parameters of a create without its local files and data URIs."""
    return {name: value for name, value in (operation.body or {}).items() if _plain(name, value, operation)}


def _plain(name: str, value: Any, operation: Operation[Any]) -> bool:
    members: list[Any] = value if value.__class__ is list else [value]
    return name not in operation.files or all(is_remote(m) and m[:5].lower() != "data:" for m in members)


def digest(operation: Operation[Any], request: Request) -> str:
    """Name a create by every byte of its body, so that two that are the same can be told from two that differ."""
    found = hashlib.sha256(operation.name.encode())
    for block in request.body or ():
        found.update(block)
    return found.hexdigest()


def account(session: Session) -> str:
    """Name the account that a session buys for without revealing its key."""
    named = f"{session.base_url}\n{session.headers.get('authorization', '')}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]
