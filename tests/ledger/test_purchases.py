"""The creates of the items of a batch in the ledger, their price, and the pace that all machines share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.ledgers import T0, still_ledger
from meshwright import Ledger
from meshwright.ledger.purchases import Purchases
from meshwright.ledger.submissions import INTENDED, REFUSED, UNKNOWN


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Open a new ledger whose clock stands still."""
    with still_ledger(tmp_path) as opened:
        yield opened


@pytest.fixture
def mine(ledger: Ledger) -> Purchases:
    """The creates of one account, in a ledger that also holds one of another, and one without an item."""
    ledger.created(ledger.intend("another", "resize", {}, "d", item="dog", credits=100), "task-100")
    ledger.created(ledger.intend("me", "resize", {}, "d", credits=100), "task-101")
    return Purchases(ledger, "me")


def counted(mine: Purchases) -> tuple[int, int, int, list[str]]:
    """Return what is spent, the places held, the open creates, and the tasks that have not ended."""
    return mine.spent(), mine.places_held(), mine.open_creates(), list(mine.unfinished())


def test_what_a_create_counts_for(ledger: Ledger, mine: Purchases) -> None:
    """It holds a place from the intent to the end of its task, and costs credits once it was sent."""
    assert counted(mine) == (0, 0, 0, [])
    assert mine.begun() is None
    number = ledger.intend("me", "resize", {}, "d", item="cat", credits=5)
    assert counted(mine) == (0, 1, 0, [])
    ledger.sending(number)
    assert counted(mine) == (5, 1, 1, [])
    ledger.unknown(number)
    assert counted(mine) == (5, 0, 1, [])
    ledger.created(number, "task-1")
    assert counted(mine) == (5, 1, 0, ["task-1"])
    assert (mine.unfinished(), mine.begun()) == ({"task-1": T0}, T0)
    ledger.ended("task-1", "SUCCEEDED", 7)
    assert counted(mine) == (5, 0, 0, [])


def test_the_last_create_of_an_item(ledger: Ledger, mine: Purchases) -> None:
    """One that was refused does not count as bought, but its parameters are known; another follows one that FAILED."""
    assert (mine.of("cat"), mine.parameters("cat")) == (None, {})
    ledger.refused(ledger.intend("me", "resize", {"a": 1}, "d", item="cat"))
    assert (mine.of("cat"), mine.parameters("cat")) == (None, {"a": 1})
    for task_id, status, stands in (("task-1", "FAILED", False), ("task-2", "SUCCEEDED", True)):
        ledger.created(ledger.intend("me", "resize", {}, "d", item="cat"), task_id)
        running = mine.of("cat")
        assert running is not None
        assert (running.task_id, running.stands) == (task_id, True)
        ledger.ended(task_id, status)
        ended = mine.of("cat")
        assert ended is not None
        assert (ended.status, ended.stands) == (status, stands)


@pytest.mark.parametrize("lost", [False, True])
def test_a_create_that_was_not_sent(ledger: Ledger, mine: Purchases, lost: bool) -> None:
    """It is settled as refused; one that may have been sent is lost."""
    states: list[str] = []
    for item, sent in (("cat", False), ("cow", True)):
        number = ledger.intend("me", "resize", {}, "d", item=item)
        if sent:
            ledger.sending(number)
        if lost:
            ledger.unknown(number)
        assert mine.never_sent(number) is not sent
        assert mine.never_sent(number) is False
        states.append(ledger.submissions("me")[-1].state)
    assert states == [REFUSED, UNKNOWN if lost else INTENDED]
    assert [each.number for each in ledger.lost("me")] == [number]  # no answer is waited for any more


def test_the_pace(ledger: Ledger, mine: Purchases) -> None:
    """Turns are 1 / rate apart; time that passed without requests is not saved; the longest pause counts."""
    other = Purchases(ledger, "another")
    assert [mine.next_turn(4.0) for _ in range(3)] == [0.0, 0.25, 0.5]
    assert other.next_turn(4.0) == 0.0
    ledger.now = lambda: T0 + 10
    assert [mine.next_turn(4.0) for _ in range(2)] == [0.0, 0.25]
    mine.pause(5.0)
    mine.pause(1.0)
    assert [mine.next_turn(4.0) for _ in range(2)] == [5.0, 5.25]
    Purchases(ledger, "new").pause(2.0)
    assert Purchases(ledger, "new").next_turn(4.0) == 2.0
    assert other.next_turn(4.0) == 0.0
