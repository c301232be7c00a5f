"""The tables of a batch: its settings, the places that a full queue leaves, and the way of an item."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from helpers.ledgers import T0, still_ledger
from meshwright import ConfigurationError, InputError, Ledger
from meshwright.fleet.books import Books
from meshwright.fleet.items import Items, name_of
from meshwright.fleet.settings import REFILL, Settings, StoredSettings
from meshwright.ledger.purchases import Purchases

ROWS = [
    ("cat", '[{"kind": "a"}, {"kind": "b"}]', "d1", 5),
    ("dog", '[{"kind": "a"}]', "d2", 3),
    ("a b", "[{}]", "d3", 2),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Open a new ledger whose clock stands still."""
    with still_ledger(tmp_path) as opened:
        yield opened


@pytest.fixture
def items(ledger: Ledger) -> Items:
    """The items of one account, in a ledger that also holds one of another."""
    Items(ledger, "another").add([("cow", "[{}]", "d", 100)])
    found = Items(ledger, "me")
    assert found.add(ROWS) == 3
    return found


def names(items: Items, *states: str) -> list[str]:
    """List the names of the items in states."""
    return [item.name for state in states for item in items.in_state(state)]


# ------------------------------------------------------------------------------------------------------------ settings
def test_what_is_usual() -> None:
    """A batch without settings has those of its documentation; the smallest numbers are 1 and, for credits, 0."""
    assert Settings(out="x") == Settings(out="x", places=20, rate=15.0, fetchers=4, max_credits=None, shared=False)
    Settings(out="x", places=1, fetchers=1, rate=0.001, max_credits=0)


def test_settings_are_those_of_the_first(ledger: Ledger) -> None:
    """They are read as they were written, by each account for itself, and changed one by one."""
    mine, other = StoredSettings(ledger, "me"), StoredSettings(ledger, "another")
    assert mine.read() is None
    with pytest.raises(ConfigurationError, match="holds no batch of this key and address"):
        mine.change(places=2)
    first = Settings(out="x", places=3, rate=2.5, fetchers=1, max_credits=0, shared=True)
    assert mine.agreed({"out": "x", "places": 3, "rate": 2.5, "fetchers": 1, "max_credits": 0, "shared": True}) == first
    assert mine.agreed({}) == mine.agreed({"places": 3}) == mine.read() == first
    with pytest.raises(ConfigurationError, match="has places=3, not 4"):
        mine.agreed({"out": "x", "places": 4})
    assert mine.change(places=7, shared=False) == mine.read() == evolve(first, places=7, shared=False)
    assert other.read() is None


def test_the_places_of_a_full_queue(ledger: Ledger) -> None:
    """A full queue lowers the places to its tasks, at least one; each minute gives one back, up to the batch's."""
    stored = StoredSettings(ledger, "me")
    stored.write(Settings(out="x", places=5))
    assert stored.room(5) == 5
    for room, expected in ((3, 3), (0, 1)):
        ledger.now = lambda: T0
        stored.lower(room)
        for minutes, more in ((0.0, 0), (0.99, 0), (1.0, 1), (2.5, 2)):
            ledger.now = lambda minutes=minutes: T0 + minutes * REFILL  # type: ignore[misc]
            assert stored.room(5) == min(5, expected + more)
    ledger.now = lambda: T0 + 100 * REFILL
    assert (stored.room(5), stored.room(2), REFILL) == (5, 2, 60.0)


def test_a_look_at_the_settings(ledger: Ledger) -> None:
    """A worker takes over what another machine has stored."""
    stored = StoredSettings(ledger, "me")
    books = Books(Items(ledger, "me"), Purchases(ledger, "me"), stored, Settings(out="x"), "credits")
    books.look()
    assert books.settings == Settings(out="x")
    stored.write(Settings(out="x", places=2))
    books.look()
    assert books.settings.places == 2


# --------------------------------------------------------------------------------------------------------------- items
def test_items_are_added_once(items: Items) -> None:
    """Of those that are known none is new; with one that has another request, none of that call is added."""
    assert items.add([ROWS[0], ("new", "[{}]", "d", 1)]) == 1
    with pytest.raises(InputError, match="'cat' is in the batch with another request"):
        items.add([("newer", "[{}]", "d", 1), ("cat", "[{}]", "other", 5)])
    assert names(items, "queued") == ["cat", "dog", "a b", "new"]
    assert (items.planned(), items.elsewhere()) == (11, 1)
    assert items.counts() == {"queued": 4, "making": 0, "made": 0, "done": 0, "failed": 0, "unpaid": 0}


