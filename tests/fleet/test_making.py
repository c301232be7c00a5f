"""How an item of tasks is made: each task of its chain once, its end, its files, and the reason of a failure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from helpers.fakes import FakeTransport, json_reply
from meshwright import ConnectionFailed, Ledger, NotFound
from meshwright.core.hooks import Exchange
from meshwright.core.wire import Reply, Request
from meshwright.fleet.books import Books
from meshwright.fleet.chains import Chains
from meshwright.fleet.items import Item, Items
from meshwright.fleet.making import TaskMaker
from meshwright.fleet.pacing import LONGEST, SharedPacer
from meshwright.fleet.settings import Settings, StoredSettings
from meshwright.fleet.settling import TaskSettler
from meshwright.fleet.work import NotMade
from meshwright.ledger.purchases import Purchases
from meshwright.meshy.dialect import MESHY
from meshwright.spec.shapes import shape_of
from meshwright.tasks.session import TaskSession
from meshwright_api.meshy import tasks

T0 = 1_700_000_000.0
STEPS = [
    {"kind": "image-to-3d", "parameters": {"image_url": "https://x.example/a.png"}, "credits": 5},
    {"kind": "print-analyze", "parameters": {}, "credits": 2},
]
FAILED = {**shape_of("meshy", "image-to-3d").example, "id": "task-1", "status": "FAILED"}


@define(slots=False)
class Shop:
    """What sells tasks: a buyer, and the ends of tasks."""

    ledger: Ledger
    maker: TaskMaker
    answers: dict[str, Any] = field(factory=dict[str, Any])
    ends: dict[str, str] = field(factory=dict[str, str])
    bought: list[tuple[Any, ...]] = field(factory=list[tuple[Any, ...]])
    states: list[str] = field(factory=list[str])
    busy: int = 0
    stopping: bool = False
    looks: list[str] = field(factory=list[str])

    async def buy(self, key: str, kind: str, operation: Any, credits: int, since: float) -> str:
        """Be a buyer."""
        self.bought.append((key, kind, operation.body, credits, since))
        self.states.append(self.maker.books.items.get(1).status)
        number = self.ledger.intend("me", kind, {}, "d", item=key)
        self.ledger.created(number, f"task-{number}")
        return f"task-{number}"

    async def of(self, task_id: str) -> str:
        """Be what waits for ends."""
        self.states.append(self.maker.books.items.get(1).status)
        return self.ends.get(task_id, "SUCCEEDED")

    def look(self) -> None:
        """Be looked for."""
        self.looks.append("look")

    def answer(self, request: Request) -> Reply:
        """Answer as the service."""
        found = self.answers[request.url.rpartition("/")[2]]
        return found if isinstance(found, Reply) else json_reply(found)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Open a shop with an item of two tasks."""
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.now = lambda: T0
        items = Items(ledger, "me")
        items.add([("cat", json.dumps(STEPS), "d", 7)])
        books = Books(items, Purchases(ledger, "me"), StoredSettings(ledger, "me"), Settings(out="x"), "credits")
        shop: Shop
        transport = FakeTransport(lambda request: shop.answer(request), lambda _: (json_reply({}), []))
        session = TaskSession(transport=transport, dialect=MESHY, base_url="http://127.0.0.1:1", headers={})
        shop = Shop(ledger, TaskMaker(session, Chains("meshy", tasks.KINDS), books))
        shop.maker._buyer = shop.maker._ends = shop  # type: ignore[assignment]
        yield shop


def item(shop: Shop) -> Item:
    """Return the item."""
    return shop.maker.books.items.get(1)


def test_a_chain_is_bought_task_by_task(shop: Shop) -> None:
    """Each task is bought with its price and the id of the one before; files expire three days after the first."""
    asyncio.run(shop.maker.make(item(shop)))
    assert shop.bought == [
        ("0 cat", "image-to-3d", {"image_url": "https://x.example/a.png"}, 5, 0.0),
        ("1 cat", "print-analyze", {"input_task_id": "task-1"}, 2, 0.0),
    ]
    assert shop.states == ["queued", "making", "making", "making"]
    assert (item(shop).status, item(shop).link, item(shop).expires) == ("made", 2, T0 + 3 * 86400)


