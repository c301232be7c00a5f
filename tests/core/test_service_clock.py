"""The service's time, by the Date of its answers and this machine's two clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from attrs import define
from meshwright.core.service_clock import ServiceClock

HERE = datetime(2026, 11, 21, 20, tzinfo=UTC)
START = HERE.timestamp()


@define
class Clocks:
    """The clocks of a machine: one that never runs backwards, and the time of day."""

    steady: float = 5.0
    day: float = START

    def now(self) -> float:
        return self.steady

    def wall(self) -> float:
        return self.day

    def pass_time(self, steady: float, day: float) -> None:
        self.steady += steady
        self.day += day


def date(ahead: float) -> dict[str, str]:
    """Return the Date of a service whose clock is ahead by so many seconds."""
    return {"date": format_datetime(HERE + timedelta(seconds=ahead), usegmt=True)}


@pytest.mark.parametrize("ahead", [-7200.0, 0.0, 90.0])
def test_a_service_of_another_time(ahead: float) -> None:
    """After an answer the service's time goes on from its Date, and differs from this machine's by the same seconds."""
    clock = ServiceClock(clocks := Clocks())
    assert (clock.time(), clock.ahead(), clock.now()) == (None, None, START)
    clock.note(date(ahead))
    clocks.pass_time(30.0, 30.0)
    assert (clock.time(), clock.ahead(), clock.now()) == (START + 30 + ahead, ahead, START + 30 + ahead)


@pytest.mark.parametrize(
    ("steady", "day", "known"),
    [
        *((0.0, 60.0, True), (0.0, 61.0, False), (0.0, -60.0, True), (0.0, -61.0, False)),
        *((60.0, 0.0, True), (61.0, 0.0, False), (1e6, 1e6, True), (10.0, 3600.0, False)),
    ],
)
def test_a_clock_that_was_set(steady: float, day: float, known: bool) -> None:
    """Where this machine's clocks pass by differently, for a minute at least, its own time counts until an answer."""
    clock = ServiceClock(clocks := Clocks())
    clock.note(date(500.0))
    clocks.pass_time(steady, day)
    assert (clock.time() is not None, clock.ahead() is not None) == (known, known)
    assert clock.now() == START + day + (500.0 if known else 0.0)
    clock.note(date(500.0))
    assert clock.time() == START + 500.0


@pytest.mark.parametrize("headers", [{}, {"date": ""}, {"date": "soon"}, {**date(0.0), "age": "1"}])
def test_an_answer_that_does_not_tell_the_time(headers: dict[str, str]) -> None:
    """An answer without a Date, with a malformed one or from a cache leaves what is known as it is."""
    clock = ServiceClock(Clocks())
    clock.note(headers)
    assert clock.time() is None
    clock.note(date(90.0))
    clock.note(headers)
    assert clock.time() == START + 90.0
