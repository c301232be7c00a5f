"""The pacer: never more requests than the rate and a burst allow, and no delay that is not needed."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from helpers.fakes import FakeTransport, json_reply
from hypothesis import given
from hypothesis import strategies as st
from meshwright.core.blocking import run
from meshwright.core.pacing import Pacer
from meshwright.errors import ConfigurationError, ConnectionFailed
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright_api.meshy.api import balance

RATES = st.sampled_from([0.1, 0.5, 1.0, 2.0, 20.0, 100.0])
GAPS = st.lists(st.floats(0, 5) | st.just(0.0), min_size=1, max_size=80)
SLACK = 1e-6


def turns(rate: float, gaps: list[float]) -> list[tuple[float, float]]:
    """Ask for a turn after each gap; return when it was asked for and when it came."""
    pacer, now = Pacer(rate), 100.0
    found: list[tuple[float, float]] = []
    for gap in gaps:
        now += gap
        found.append((now, now + pacer.delay(now)))
    return found


@given(RATES, GAPS)
def test_never_faster_than_rate_and_burst(rate: float, gaps: list[float]) -> None:
    """In any window there are at most a burst and the window's worth of turns."""
    times = [turn for _, turn in turns(rate, gaps)]
    for first in range(len(times)):
        for last in range(first, len(times)):
            window = times[last] - times[first]
            assert last - first + 1 <= max(1.0, rate) + rate * window + SLACK


@given(RATES, GAPS)
def test_never_slower_than_needed(rate: float, gaps: list[float]) -> None:
    """A turn that is delayed could not have come earlier: with the ones before it the allowance is used up."""
    found = turns(rate, gaps)
    burst = max(1.0, rate)
    for number, (asked, turn) in enumerate(found):
        if turn > asked + SLACK:
            sooner = turn - 10 * SLACK
            before = [earlier for _, earlier in found[:number]]
            windows = ((len(before) - first + 1, sooner - start) for first, start in enumerate(before))
            assert any(count > burst + rate * window for count, window in windows)


@given(RATES, GAPS)
def test_turns_come_in_order(rate: float, gaps: list[float]) -> None:
    """Turns are in the order of the calls."""
    times = [turn for _, turn in turns(rate, gaps)]
    assert all(later >= earlier - SLACK for earlier, later in pairwise(times))


@pytest.mark.parametrize("rate", [0.2, 1.0, 20.0])
def test_an_idle_client_waits_for_nothing(rate: float) -> None:
    """The first request goes at once, and so does one after a pause, however low the rate."""
    pacer = Pacer(rate)
    assert pacer.delay(0.0) == 0
    assert pacer.delay(1000.0) == 0


def test_a_burst_then_an_even_stream() -> None:
    """A second's worth of requests goes at once, the next ones a twentieth of a second apart."""
    pacer = Pacer(20.0)
    delays = [pacer.delay(50.0) for _ in range(23)]
    assert delays[:20] == pytest.approx([0.0] * 20)
    assert delays[20:] == pytest.approx([0.05, 0.10, 0.15])


def test_threads_share_the_turns() -> None:
    """Threads that ask at the same moment get turns of their own."""
    pacer = Pacer(10.0)
    delays: list[float] = []
    threads = [threading.Thread(target=lambda: delays.append(pacer.delay(7.0))) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(delays) == pytest.approx([0.0] * 10 + [number / 10 for number in range(1, 31)])


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_rate_that_is_none(rate: float) -> None:
    """A rate that would never let anything pass is refused."""
    with pytest.raises(ConfigurationError, match="rate must be more than 0"):
        Pacer(rate)


@pytest.mark.parametrize(("delay", "sent"), [(0.7, 1), (0.75, 1), (0.8, 0)])
def test_a_turn_after_the_deadline(delay: float, sent: int) -> None:
    """A turn that comes shortly after the deadline is waited for; a later one ends the call at the deadline."""
    reply = json_reply({"balance": 3})
    transport = FakeTransport(lambda _: reply, lambda _: (reply, ()))
    begun = transport.now()
    late: Any = SimpleNamespace(delay=lambda _: delay)
    session = TaskSession(transport=transport, dialect=MESHY, base_url="https://x", headers={}, pacer=late, until=begun)
    with nullcontext() if sent else pytest.raises(ConnectionFailed, match="the rate limit leaves no request") as caught:
        run(session.call(balance.get()))
    assert caught is None or not caught.value.sent
    assert len(transport.requests) == sent
    assert transport.now() - begun == pytest.approx(delay * sent)