def test_when_files_expire(shop: Shop) -> None:
    """The time counts from the first create, and later ones do not change it; without a create it is unknown."""
    assert shop.maker._expiry(item(shop), 0) is None
    shop.ledger.intend("me", "remesh", {}, "d", item="0 cat")
    assert shop.maker._expiry(item(shop), 0) == T0 + 3 * 86400
    shop.maker.books.items.advance(item(shop), 1, T0 + 9)
    assert shop.maker._expiry(item(shop), 0) == T0 + 9


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({**FAILED, "task_error": {"message": "too dark"}}, "task task-1 FAILED: too dark"),
        ({**FAILED, "task_error": {"message": ""}}, "task task-1 FAILED"),
        (json_reply({"message": "gone"}, 404), "task task-1 FAILED"),
    ],
    ids=["reason", "no reason", "no task"],
)
def test_a_task_without_a_result(shop: Shop, answer: Any, reason: str) -> None:
    """The item is not made, with the service's reason if it gives one; no other task of its chain is bought."""
    shop.ends["task-1"] = "FAILED"
    shop.answers["task-1"] = answer
    with pytest.raises(NotMade) as caught:
        asyncio.run(shop.maker.make(item(shop)))
    assert str(caught.value) == reason
    assert len(shop.bought) == 1


def test_a_task_that_has_no_files(shop: Shop, tmp_path: Path) -> None:
    """Its members are written into a file, whole, in place of an earlier one; a single task needs no folder."""
    shop.ledger.created(shop.ledger.intend("me", "print-analyze", {}, "d", item="0 cat"), "task-1")
    shop.answers["task-1"] = {"id": "task-1", "status": "SUCCEEDED", "progress": 100, "name": "größer"}
    only = Item(
        **{name: getattr(item(shop), name) for name in ("number", "name", "credits", "status", "link", "attempt")},
        **{name: getattr(item(shop), name) for name in ("files", "reason", "expires", "since", "ended")},
        steps=STEPS[1:],
    )
    for _ in range(2):
        assert asyncio.run(shop.maker.fetch(only, tmp_path / "a" / "cat")) == [tmp_path / "a" / "cat" / "task.json"]
    text = (tmp_path / "a" / "cat" / "task.json").read_text("utf-8")
    assert json.loads(text)["name"] == "größer"
    assert '\n  "name": "größer"' in text
    assert text.endswith("}\n")
    assert [path.name for path in (tmp_path / "a" / "cat").iterdir()] == ["task.json"]
    assert shop.ledger.folders() == {}


def test_what_the_worker_asks(shop: Shop) -> None:
    """It sends while a create is in progress, and a look asks for ends and for dead machines."""
    assert not shop.maker.sending
    shop.busy = 1
    assert shop.maker.sending
    shop.maker.look()
    assert shop.looks == ["look", "look"]
    shop.maker.stop()
    assert shop.stopping
    assert not shop.maker.leads()


# ----------------------------------------------------------------------------------------------- the pace and the clock
def exchange(outcome: Any) -> Exchange:
    """Make the exchange of an answer."""
    return Exchange(operation="x", method="GET", path="/", params={}, attempt=1, seconds=0.0, outcome=outcome)


@pytest.mark.parametrize(
    ("outcome", "pause"),
    [
        (json_reply({}, 429, retry_after="7"), 7.0),
        (json_reply({}, 429, retry_after="900"), LONGEST),
        (json_reply({}, 429, retry_after="0"), None),
        (json_reply({}, 429), None),
        (json_reply({}, 503, retry_after="7"), None),
        (ConnectionFailed("away", sent=False), None),
    ],
)
def test_a_pause_that_the_service_asks_for(shop: Shop, outcome: Any, pause: float | None) -> None:
    """All machines wait as long after too many requests, for a minute at most, and after nothing else."""
    assert LONGEST == 60.0
    purchases = shop.maker.books.purchases
    SharedPacer(purchases, lambda: 2.0).see(exchange(outcome))
    assert SharedPacer(Purchases(shop.ledger, "me"), lambda: 2.0).delay(0.0) == (pause or 0.0)


@pytest.mark.parametrize(
    ("answer", "ready"),
    [
        (json_reply([]), True),
        (json_reply({}, 429), False),
        (json_reply({}, 503), False),
        (json_reply({}), False),
        (json_reply({}, 404), None),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Reply) else "",
)
def test_the_clock_of_the_service(shop: Shop, answer: Reply, ready: bool | None) -> None:
    """It is asked for once; while the service cannot be asked nothing is to be bought; other errors are raised."""
    settler = TaskSettler(shop.maker.session, tasks.KINDS, shop.maker.books.purchases)
    answer.headers["date"] = formatdate(T0, usegmt=True)  # type: ignore[index]
    shop.answers[""] = answer

    def answered(_: Request) -> Reply:
        return answer

    shop.answer = answered  # type: ignore[method-assign]
    if ready is None:
        with pytest.raises(NotFound):
            asyncio.run(settler.prepare())
        return
    assert asyncio.run(settler.prepare()) is ready
    asked = len(shop.maker.session.transport.requests)  # type: ignore[attr-defined]
    assert asyncio.run(settler.prepare()) is True
    assert len(shop.maker.session.transport.requests) == asked  # type: ignore[attr-defined]