def test_the_way_of_an_item(items: Items, ledger: Ledger) -> None:
    """It is queued, made task by task, fetched and done; an item that is over does not change by what comes late."""
    cat = items.in_state("queued")[0]
    assert (cat.link, cat.attempt, cat.files, cat.reason, cat.expires, cat.ended) == (0, 0, [], "", None, None)
    items.begin(cat)
    assert names(items, "queued", "making") == ["dog", "a b", "cat"]
    items.advance(cat, 1, T0 + 5)
    cat = items.get(cat.number)
    assert (cat.status, cat.link, cat.expires) == ("making", 1, T0 + 5)
    items.begin(cat)
    assert items.get(cat.number).link == 1
    items.advance(cat, 2, T0 + 5)
    assert (names(items, "made"), names(items, "making")) == (["cat"], [])
    items.begin(cat)
    assert names(items, "made") == ["cat"]
    ledger.now = lambda: T0 + 9
    items.end(cat, "done", files=["a.glb"])
    items.end(cat, "failed", reason="late")
    items.advance(cat, 1, None)
    cat = items.get(cat.number)
    assert (cat.status, cat.files, cat.reason, cat.ended, cat.link) == ("done", ["a.glb"], "", T0 + 9, 2)
    assert items.counts()["done"] == 1


def test_what_the_engine_does_not_know(items: Items) -> None:
    """Items are put once for each of their states and attempts, those of a late note again."""
    assert [item.name for item in items.not_put(2)] == ["cat", "dog"]
    items.note_put(items.not_put(2))
    assert [item.name for item in items.not_put()] == ["a b"]
    cat = items.in_state("queued")[0]
    items.advance(cat, 2, None)
    items.note_put([cat])
    assert [item.name for item in items.not_put()] == ["cat", "a b"]
    items.end(cat, "failed")
    assert items.retry(("failed", "unpaid")) == 1
    items.note_put([cat])
    assert [item.name for item in items.not_put()] == ["cat", "a b"]


def test_items_that_are_tried_again(items: Items, ledger: Ledger) -> None:
    """They keep the tasks that SUCCEEDED, and those that FAILED before do not count any more."""
    cat, dog, both = items.in_state("queued")
    items.advance(cat, 1, T0)
    items.end(cat, "failed", reason="dark")
    items.end(dog, "unpaid", reason="poor")
    items.end(both, "done")
    ledger.now = lambda: T0 + 7
    assert items.retry(("unpaid", "unpaid")) == 1
    assert items.retry(("failed", "unpaid")) == 1
    again = items.get(cat.number)
    assert (again.status, again.attempt, again.link, again.since, again.reason, again.ended) == (
        *("queued", 1, 1, T0 + 7),
        *("", None),
    )
    assert (names(items, "queued"), names(items, "done")) == (["cat", "dog"], ["a b"])


def test_what_ended(items: Items, ledger: Ledger) -> None:
    """Items that ended since a moment come in that order, and the last that were done the other way round."""
    for second, (item, state) in enumerate(
        zip(items.in_state("queued")[::-1], ("done", "failed", "done"), strict=True)
    ):
        ledger.now = lambda second=second: T0 + second  # type: ignore[misc]
        items.end(item, state)
    assert [item.name for item in items.ended_since(0.0)] == ["a b", "dog", "cat"]
    assert [item.name for item in items.ended_since(T0 + 1)] == ["dog", "cat"]
    assert [item.name for item in items.done_last(5)] == ["cat", "a b"]
    assert [item.name for item in items.done_last(1)] == ["cat"]
    assert names(items, "failed") == ["dog"]
    assert items.in_state("done", 1)[0].name == "cat"


def test_the_purchase_of_an_item(items: Items) -> None:
    """Its name shows the task of the chain, and the item, which may have spaces in its name."""
    item = items.in_state("queued")[2]
    assert (item.key(0), item.key(1), name_of(item.key(1))) == ("0 a b", "1 a b", "a b")


def test_a_create_without_an_item_is_not_given_up(items: Items, ledger: Ledger) -> None:
    """A create of a program without a batch, which only a person can settle, ends no item."""
    books = Books(items, Purchases(ledger, "me"), StoredSettings(ledger, "me"), Settings(out="x"), "credits")
    ledger.intend("me", "resize", {}, "d")
    books.give_up(ledger.submissions("me")[0], "unclear")
    assert names(items, "failed") == []


def test_an_item_of_many_is_given_up(items: Items, ledger: Ledger) -> None:
    """The item whose create only a person can settle ends, also if a thousand others were added before it."""
    books = Books(items, Purchases(ledger, "me"), StoredSettings(ledger, "me"), Settings(out="x"), "credits")
    items.add([*((f"item {number}", "[{}]", "d", 0) for number in range(1000)), ("the last", "[{}]", "d", 0)])
    ledger.intend("me", "resize", {}, "d", item="1 the last")
    books.give_up(ledger.submissions("me")[0], "unclear")
    assert [(item.name, item.reason) for item in items.in_state("failed")] == [("the last", "unclear")]
