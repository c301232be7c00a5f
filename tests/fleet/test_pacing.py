"""The pace that machines share: no second has more requests than it allows, also after one of them did not run."""

from __future__ import annotations

from collections.abc import Coroutine, Generator, Iterable
from contextlib import ExitStack
from heapq import heapify, heappop, heappush
from pathlib import Path
from types import coroutine
from typing import Any

import pytest
from attrs import define, field
from helpers.fakes import FakeTransport, json_reply
from meshwright import Ledger
from meshwright.core.session import LATE
from meshwright.core.wire import Reply, Request
from meshwright.fleet.pacing import shared_pace
from meshwright.ledger.purchases import Purchases
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright_api.meshy.api import balance

START, END = 1000.0, 1010.0
RATE = 10.0
NEVER = (0.0, 0.0)


@coroutine
def until(moment: float) -> Generator[float]:
    """Wait for a moment of the world's clock."""
    yield moment


@define
class World:
    """A clock that jumps from one awakening to the next."""

    time: float = START
    sent: list[float] = field(factory=list[float])

    def run(self, jobs: list[Coroutine[Any, Any, None]]) -> None:
        """Run coroutines to their ends, each from the moment that it waits for."""
        waiting = [(self.time, number, job) for number, job in enumerate(jobs)]
        heapify(waiting)
        while waiting:
            moment, number, job = heappop(waiting)
            assert moment < END + 60, "a request never gets its turn"
            self.time = max(self.time, moment)
            try:
                heappush(waiting, (job.send(None), number, job))
            except StopIteration:
                continue

    def answer(self, request: Request) -> Reply:
        """Note the time of a request."""
        self.sent.append(self.time)
        return json_reply({"balance": 1})


@define
class Machine(FakeTransport):
    """A machine that stands still for a while: what would wake then wakes at its end."""

    world: World = field(kw_only=True)
    still: tuple[float, float] = field(kw_only=True)
    late: float = field(kw_only=True, default=0.0)
    """Seconds by which it wakes too late each time."""

    async def sleep(self, seconds: float) -> None:
        wake, (begin, end) = self.now() + seconds + self.late, self.still
        await until(end if begin < wake < end else wake)

    def now(self) -> float:
        return self.world.time


async def asking(session: TaskSession) -> None:
    """Ask one thing after the other."""
    while session.transport.now() < END:
        await session.call(balance.get())


def requests(folder: Path, stills: Iterable[tuple[float, float]], late: float = 0.0) -> list[float]:
    """Let machines ask all the time, eight calls each, and return when their requests left."""
    world = World()
    with ExitStack() as opened:
        jobs: list[Coroutine[Any, Any, None]] = []
        for still in stills:
            ledger = opened.enter_context(Ledger(folder / "ledger", now=lambda: world.time))
            machine = Machine(world.answer, lambda _: (json_reply({}), []), world=world, still=still, late=late)
            session = TaskSession(transport=machine, dialect=MESHY, base_url="http://127.0.0.1:1", headers={})
            paced = shared_pace(session, Purchases(ledger, "me"), lambda: RATE)
            jobs += [asking(paced) for _ in range(8)]
        world.run(jobs)
    return world.sent


@pytest.mark.parametrize("still", [NEVER, (START + 2, START + 2.15), (START + 2, START + 5), (START + 2, END + 1)])
def test_a_slot_that_has_passed_is_lost(tmp_path: Path, still: tuple[float, float]) -> None:
    """A machine that stood still does not make up for it; the others keep to the pace and use what is left of it."""
    sent = requests(tmp_path, [still, NEVER, NEVER])
    busiest = max(sum(begin <= time < begin + 1 for time in sent) for begin in sent)
    assert busiest <= RATE * (1 + LATE) + 1
    assert sum(time < END for time in sent) >= 0.8 * RATE * (END - START)


def test_machines_that_are_always_late(tmp_path: Path) -> None:
    """Where each awakening is late, requests leave all the same: fewer, as each loses two slots before its third."""
    sent = requests(tmp_path, [NEVER] * 3, late=3 * LATE)
    assert sum(time < END for time in sent) > 0.2 * RATE * (END - START)
    assert max(sum(begin <= time < begin + 1 for time in sent) for begin in sent) <= RATE * (1 + 3 * LATE) + 1
