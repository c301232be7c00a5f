"""The fault matrix: both clients against a real server that misbehaves, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache, partial
from typing import Any

import pytest
from attrs import frozen
from helpers.clients import KEY, Scenario, play
from helpers.fault_rows import EVENT_WITHOUT_END, GOOD, ID, REDIRECTS, ROWS, STALL, Row, create
from helpers.loopback import LoopbackServer, answering, response, unused_url
from meshwright.core import transport
from meshwright.errors import ConnectionFailed, MeshwrightError, SubmissionUnknown, UnexpectedResponse
from meshwright.tasks import handles as tasks
from meshwright.tasks.waiting import Pace, Watch

pytestmark = pytest.mark.usefixtures("no_certificates")
both = pytest.mark.parametrize("asynchronous", [False, True], ids=["Meshy", "AsyncMeshy"])


@frozen
class Seen:
    """The result of a row."""

    outcome: Any
    methods: list[str]
    payable: int
    """POSTs that the service may have accepted."""


@contextmanager
def quick(idle: float) -> Iterator[None]:
    """Poll every hundredth of a second, and call a megabyte large."""
    with pytest.MonkeyPatch.context() as patch:
        pace = Pace(idle=idle, first_poll=0.01, longest_poll=0.01)
        patch.setattr(tasks, "Watch", partial(Watch, pace=pace))
        patch.setattr(transport, "LARGEST_ANSWER", 2**20)
        yield


@cache
def result_of(row: Row, asynchronous: bool) -> Seen:
    """Play a row once, however many tests look at it."""
    # A client's patience matters only where the server falls silent; elsewhere a busy machine must not look like one.
    patience = STALL if "silence" in row.name else 10.0
    server = LoopbackServer(row.answer) if row.answer else None
    with server or nullcontext(), quick(patience):
        outcome: Any
        try:
            outcome = play(row.ask, server.url if server else unused_url(), asynchronous=asynchronous, timeout=patience)
        except MeshwrightError as error:
            outcome = error
    seen = server.seen if server else []
    payable = sum(exchange.method == "POST" and exchange.payable for exchange in seen)
    return Seen(outcome, [exchange.method for exchange in seen], payable)


@both
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(row: Row, asynchronous: bool) -> None:
    """The client does what the row lists: so many requests, and this result or error."""
    seen = result_of(row, asynchronous)
    if isinstance(row.outcome, type):
        assert type(seen.outcome) is row.outcome, repr(seen.outcome)
        assert KEY not in str(seen.outcome)
        assert KEY not in repr(vars(seen.outcome))
    else:
        assert seen.outcome == row.outcome
    assert seen.methods == row.methods


def test_no_row_buys_twice() -> None:
    """In no row of the matrix, with neither client, could a second POST have been paid."""
    results = {(row.name, which): result_of(row, which) for row in ROWS for which in (False, True)}
    assert [name for name, seen in results.items() if seen.payable > 1] == []
    assert sum(seen.payable == 1 for seen in results.values()) > 50, "the matrix does create tasks"


def test_a_create_that_may_have_been_paid_is_never_called_harmless() -> None:
    """Whenever a create reached the service and no id came back, the error states that a task may exist."""
    for row in ROWS:
        for which in (False, True):
            seen = result_of(row, which)
            if row.ask is create and seen.payable and seen.outcome != ID and row.outcome is SubmissionUnknown:
                assert isinstance(seen.outcome, SubmissionUnknown)
                assert "may have been charged" in str(seen.outcome)
                assert seen.outcome.operation == "image_to_3d.create"


def test_refused_is_known_to_be_unsent() -> None:
    """If no connection was made, the error states that nothing was sent."""
    for row in ROWS:
        if row.answer is None:
            error = result_of(row, False).outcome
            assert isinstance(error, ConnectionFailed)
            assert not error.sent


@both
@pytest.mark.parametrize(("ask", "status"), [row[1:] for row in REDIRECTS], ids=[row[0] for row in REDIRECTS])
def test_a_redirect_takes_the_key_nowhere(ask: Scenario, status: int, asynchronous: bool) -> None:
    """A redirect to another host is an error that names it; that host sees no request, let alone the key. A create may
    have been bought by then.
    """
    expected = SubmissionUnknown if ask is create else UnexpectedResponse
    with LoopbackServer(answering(GOOD)) as other:
        away = answering(response(status, location=f"{other.url}/elsewhere"))
        with LoopbackServer(away) as server, pytest.raises(expected) as caught:
            play(ask, server.url, asynchronous=asynchronous)
        assert other.seen == []
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert server.methods().count("POST") <= 1
    assert other.url in str(caught.value)


@both
def test_an_endless_event_is_a_typed_error(asynchronous: bool) -> None:
    """Reading the events themselves ends in an error when one never ends; what is held stays within the limit."""
    sent = [0]

    class Counting:
        def __init__(self, exchange: Any) -> None:
            self.exchange = exchange

        def read_body(self) -> bytes:
            return bytes(self.exchange.read_body())

        def send(self, content: bytes) -> None:
            self.exchange.send(content)
            sent[0] += len(content)

    async def events(client: Any) -> None:
        resource = client.image_to_3d
        kind = getattr(resource, "_kind", None) or resource._resource._kind
        async for _ in client.session.events(kind.api().stream(ID), idle=10.0):
            pass

    with (
        LoopbackServer(lambda exchange: EVENT_WITHOUT_END(Counting(exchange))) as server,  # type: ignore[arg-type]
        pytest.raises(UnexpectedResponse, match="an event is larger than"),
    ):
        play(events, server.url, asynchronous=asynchronous)
    assert sent[0] < 64 * 2**20


def test_rows_have_names_of_their_own() -> None:
    """No row hides another."""
    assert len({row.name for row in ROWS}) == len(ROWS)
